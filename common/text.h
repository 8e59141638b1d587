#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* A string that grows. Start with = {0}; end with text_free(). */
struct text {
    char *bytes; /* ends in '\0' once something was added */
    size_t length, room;
};

/* Appends, as printf(3) formats. Out of memory: die(). */
__attribute__((format(printf, 2, 3))) void text_add(struct text *text,
                                                    const char *format, ...);

void text_free(struct text *text);

/* A string's copy, which the caller frees. Out of memory: die(). */
char *text_copy(const char *string);

/* How many bytes the UTF-8 character at the start of a string takes, 1 to 4;
 * 0 where no valid one stands there (RFC 3629), and at the string's end. */
size_t utf8_length(const char *string);

/* The next thing in a string that a reader's terminal would show, or obey: a
 * character, or a byte that is none, whose code is U+FFFD. Not seen is that, a
 * control (C1 too: U+009B starts a sequence as ESC [ does), and what turns the
 * direction of writing. Not to be called at the string's end. */
struct character {
    size_t bytes; /* at least 1 */
    long code;
    bool seen;
};
struct character text_next(const char *string);

/* Appends a string with \t, \n, \r and \\ for those, \u001b for what is not to
 * be seen (a byte that is no UTF-8 is \ufffd), and \" if quotes, too, are not
 * to stand as they are: as json reads it, RFC 8259. */
void text_escape(struct text *text, const char *string, bool quotes);

/* Appends it as a string of json, in its quotes. */
void json_string(struct text *text, const char *string);

#endif
