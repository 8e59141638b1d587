#include "text.h"

#include "die.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Formats into the room that there is; true if it was enough. */
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

char *text_copy(const char *string)
{
    struct text copy = {0};
    text_add(&copy, "%s", string);
    return copy.bytes;
}

size_t utf8_length(const char *string)
{
    const unsigned char *s = (const unsigned char *)string;
    size_t length = s[0] == '\0'  ? 0
                    : s[0] < 0x80 ? 1
                    : s[0] < 0xc2 ? 0
                    : s[0] < 0xe0 ? 2
                    : s[0] < 0xf0 ? 3
                    : s[0] < 0xf5 ? 4
                                  : 0;
    /* '\0' is no continuation byte, so none after it is read */
    for (size_t i = 1; i < length; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    /* longer than needed, half of a surrogate pair, or past U+10FFFF */
    if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
        (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
        return 0;
    return length;
}

struct character text_next(const char *string)
{
    /* the same as in scripts/drawing/characters.awk */
    static const long unseen[][2] = {
        {0, 0x1f},        {0x7f, 0x9f},     {0x61c, 0x61c},  {0x200e, 0x200f},
        {0x2028, 0x202e}, {0x2066, 0x2069}, {0xfffe, 0xffff}};
    size_t length = utf8_length(string);
    if (length == 0)
        return (struct character){.bytes = 1, .code = 0xfffd};
    long code =
        (unsigned char)string[0] & (length > 1 ? 0x7f >> length : 0x7f);
    for (size_t i = 1; i < length; i++)
        code = code << 6 | (string[i] & 0x3f);
    struct character next = {.bytes = length, .code = code, .seen = true};
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++)
        if (code >= unseen[i][0] && code <= unseen[i][1])
            next.seen = false;
    return next;
}

void text_escape(struct text *text, const char *string, bool quotes)
{
    static const char plain[] = "\t\n\r\\\"", escaped[] = "tnr\\\"";
    for (struct character next; *string != '\0'; string += next.bytes) {
        next = text_next(string);
        const char *found = strchr(plain, *string);
        if (found != NULL && (quotes || *found != '"'))
            text_add(text, "\\%c", escaped[found - plain]);
        else if (next.seen)
            text_add(text, "%.*s", (int)next.bytes, string);
        else
            text_add(text, "\\u%04lx", (unsigned long)next.code);
    }
}

void json_string(struct text *text, const char *string)
{
    text_add(text, "\"");
    text_escape(text, string, true);
    text_add(text, "\"");
}
