#include "row.h"

#include "die.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AT(member) offsetof(struct identity, member)

const struct column columns[] = {
    {"pid", "PID", ID, AT(pid)},
    {"ppid", "PPID", ID, AT(ppid)},
    {"pgid", "PGID", ID, AT(pgid)},
    {"sid", "SID", ID, AT(sid)},
    {"tty", "TTY", WORD, AT(tty)},
    {"tpgid", NULL, ID, AT(tpgid)},
    {"cwd", "CWD", DIRECTORY, AT(cwd)},
    {"umask", NULL, MODE, AT(umask)},
    {"stdin", "IN", DESCRIPTOR, AT(fd[0])},
    {"stdout", "OUT", DESCRIPTOR, AT(fd[1])},
    {"stderr", "ERR", DESCRIPTOR, AT(fd[2])},
    {0},
};

/* A, B, ... Z, AA, AB, ... in the order in which the ids are first seen. */
static char *letters(pid_t pid, char room[24])
{
    static pid_t *seen;
    static size_t count;
    size_t n = 0;
    while (n < count && seen[n] != pid)
        n++;
    if (n == count) {
        seen = realloc(seen, ++count * sizeof *seen);
        if (seen == NULL)
            die("realloc");
        seen[n] = pid;
    }
    char *start = room + 23;
    *start = '\0';
    for (n += 1; n > 0; n = (n - 1) / 26)
        *--start = (char)('A' + (n - 1) % 26);
    return start;
}

const char *row_value(const struct column *column, const struct identity *who,
                      char room[24])
{
    const void *place = (const char *)who + column->place;
    pid_t pid;
    mode_t mode;
    switch (column->kind) {
    case ID: /* 0 and -1 are not processes, and stay numbers */
        pid = *(const pid_t *)place;
        if (chosen.letters && pid > 0)
            return letters(pid, room);
        snprintf(room, 24, "%ld", (long)pid);
        return room;
    case MODE:
        mode = *(const mode_t *)place;
        snprintf(room, 24, "%04o", (unsigned)mode);
        return mode != UMASK_UNKNOWN ? room : NULL;
    case DESCRIPTOR: return ((const struct descriptor *)place)->name;
    case WORD:
    case DIRECTORY: break;
    }
    return *(char *const *)place;
}

void row_begin(struct text *out, enum format format, const char *lead,
               const char *name, const struct identity *who)
{
    char room[24];
    if (format == NAMES)
        text_add(out, "%s", lead);
    if (format == TSV)
        text_escape(out, name, false);
    if (format == JSON) {
        text_add(out, "{\"%s\":", lead);
        json_string(out, name);
    }
    for (const struct column *c = columns; c->name != NULL; c++) {
        const char *value = row_value(c, who, room);
        bool number = c->kind == ID && *value <= '9';
        row_field(out, format, c->name, value, number);
    }
}

void row_field(struct text *out, enum format format, const char *name,
               const char *value, bool bare)
{
    if (format == NAMES)
        text_add(out, "\t%s", name);
    if (format == TSV) {
        text_add(out, "\t");
        text_escape(out, value != NULL ? value : "unknown", false);
    }
    if (format == JSON) {
        text_add(out, ",\"%s\":", name);
        if (value == NULL || bare)
            text_add(out, "%s", value != NULL ? value : "null");
        else
            json_string(out, value);
    }
}

void row_end(struct text *out, enum format format)
{
    text_add(out, format == JSON ? "}\n" : "\n");
}
