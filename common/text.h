#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* A string that grows. Start with = {0}; end with text_free(). */
struct text {
    char *bytes; /* ends in '\0' after the first addition */
    size_t length, room;
};

/* Appends text formatted as by printf(3). Out of memory: die(). */
__attribute__((format(printf, 2, 3))) void text_add(struct text *text,
                                                    const char *format, ...);

void text_free(struct text *text);

/* Returns a copy, which the caller frees. Out of memory: die(). */
char *text_copy(const char *string);

/* Returns the length in bytes of the UTF-8 character at the start of a string,
 * 1 to 4; 0 if there is no valid one (RFC 3629), and at the end. */
size_t utf8_length(const char *string);

/* Returns the next character of a string, or a byte that is not one, with the
 * code U+FFFD. A terminal does not show such a byte, a control character (C1
 * too: U+009B starts a sequence as ESC [ does) and what changes the direction
 * of writing: then `seen` is false. Not to be called at the string's end. */
struct character {
    size_t bytes; /* at least 1 */
    long code;
    bool seen;
};
struct character text_next(const char *string);

/* Appends a string as json has it, RFC 8259: with \t, \n, \r and \\, with
 * \u001b and so on for what a terminal would not show (\ufffd for a byte that
 * is not UTF-8), and with \" if quotes are to be escaped, too. */
void text_escape(struct text *text, const char *string, bool quotes);

/* Appends it as a json string, with quotes around it. */
void json_string(struct text *text, const char *string);

#endif
