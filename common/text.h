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

/* How many bytes the next thing in a string takes that a reader's terminal
 * would show, or obey: a character, or a byte that is none. *seen is false for
 * what is no character, for controls (C1 too: U+009B starts a sequence as ESC
 * [ does), and for what turns the direction of writing. At least 1: not to be
 * called at the string's end. */
size_t text_next(const char *string, bool *seen);

/* Appends a string as json has it: RFC 8259. A byte that is no UTF-8 becomes
 * U+FFFD: json has no other way. */
void json_string(struct text *text, const char *string);

#endif
