#include "table.h"

#include "die.h"
#include "options.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool colour;
static int id_width; /* digits, or letters, of a pid in the table */

static bool processes; /* instead of stages */
static bool cwd_shown = true;

void table_of_processes(bool with_cwd)
{
    processes = true;
    cwd_shown = with_cwd;
}

bool table_choose_colour(void)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    colour = isatty(STDOUT_FILENO) &&
             (no_color == NULL || *no_color == '\0') && term != NULL &&
             *term != '\0' && strcmp(term, "dumb") != 0;
    return colour;
}

/* --- ids, as numbers or letters --- */

struct id {
    char text[24];
};

/* A, B, ... Z, AA, AB, ... in the order in which the ids were first seen.
 * 0 and -1 are no processes and stay numbers. */
static struct id show_id(pid_t pid)
{
    static pid_t *seen;
    static size_t count;
    struct id id;

    if (!chosen.letters || pid <= 0) {
        snprintf(id.text, sizeof id.text, "%ld", (long)pid);
        return id;
    }
    size_t n = 0;
    while (n < count && seen[n] != pid)
        n++;
    if (n == count) {
        seen = realloc(seen, ++count * sizeof *seen);
        if (seen == NULL)
            die("realloc");
        seen[n] = pid;
    }
    char *start = id.text + sizeof id.text;
    *--start = '\0';
    for (n += 1; n > 0; n = (n - 1) / 26)
        *--start = (char)('A' + (n - 1) % 26);
    memmove(id.text, start, strlen(start) + 1);
    return id;
}

/* --- tsv and json --- */

/* A tab, a newline or a backslash inside a field, as \t, \n, \r and \\. */
static void tsv_string(struct text *out, const char *s)
{
    for (s = s != NULL ? s : "unknown"; *s != '\0'; s++)
        if (*s == '\t')
            text_add(out, "\\t");
        else if (*s == '\n')
            text_add(out, "\\n");
        else if (*s == '\r')
            text_add(out, "\\r");
        else if (*s == '\\')
            text_add(out, "\\\\");
        else
            text_add(out, "%c", *s);
}

static void json_id(struct text *out, const char *key, pid_t pid)
{
    const char *quote = chosen.letters && pid > 0 ? "\"" : "";
    text_add(out, ",\"%s\":%s%s%s", key, quote, show_id(pid).text, quote);
}

static void json_field(struct text *out, const char *key, const char *value)
{
    text_add(out, ",\"%s\":", key);
    if (value != NULL)
        json_string(out, value);
    else
        text_add(out, "null");
}

static void json_row(struct text *out, const char *stage,
                     const struct identity *now)
{
    text_add(out, "{\"%s\":", processes ? "name" : "stage");
    json_string(out, stage);
    json_id(out, "pid", now->pid);
    json_id(out, "ppid", now->ppid);
    json_id(out, "pgid", now->pgid);
    json_id(out, "sid", now->sid);
    json_field(out, "tty", now->tty);
    json_id(out, "tpgid", now->tpgid);
    json_field(out, "cwd", now->cwd);
    if (now->umask == UMASK_UNKNOWN)
        json_field(out, "umask", NULL);
    else
        text_add(out, ",\"umask\":\"%04o\"", (unsigned)now->umask);
    json_field(out, "stdin", now->fd[0].name);
    json_field(out, "stdout", now->fd[1].name);
    json_field(out, "stderr", now->fd[2].name);
}

static void tsv_row(struct text *out, const char *stage,
                    const struct identity *now)
{
    tsv_string(out, stage);
    const pid_t ids[] = {now->pid, now->ppid, now->pgid, now->sid};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        text_add(out, "\t%s", show_id(ids[i]).text);
    text_add(out, "\t%s\t%s\t", now->tty, show_id(now->tpgid).text);
    tsv_string(out, now->cwd);
    if (now->umask == UMASK_UNKNOWN)
        text_add(out, "\tunknown");
    else
        text_add(out, "\t%04o", (unsigned)now->umask);
    for (int fd = 0; fd <= 2; fd++) {
        text_add(out, "\t");
        tsv_string(out, now->fd[fd].name);
    }
}

void table_field(struct text *out, const char *key, const char *value)
{
    if (chosen.format == JSON)
        text_add(out, ",\"%s\":%s", key, value);
    else if (chosen.format == TSV)
        text_add(out, "\t%s", value);
}

void table_word(struct text *out, const char *key, const char *value)
{
    if (chosen.format == JSON) {
        json_field(out, key, value);
    } else if (chosen.format == TSV) {
        text_add(out, "\t");
        tsv_string(out, value);
    }
}

void table_end(struct text *out)
{
    text_add(out, chosen.format == JSON ? "}\n" : "\n");
}

/* --- the table: 79 columns, with ids of 7 digits too --- */

enum {
    NAME_WIDTH = 16, /* the kernel keeps 15 bytes of a program's name */
    TTY_WIDTH = 6,
    FD_WIDTH = 4,
    TABLE_WIDTH = 79
};

static int stage_width = 11; /* the longest of the steps: second-fork */

void table_fit_stage(const char *stage)
{
    int length = (int)strlen(stage);
    if (length > stage_width)
        stage_width = length;
}

/* Columns behind each cell, for the mark of what changed. */
static int mark_room(void)
{
    return processes ? 0 : 1;
}

static void set_id_width(const struct identity *first)
{
    pid_t largest = first->pid;
    if (first->ppid > largest)
        largest = first->ppid;
    if (first->pgid > largest)
        largest = first->pgid;
    if (first->sid > largest)
        largest = first->sid;
    /* later rows bring newer processes: room for the next thousand */
    id_width = snprintf(NULL, 0, "%ld", (long)largest + 1000);
    if (id_width < 5)
        id_width = 5;
    if (chosen.letters)
        id_width = 4;
}

static void begin_mark(struct text *out, bool changed)
{
    if (changed && colour)
        text_add(out, "\033[1;31m");
}

static void end_mark(struct text *out, bool changed)
{
    if (changed)
        text_add(out, colour ? "*\033[0m" : "*");
}

/* Numbers stand to the right, with room for the mark behind them. Returns how
 * much wider it became: the next cell has so much less. Whoever adopts may
 * have a longer number than all in the first row, after numbers have wrapped.
 */
static int id_cell(struct text *out, int width, pid_t id, bool changed)
{
    struct id shown = show_id(id);
    int padding = width - (int)strlen(shown.text);
    text_add(out, " %*s", padding > 0 ? padding : 0, "");
    begin_mark(out, changed);
    text_add(out, "%s", shown.text);
    end_mark(out, changed);
    text_add(out, "%*s", changed ? 0 : mark_room(), "");
    return padding < 0 ? -padding : 0;
}

/* Words stand to the left; the mark directly behind them. */
static void word_cell(struct text *out, int width, const char *word,
                      bool changed)
{
    text_add(out, " ");
    begin_mark(out, changed);
    text_add(out, "%s", word);
    end_mark(out, changed);
    int padding = width - (int)strlen(word) + (changed ? 0 : mark_room());
    if (padding > 0)
        text_add(out, "%*s", padding, "");
}

int table_clip(struct text *out, int width, const char *s)
{
    int columns = 0, kept = 0;
    size_t cut = out->length; /* where dots still fit in */
    while (*s != '\0' && columns <= width) {
        size_t bytes = utf8_length(s);
        bool plain = (unsigned char)*s >= ' ' && *s != 0x7f && bytes > 0;
        if (columns + 3 <= width) {
            cut = out->length;
            kept = columns;
        }
        if (plain)
            text_add(out, "%.*s", (int)bytes, s);
        else
            text_add(out, "?");
        columns += bytes >= 3 && (unsigned char)*s >= 0xe1 ? 2 : 1;
        s += bytes > 0 ? bytes : 1;
    }
    if (columns <= width)
        return columns;
    out->length = cut;
    text_add(out, "...");
    return kept + 3;
}

/* The working directory as people write it, ~ for the home directory. */
static void directory_cell(struct text *out, int width, const char *cwd,
                           bool changed)
{
    struct text shown = {0};
    const char *home = getenv("HOME");
    size_t length = home != NULL ? strlen(home) : 0;
    if (length > 1 && strncmp(cwd, home, length) == 0 &&
        (cwd[length] == '/' || cwd[length] == '\0'))
        text_add(&shown, "~%s", cwd + length);
    else
        text_add(&shown, "%s", cwd);
    text_add(out, " ");
    begin_mark(out, changed);
    table_clip(out, width, shown.bytes);
    end_mark(out, changed);
    text_free(&shown);
}

static bool differ(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) != 0;
}

static void plain_row(struct text *out, const char *stage,
                      const struct identity *now, const struct identity *above)
{
    const struct identity *was = above != NULL ? above : now;
    int lead = processes ? NAME_WIDTH : stage_width;

    if (processes)
        text_add(out, "%*s", lead - table_clip(out, lead, stage), "");
    else
        text_add(out, "%-*s", lead, stage);
    const pid_t ids[] = {now->pid, now->ppid, now->pgid, now->sid};
    const pid_t were[] = {was->pid, was->ppid, was->pgid, was->sid};
    int over = 0;
    for (int i = 0; i < 4; i++)
        over = id_cell(out, id_width - over, ids[i], ids[i] != were[i]);
    word_cell(out, TTY_WIDTH - over, now->tty, differ(now->tty, was->tty));
    for (int fd = 0; fd <= 2; fd++)
        word_cell(out, FD_WIDTH, now->fd[fd].kind,
                  differ(now->fd[fd].name, was->fd[fd].name));
    int used = lead + 4 * (1 + id_width) + (1 + TTY_WIDTH) +
               3 * (1 + FD_WIDTH) + 8 * mark_room();
    if (cwd_shown)
        directory_cell(out, TABLE_WIDTH - used - 1 - mark_room(),
                       now->cwd != NULL ? now->cwd : "?",
                       differ(now->cwd, was->cwd));
}

static void plain_header(struct text *out)
{
    static const char *const ids[] = {"PID", "PPID", "PGID", "SID"};
    static const char *const words[] = {"TTY", "IN", "OUT", "ERR"};
    text_add(out, "%-*s", processes ? NAME_WIDTH : stage_width,
             processes ? "NAME" : "STAGE");
    for (int i = 0; i < 4; i++)
        text_add(out, " %*s%*s", id_width, ids[i], mark_room(), "");
    for (int i = 0; i < 4; i++)
        text_add(out, " %-*s", (i == 0 ? TTY_WIDTH : FD_WIDTH) + mark_room(),
                 words[i]);
    if (cwd_shown)
        text_add(out, " CWD");
}

void table_header(struct text *out, const struct identity *first)
{
    switch (chosen.format) {
    case TABLE:
        set_id_width(first);
        plain_header(out);
        break;
    case TSV:
        text_add(out,
                 "%s\tpid\tppid\tpgid\tsid\ttty\ttpgid\tcwd\tumask\t"
                 "stdin\tstdout\tstderr",
                 processes ? "name" : "stage");
        break;
    case JSON: return;
    }
    if (!processes)
        text_add(out, "\n");
}

void table_row(struct text *out, const char *stage, const struct identity *now,
               const struct identity *above)
{
    switch (chosen.format) {
    case TABLE: plain_row(out, stage, now, above); break;
    case TSV: tsv_row(out, stage, now); break;
    case JSON: json_row(out, stage, now); break;
    }
    if (!processes)
        table_end(out);
}
