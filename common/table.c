#include "table.h"

#include "die.h"
#include "options.h"
#include "row.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h> /* not in POSIX, but everywhere */
#include <unistd.h>

bool table_terminal(void)
{
    const char *term = getenv("TERM");
    return isatty(STDOUT_FILENO) && term != NULL && *term != '\0' &&
           strcmp(term, "dumb") != 0;
}

bool table_colour(void)
{
    const char *no_color = getenv("NO_COLOR");
    return table_terminal() && (no_color == NULL || *no_color == '\0');
}

int table_ids(const struct identity *first)
{
    const pid_t ids[] = {first->ppid, first->pgid, first->sid};
    pid_t largest = first->pid;
    for (int i = 0; i < 3; i++)
        largest = ids[i] > largest ? ids[i] : largest;
    /* later rows have newer processes: room for the next thousand */
    int width = snprintf(NULL, 0, "%ld", (long)largest + 1000);
    return chosen.letters ? 4 : width < 5 ? 5 : width;
}

void table_fit(struct table *table, int more)
{
    struct text header = {0};
    table->width = 79;
    table->last = 3; /* room for CWD, or dots */
    table_header(&header, table);
    int needed = (int)header.length + table->marks + more;
    text_free(&header);
#ifdef TIOCGWINSZ
    struct winsize size = {0}; /* 0: not known */
    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
    if (size.ws_col > 0 && size.ws_col < table->width)
        table->width = size.ws_col;
    if (size.ws_col > 0 && size.ws_col < needed)
        complain("this terminal has %d columns: the table needs %d",
                 size.ws_col, needed);
#endif
    if (table->width > needed)
        table->last += table->width - needed;
}

int table_clip(struct text *out, int width, const char *s)
{
    int taken = 0, kept = 0;
    size_t cut = out->length; /* where dots still fit */
    while (*s != '\0' && taken <= width) {
        struct character next = text_next(s);
        if (taken + 3 <= width) {
            cut = out->length;
            kept = taken;
        }
        text_add(out, "%.*s", next.seen ? (int)next.bytes : 1,
                 next.seen ? s : "?");
        taken += next.seen && next.code >= 0x1000 ? 2 : 1;
        s += next.bytes;
    }
    if (taken <= width)
        return taken;
    out->length = cut;
    text_add(out, "...");
    return kept + 3;
}

/* The working directory as people write it, with ~ for their home. */
static void directory(struct text *out, int width, const char *cwd)
{
    struct text shown = {0};
    const char *home = getenv("HOME");
    size_t length = home != NULL ? strlen(home) : 0;
    if (length > 1 && strncmp(cwd, home, length) == 0 &&
        (cwd[length] == '/' || cwd[length] == '\0'))
        text_add(&shown, "~%s", cwd + length);
    else
        text_add(&shown, "%s", cwd);
    table_clip(out, width, shown.bytes);
    text_free(&shown);
}

static bool changed(const struct column *column, const struct identity *now,
                    const struct identity *above)
{
    char room[24], other[24];
    if (above == NULL)
        return false;
    const char *is = row_value(column, now, room);
    const char *was = row_value(column, above, other);
    return is != NULL && was != NULL && strcmp(is, was) != 0;
}

/* The text of a cell; without a process, the heading. */
static const char *value_of(const struct column *column,
                            const struct identity *who, char room[24])
{
    if (who == NULL)
        return column->heading;
    const void *place = (const char *)who + column->place;
    if (column->kind == DESCRIPTOR)
        return ((const struct descriptor *)place)->kind;
    const char *value = row_value(column, who, room);
    return value != NULL ? value : "?";
}

/* Ids are flush right, words flush left, and the mark follows at once. Returns
 * by how much the cell is too wide, which the next cell gives up: an adopter's
 * id may be longer than any in the first row, after ids have wrapped. */
static int cell(struct text *out, const struct table *table, int over,
                const struct column *column, const struct identity *now,
                const struct identity *above)
{
    char room[24];
    const char *value = value_of(column, now, room);
    bool new = changed(column, now, above);
    bool id = column->kind == ID, last = column->kind == DIRECTORY;
    int width = id ? table->ids : column->kind == DESCRIPTOR ? 4 : 6;
    int padding = width - over - (int)strlen(value);
    int blanks = padding > 0 && !last ? padding : 0;

    text_add(out, "%*s ", id ? blanks : 0, "");
    text_add(out, "%s", new && table->colour ? "\033[1;32m" : "");
    if (last)
        directory(out, table->last, value);
    else
        text_add(out, "%s", value);
    if (new)
        text_add(out, table->colour ? "*\033[0m" : "*");
    else if (table->marks && !last)
        text_add(out, " ");
    text_add(out, "%*s", id ? 0 : blanks, "");
    return padding < 0 ? -padding : 0;
}

/* The working directory comes last, and gets the room that is left. */
void table_row(struct text *out, const struct table *table, const char *lead,
               const struct identity *now, const struct identity *above)
{
    int over = 0;
    text_add(out, "%*s", table->lead - table_clip(out, table->lead, lead), "");
    for (int last = 0; last < (table->directory ? 2 : 1); last++)
        for (const struct column *c = columns; c->name != NULL; c++)
            if (c->heading != NULL && last == (c->kind == DIRECTORY))
                over = cell(out, table, over, c, now, above);
}

void table_header(struct text *out, const struct table *table)
{
    table_row(out, table, table->heading, NULL, NULL);
}
