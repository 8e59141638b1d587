#include "table.h"

#include "die.h"
#include "options.h"
#include "row.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h> /* no part of POSIX, but everywhere */
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
    /* later rows bring newer processes: room for the next thousand */
    int width = snprintf(NULL, 0, "%ld", (long)largest + 1000);
    return chosen.letters ? 4 : width < 5 ? 5 : width;
}

void table_fit(struct table *table, size_t header)
{
    int needed = (int)header + table->marks;
    table->width = 79;
#ifdef TIOCGWINSZ
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 &&
        size.ws_col < 79)
        table->width = size.ws_col;
    if (table->width < needed)
        complain("this terminal has %d columns: the table needs %d",
                 table->width, needed);
#endif
    table->width = table->width > needed ? table->width : needed;
}

/* Of a column that is not the last. */
static int width_of(const struct table *table, const struct column *column)
{
    switch (column->kind) {
    case ID: return table->ids;
    case DESCRIPTOR: return 4;
    default: return 6;
    }
}

/* The working directory comes last, and has all the room that is left. */
static bool comes_last(const struct column *column)
{
    return column->kind == DIRECTORY;
}

static const struct column *last_column(void)
{
    const struct column *column = columns;
    while (!comes_last(column))
        column++;
    return column;
}

void table_header(struct text *out, const struct table *table)
{
    text_add(out, "%-*s", table->lead, table->heading);
    for (const struct column *c = columns; c->name != NULL; c++) {
        if (c->heading == NULL || comes_last(c))
            continue;
        int width = width_of(table, c);
        int padding = width - (int)strlen(c->heading);
        text_add(out, " %*s%s%*s", c->kind == ID ? padding : 0, "", c->heading,
                 (c->kind == ID ? 0 : padding) + table->marks, "");
    }
    if (table->directory)
        text_add(out, " %s", last_column()->heading);
}

int table_clip(struct text *out, int width, const char *s)
{
    int taken = 0, kept = 0;
    size_t cut = out->length; /* where dots still fit in */
    while (*s != '\0' && taken <= width) {
        bool seen;
        size_t bytes = text_next(s, &seen);
        if (taken + 3 <= width) {
            cut = out->length;
            kept = taken;
        }
        text_add(out, "%.*s", seen ? (int)bytes : 1, seen ? s : "?");
        taken += seen && bytes >= 3 && (unsigned char)*s >= 0xe1 ? 2 : 1;
        s += bytes;
    }
    if (taken <= width)
        return taken;
    out->length = cut;
    text_add(out, "...");
    return kept + 3;
}

static bool changed(const struct column *column, const struct identity *now,
                    const struct identity *above)
{
    char room[24], other[24];
    const char *is = row_value(column, now, room);
    const char *was = above != NULL ? row_value(column, above, other) : NULL;
    return is != NULL && was != NULL && strcmp(is, was) != 0;
}

static void begin_mark(struct text *out, const struct table *table, bool new)
{
    text_add(out, new && table->colour ? " \033[1;32m" : " ");
}

static void end_mark(struct text *out, const struct table *table, bool new)
{
    if (new)
        text_add(out, table->colour ? "*\033[0m" : "*");
}

/* Ids stand to the right, words to the left, the mark directly behind. Returns
 * how much wider it became, the next cell has so much less: whoever adopts may
 * have a longer number than all in the first row, after numbers have wrapped.
 */
static int cell(struct text *out, const struct table *table, bool right,
                int width, const char *value, bool new)
{
    int padding = width - (int)strlen(value);
    int blanks = padding > 0 ? padding : 0;
    text_add(out, "%*s", right ? blanks : 0, "");
    begin_mark(out, table, new);
    text_add(out, "%s", value);
    end_mark(out, table, new);
    text_add(out, "%*s", (right ? 0 : blanks) + (table->marks && !new), "");
    return padding < 0 ? -padding : 0;
}

/* The working directory as people write it, ~ for the home directory. */
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

void table_row(struct text *out, const struct table *table, const char *lead,
               const struct identity *now, const struct identity *above)
{
    char room[24];
    int over = 0, left = table->width - table->lead;
    text_add(out, "%*s", table->lead - table_clip(out, table->lead, lead), "");
    for (const struct column *c = columns; c->name != NULL; c++) {
        if (c->heading == NULL || comes_last(c))
            continue;
        const void *place = (const char *)now + c->place;
        const char *value = c->kind == DESCRIPTOR
                                ? ((const struct descriptor *)place)->kind
                                : row_value(c, now, room);
        int width = width_of(table, c);
        over = cell(out, table, c->kind == ID, width - over, value,
                    changed(c, now, above));
        left -= 1 + width + table->marks;
    }
    if (!table->directory)
        return;
    const struct column *last = last_column();
    const char *value = row_value(last, now, room);
    bool new = changed(last, now, above);
    begin_mark(out, table, new);
    directory(out, left - 1 - table->marks, value != NULL ? value : "?");
    end_mark(out, table, new);
}
