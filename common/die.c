#include "die.h"

#include "text.h"
#include "write_all.h"
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char name[128] = "?";
static int errors = STDERR_FILENO;

void complain_to(int fd)
{
    errors = fd;
}

/* Puts '?' for whatever a reader's terminal would not show, but obey. */
static void make_seen(char *string)
{
    struct character next;
    for (char *from = string; *from != '\0'; from += next.bytes) {
        next = text_next(from);
        if (next.seen)
            memmove(string, from, next.bytes);
        else
            *string = '?';
        string += next.seen ? next.bytes : 1;
    }
    *string = '\0';
}

void name_program(const char *argv0)
{
    if (argv0 == NULL || *argv0 == '\0')
        return;
    const char *slash = strrchr(argv0, '/');
    snprintf(name, sizeof name, "%s", slash != NULL ? slash + 1 : argv0);
    make_seen(name);
}

const char *program_name(void)
{
    return name;
}

/* One write, so that lines of two processes do not mix. If it fails, there is
 * nowhere to report that. */
static void say(const char *format, va_list arguments)
{
    char line[1001];
    int length = snprintf(line, sizeof line, "%s: ", name);
    if (length < 0 || length >= (int)sizeof line)
        length = 0;
    vsnprintf(line + length, sizeof line - (size_t)length, format, arguments);

    make_seen(line);
    size_t end = strlen(line);
    line[end] = '\n';
    (void)write_whole(errors, line, end + 1);
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

static void (*way_out)(void);

void die_by(void (*way)(void))
{
    way_out = way;
}

void die(const char *call)
{
    static bool dying;
    if (!dying)
        complain("%s: %s", call, strerror(errno));
    dying = true;
    if (way_out != NULL)
        way_out();
    _exit(1);
}
