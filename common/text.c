#include "text.h"

#include "die.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void text_add(struct text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int more = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (more < 0)
        die("vsnprintf");

    size_t needed = text->length + (size_t)more + 1;
    if (needed > text->room) {
        text->room = 2 * needed;
        text->bytes = realloc(text->bytes, text->room);
        if (text->bytes == NULL)
            die("realloc");
    }
    va_start(arguments, format);
    vsnprintf(text->bytes + text->length, (size_t)more + 1, format, arguments);
    va_end(arguments);
    text->length += (size_t)more;
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
