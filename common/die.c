#include "die.h"

#include "text.h"
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *name = "?";
static int errors = STDERR_FILENO;

void complain_to(int fd)
{
    errors = fd;
}

void name_program(const char *argv0)
{
    if (argv0 == NULL || *argv0 == '\0')
        return;
    const char *slash = strrchr(argv0, '/');
    name = slash != NULL ? slash + 1 : argv0;
}

const char *program_name(void)
{
    return name;
}

/* The line goes out in one write, so that lines of two processes do not mix;
 * where it fails there is nobody left to tell. */
static void say(const char *format, va_list arguments)
{
    char line[1001];
    int length = snprintf(line, sizeof line, "%s: ", name);
    if (length < 0 || length >= (int)sizeof line)
        length = 0;
    vsnprintf(line + length, sizeof line - (size_t)length, format, arguments);

    size_t end = 0, bytes;
    for (const char *from = line; *from != '\0'; from += bytes) {
        bool seen;
        bytes = text_next(from, &seen);
        if (seen)
            memmove(line + end, from, bytes);
        else
            line[end] = '?';
        end += seen ? bytes : 1;
    }
    line[end] = '\n';
    ssize_t ignored = write(errors, line, end + 1);
    (void)ignored;
}

void complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
}

void bad_usage(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
    _exit(2);
}

void die(const char *call)
{
    complain("%s: %s", call, strerror(errno));
    _exit(1);
}
