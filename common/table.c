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

void table_choose_colour(void)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    colour = isatty(STDOUT_FILENO) &&
             (no_color == NULL || *no_color == '\0') && term != NULL &&
             *term != '\0' && strcmp(term, "dumb") != 0;
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
    for (; *s != '\0'; s++)
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

/* RFC 8259. A byte that is no UTF-8 becomes U+FFFD: json has no other way. */
static void json_string(struct text *out, const char *s)
{
    text_add(out, "\"");
    while (*s != '\0') {
        size_t length = utf8_length(s);
        if (*s == '"' || *s == '\\')
            text_add(out, "\\%c", *s);
        else if ((unsigned char)*s < ' ')
            text_add(out, "\\u%04x", (unsigned)*s);
        else if (length == 0)
            text_add(out, "\\ufffd");
        else
            text_add(out, "%.*s", (int)length, s);
        s += length > 0 ? length : 1;
    }
    text_add(out, "\"");
}

static void json_id(struct text *out, const char *key, pid_t pid)
{
    const char *quote = chosen.letters && pid > 0 ? "\"" : "";
    text_add(out, ",\"%s\":%s%s%s", key, quote, show_id(pid).text, quote);
}

static void json_field(struct text *out, const char *key, const char *value)
{
    text_add(out, ",\"%s\":", key);
    json_string(out, value);
}

static void json_row(struct text *out, const char *stage,
                     const struct identity *now)
{
    text_add(out, "{\"stage\":");
    json_string(out, stage);
    json_id(out, "pid", now->pid);
    json_id(out, "ppid", now->ppid);
    json_id(out, "pgid", now->pgid);
    json_id(out, "sid", now->sid);
    json_field(out, "tty", now->tty);
    json_id(out, "tpgid", now->tpgid);
    json_field(out, "cwd", now->cwd);
    text_add(out, ",\"umask\":\"%04o\"", (unsigned)now->umask);
    json_field(out, "stdin", now->fd[0].name);
    json_field(out, "stdout", now->fd[1].name);
    json_field(out, "stderr", now->fd[2].name);
    text_add(out, "}\n");
}

static void tsv_row(struct text *out, const char *stage,
                    const struct identity *now)
{
    text_add(out, "%s", stage);
    const pid_t ids[] = {now->pid, now->ppid, now->pgid, now->sid};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        text_add(out, "\t%s", show_id(ids[i]).text);
    text_add(out, "\t%s\t%s\t", now->tty, show_id(now->tpgid).text);
    tsv_string(out, now->cwd);
    text_add(out, "\t%04o", (unsigned)now->umask);
    for (int fd = 0; fd <= 2; fd++) {
        text_add(out, "\t");
        tsv_string(out, now->fd[fd].name);
    }
    text_add(out, "\n");
}

/* --- the table: 79 columns, with ids of 7 digits too --- */

enum { STAGE_WIDTH = 11, TTY_WIDTH = 6, FD_WIDTH = 4, TABLE_WIDTH = 79 };

static void set_id_width(const struct identity *first)
{
    pid_t largest = first->pid;
    if (first->ppid > largest)
        largest = first->ppid;
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

/* Numbers stand to the right, with room for the mark behind them. */
static void id_cell(struct text *out, pid_t id, bool changed)
{
    struct id shown = show_id(id);
    text_add(out, " %*s", id_width - (int)strlen(shown.text), "");
    begin_mark(out, changed);
    text_add(out, "%s", shown.text);
    end_mark(out, changed);
    if (!changed)
        text_add(out, " ");
}

/* Words stand to the left; the mark directly behind them. */
static void word_cell(struct text *out, int width, const char *word,
                      bool changed)
{
    text_add(out, " ");
    begin_mark(out, changed);
    text_add(out, "%s", word);
    end_mark(out, changed);
    int padding = width - (int)strlen(word) + !changed;
    if (padding > 0)
        text_add(out, "%*s", padding, "");
}

/* The working directory as people write it, ~ for the home directory, at most
 * so many columns wide. Characters from U+1100 on may be two columns wide. */
static void directory_cell(struct text *out, int width, const char *cwd,
                           bool changed)
{
    struct text shown = {0};
    const char *home = getenv("HOME");
    size_t length = home != NULL ? strlen(home) : 0;
    if (length > 1 && strncmp(cwd, home, length) == 0 &&
        (cwd[length] == '/' || cwd[length] == '\0')) {
        text_add(&shown, "~");
        cwd += length;
    }
    int columns = (int)shown.length;
    size_t cut = shown.length; /* where dots still fit in */
    while (*cwd != '\0' && columns <= width) {
        size_t bytes = utf8_length(cwd);
        bool plain = (unsigned char)*cwd >= ' ' && *cwd != 0x7f && bytes > 0;
        if (columns + 3 <= width)
            cut = shown.length;
        if (plain)
            text_add(&shown, "%.*s", (int)bytes, cwd);
        else
            text_add(&shown, "?");
        columns += bytes >= 3 && (unsigned char)*cwd >= 0xe1 ? 2 : 1;
        cwd += bytes > 0 ? bytes : 1;
    }
    text_add(out, " ");
    begin_mark(out, changed);
    if (columns > width)
        text_add(out, "%.*s...", (int)cut, shown.bytes);
    else
        text_add(out, "%s", shown.bytes);
    end_mark(out, changed);
    text_free(&shown);
}

static void plain_row(struct text *out, const char *stage,
                      const struct identity *now, const struct identity *above)
{
    const struct identity *was = above != NULL ? above : now;

    text_add(out, "%-*s", STAGE_WIDTH, stage);
    id_cell(out, now->pid, now->pid != was->pid);
    id_cell(out, now->ppid, now->ppid != was->ppid);
    id_cell(out, now->pgid, now->pgid != was->pgid);
    id_cell(out, now->sid, now->sid != was->sid);
    word_cell(out, TTY_WIDTH, now->tty, strcmp(now->tty, was->tty) != 0);
    for (int fd = 0; fd <= 2; fd++)
        word_cell(out, FD_WIDTH, now->fd[fd].kind,
                  strcmp(now->fd[fd].name, was->fd[fd].name) != 0);
    int used = STAGE_WIDTH + 4 * (1 + id_width + 1) + (1 + TTY_WIDTH + 1) +
               3 * (1 + FD_WIDTH + 1);
    directory_cell(out, TABLE_WIDTH - used - 2, now->cwd,
                   strcmp(now->cwd, was->cwd) != 0);
    text_add(out, "\n");
}

void table_header(struct text *out, const struct identity *first)
{
    switch (chosen.format) {
    case TABLE:
        set_id_width(first);
        text_add(out, "%-*s %*s  %*s  %*s  %*s  %-*s  %-*s  %-*s  %-*s  %s\n",
                 STAGE_WIDTH, "STAGE", id_width, "PID", id_width, "PPID",
                 id_width, "PGID", id_width, "SID", TTY_WIDTH, "TTY", FD_WIDTH,
                 "IN", FD_WIDTH, "OUT", FD_WIDTH, "ERR", "CWD");
        break;
    case TSV:
        text_add(out, "stage\tpid\tppid\tpgid\tsid\ttty\ttpgid\tcwd\tumask\t"
                      "stdin\tstdout\tstderr\n");
        break;
    case JSON: break;
    }
}

void table_row(struct text *out, const char *stage, const struct identity *now,
               const struct identity *above)
{
    switch (chosen.format) {
    case TABLE: plain_row(out, stage, now, above); break;
    case TSV: tsv_row(out, stage, now); break;
    case JSON: json_row(out, stage, now); break;
    }
}
