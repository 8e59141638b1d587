#include "text.h"

#include "die.h"
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* Formats into the room there is; true if that was enough. */
static bool fits(struct text *text, const char *format, va_list arguments)
{
    size_t left = text->room - text->length;
    int more = vsnprintf(left > 0 ? text->bytes + text->length : NULL, left,
                         format, arguments);
    if (more < 0)
        die("vsnprintf");
    if ((size_t)more < left) {
        text->length += (size_t)more;
        return true;
    }
    text->room = 2 * (text->length + (size_t)more + 1);
    text->bytes = realloc(text->bytes, text->room);
    if (text->bytes == NULL)
        die("realloc");
    return false;
}

void text_add(struct text *text, const char *format, ...)
{
    for (bool done = false; !done;) {
        va_list arguments;
        va_start(arguments, format);
        done = fits(text, format, arguments);
        va_end(arguments);
    }
}

void text_free(struct text *text)
{
    free(text->bytes);
    *text = (struct text){0};
}

size_t utf8_length(const char *string)
{
    const unsigned char *s = (const unsigned char *)string;
    size_t length = s[0] < 0x80   ? s[0] != 0
                    : s[0] < 0xc2 ? 0
                    : s[0] < 0xe0 ? 2
                    : s[0] < 0xf0 ? 3
                    : s[0] < 0xf5 ? 4
                                  : 0;
    for (size_t i = 1; i < length; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    /* too long for what it says, a half of a surrogate pair, past U+10FFFF */
    if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
        (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
        return 0;
    return length;
}
