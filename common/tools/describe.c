#define _XOPEN_SOURCE 700 /* nl_langinfo(3) */
#define _DEFAULT_SOURCE   /* some signals are not POSIX */

#include "describe.h"
#include "row.h"
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct description describe_for(enum format format, bool brief, pid_t largest)
{
    enum { NAME = 16 }; /* the kernel keeps 15 bytes of a program's name */
    setlocale(LC_CTYPE, "");
    struct description how = {
        .format = format,
        .brief = brief,
        .utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
        .table = {.heading = "NAME",
                  .lead = NAME,
                  .ids = table_ids(&(struct identity){.pid = largest}),
                  .colour = table_colour(),
                  .directory = !brief}};
    if (format == TABLE)
        table_fit(&how.table, brief ? 1 + ALL_SIX : 0);
    return how;
}

static const struct {
    int number;
    const char *name;
} signal_names[] = {
    {SIGHUP, "SIGHUP"},       {SIGINT, "SIGINT"},   {SIGQUIT, "SIGQUIT"},
    {SIGILL, "SIGILL"},       {SIGTRAP, "SIGTRAP"}, {SIGABRT, "SIGABRT"},
    {SIGKILL, "SIGKILL"},     {SIGBUS, "SIGBUS"},   {SIGFPE, "SIGFPE"},
    {SIGUSR1, "SIGUSR1"},     {SIGSEGV, "SIGSEGV"}, {SIGUSR2, "SIGUSR2"},
    {SIGPIPE, "SIGPIPE"},     {SIGALRM, "SIGALRM"}, {SIGTERM, "SIGTERM"},
    {SIGCHLD, "SIGCHLD"},     {SIGCONT, "SIGCONT"}, {SIGSTOP, "SIGSTOP"},
    {SIGTSTP, "SIGTSTP"},     {SIGTTIN, "SIGTTIN"}, {SIGTTOU, "SIGTTOU"},
    {SIGURG, "SIGURG"},       {SIGXCPU, "SIGXCPU"}, {SIGXFSZ, "SIGXFSZ"},
    {SIGVTALRM, "SIGVTALRM"}, {SIGPROF, "SIGPROF"}, {SIGWINCH, "SIGWINCH"},
    {SIGIO, "SIGIO"},         {SIGPWR, "SIGPWR"},   {SIGSYS, "SIGSYS"}};

const char *signal_name(int number, char room[24])
{
    for (size_t i = 0; i < sizeof signal_names / sizeof *signal_names; i++)
        if (signal_names[i].number == number)
            return signal_names[i].name;
    snprintf(room, 24, "%d", number);
    return room;
}

/* The signals of a set, with `before` around each, `between` between two. */
static void add_signals(struct text *out, unsigned long long set,
                        const char *before, const char *between)
{
    char room[24];
    const char *gap = "";
    for (int number = 1; number <= 64; number++) {
        if ((set >> (number - 1) & 1) == 0)
            continue;
        text_add(out, "%s%s%s%s", gap, before, signal_name(number, room),
                 before);
        gap = between;
    }
}

static void add_held(struct text *out, const struct process *p, bool json)
{
    for (int i = 0; i < p->held_count; i++) {
        text_add(out, json ? "%s\"%d\":" : "%s%d ", i > 0 ? ", " : "",
                 p->held[i].fd);
        if (json)
            json_string(out, p->held[i].name);
        else
            text_add(out, "%s", p->held[i].name);
    }
}

/* A field that may be known to be empty. */
static void add_or_none(struct text *out, enum format format, const char *name,
                        const char *value, bool bare)
{
    if (value == NULL)
        row_field(out, format, name, format == JSON ? "null" : "none", true);
    else
        row_field(out, format, name, value, bare);
}

/* How a process ended, if it did: its status, or the signal. */
static void add_end(struct text *out, enum format format, const char *name,
                    bool ended, int status)
{
    char number[24], room[24];
    bool exited = ended && WIFEXITED(status);
    snprintf(number, sizeof number, "%d", exited ? WEXITSTATUS(status) : 0);
    add_or_none(out, format, name, exited ? number : NULL, true);
    add_or_none(out, format, "signal",
                ended && !exited ? signal_name(WTERMSIG(status), room) : NULL,
                false);
}

static void add_run(struct text *out, enum format format,
                    const struct circumstances *run)
{
    char number[32];
    snprintf(number, sizeof number, "%ld", (long)run->child_of);
    add_or_none(out, format, "child_of", run->child_of != 0 ? number : NULL,
                true);
    row_field(out, format, "command", run->command, false);
    add_end(out, format, "returned", run->returned, run->status);
    snprintf(number, sizeof number, "%.2f", run->looked);
    row_field(out, format, "looked", number, true);
    row_field(out, format, "changing", run->changing ? "true" : "false", true);
}

void describe_nothing(struct text *out, const struct circumstances *run,
                      const struct fate *last)
{
    text_add(out, "{\"name\":null");
    row_field(out, JSON, "command", run->command, false);
    add_end(out, JSON, "returned", run->returned, run->status);
    text_add(out, ",\"ended\":");
    if (last != NULL) {
        text_add(out, "{\"pid\":%ld", (long)last->pid);
        row_field(out, JSON, "name", last->name, false);
        add_end(out, JSON, "status", true, last->status);
        text_add(out, ",\"after\":%.2f}", last->after);
    } else {
        text_add(out, "null");
    }
    row_end(out, JSON);
}

/* The end of a row in tsv and json: the marks, and the facts of the notes. */
static void add_fields(struct text *out, enum format format,
                       const struct process *p, const struct mark marks[],
                       const struct circumstances *run)
{
    static const char *const words[] = {"false", "true", "null"};
    const unsigned long long signals[] = {p->ignored, p->blocked};
    bool json = format == JSON;
    struct text value = {0};
    for (int i = 0; i < MARKS; i++)
        row_field(out, format, mark_names[i], words[marks[i].verdict], true);
    row_field(out, format, "state", (char[]){p->state, '\0'}, false);
    text_add(&value, "%d", p->threads);
    row_field(out, format, "threads", value.bytes, true);

    value.length = 0;
    text_add(&value, json ? "{" : "");
    add_held(&value, p, json);
    text_add(&value, json ? "}" : "");
    row_field(out, format, "descriptors",
              p->held_count != -1 ? value.bytes : NULL, json);

    for (int i = 0; i < 2; i++) {
        value.length = 0;
        text_add(&value, json ? "[" : "");
        add_signals(&value, signals[i], json ? "\"" : "", json ? "," : " ");
        text_add(&value, json ? "]" : "");
        row_field(out, format, i == 0 ? "ignored" : "blocked",
                  p->signals_known ? value.bytes : NULL, true);
    }
    if (run != NULL)
        add_run(out, format, run);
    text_free(&value);
}

/* Never colour alone, and no character that the locale lacks. */
static void add_tick(struct text *out, const struct description *how,
                     enum verdict verdict)
{
    static const char *const words[] = {"no ", "yes", "?  "};
    static const char *const ticks[] = {"\u2717", "\u2713", "?"};
    static const char *const colours[] = {"\033[1;31m", "\033[32m", ""};
    bool colour = how->table.colour && verdict != UNKNOWN;
    text_add(out, "%s", colour ? colours[verdict] : "");
    if (how->utf8)
        text_add(out, "%s", ticks[verdict]);
    else
        text_add(out, how->brief ? "%.1s" : "%s", words[verdict]);
    text_add(out, "%s", colour ? "\033[0m" : "");
}

static void end_line(struct text *out, const struct description *how,
                     const char *label, const char *value)
{
    text_add(out, " %-12s ", label);
    table_clip(out, how->table.width - (how->utf8 ? 17 : 19), value);
    text_add(out, "\n");
}

static void add_note(struct text *out, const struct description *how,
                     const char *label, struct text *value)
{
    text_add(out, "%*s", how->utf8 ? 3 : 5, "");
    end_line(out, how, label, value->bytes);
    value->length = 0;
}

/* Whether our descriptor writes into the same pipe, and COMMAND inherits it.
 */
static bool is_same_pipe(const struct process *p, int fd, int own)
{
    int flags = fcntl(own, F_GETFD);
    return flags != -1 && (flags & FD_CLOEXEC) == 0 &&
           (fcntl(own, F_GETFL) & O_ACCMODE) != O_RDONLY &&
           process_shares(p->is.pid, fd, own);
}

/* Whether its starter can write into that pipe, too. */
static bool is_starters_pipe(const struct process *p, const struct held *held)
{
    static struct process we; /* what we hold, COMMAND got */
    if (!held->pipe)
        return false;
    if (we.name == NULL && process_read(getpid(), IN_FULL, &we) == -1)
        return false;
    for (int own = 0; own <= 2; own++)
        if (is_same_pipe(p, held->fd, own))
            return true;
    for (int i = 0; i < we.held_count; i++)
        if (we.held[i].pipe && is_same_pipe(p, held->fd, we.held[i].fd))
            return true;
    return false;
}

/* Descriptors that another process waits for: a lock, a pipe. */
static void add_waits(struct text *out, const struct description *how,
                      const struct process *p)
{
    struct text value = {0};
    for (int i = 0; i < p->held_count; i++) {
        const struct held *held = &p->held[i];
        if (held->locked) {
            text_add(&value,
                     "on %d: others wait while this process has it: %s",
                     held->fd, held->name);
            add_note(out, how, "lock", &value);
        }
        if (how->run != NULL && is_starters_pipe(p, held)) {
            text_add(&value,
                     "%d is its starter's: its reader gets no end-of-file yet",
                     held->fd);
            add_note(out, how, "pipe", &value);
        }
    }
    text_free(&value);
}

static void add_unknown(struct text *out, const struct description *how,
                        const char *label)
{
    struct text value = {0};
    text_add(&value, "?");
    add_note(out, how, label, &value);
    text_free(&value);
}

static void add_notes(struct text *out, const struct description *how,
                      const struct process *p)
{
    struct text value = {0};
    bool none = p->hidden == ESRCH; /* it is a zombie: see below */
    if (p->is.umask == UMASK_UNKNOWN && !none)
        add_unknown(out, how, "umask");
    if (p->is.umask != UMASK_UNKNOWN) {
        mode_t shut = p->is.umask & 022;
        text_add(&value, "%04o%s", (unsigned)p->is.umask,
                 shut == 0 ? ": all may write what it creates with mode 0666"
                 : shut == 002
                     ? ": its group may write what it creates with mode 0666"
                 : shut == 020
                     ? ": others may write what it creates with mode 0666"
                     : "");
        add_note(out, how, "umask", &value);
    }
    if (p->held_count == -1 && !none)
        add_unknown(out, how, "descriptors");
    if (p->held_count > 0) {
        add_held(&value, p, false);
        add_note(out, how, "descriptors", &value);
        add_waits(out, how, p);
    }
    if (!p->signals_known)
        add_unknown(out, how, "signals");
    if (p->ignored != 0) {
        add_signals(&value, p->ignored, "", " ");
        add_note(out, how, "ignores", &value);
    }
    if (p->blocked != 0) {
        add_signals(&value, p->blocked, "", " ");
        add_note(out, how, "blocks", &value);
    }
    if (p->threads > 1) {
        text_add(&value, "%d", p->threads);
        add_note(out, how, "threads", &value);
    }
    const char *state = NULL;
    if (p->state == 'Z')
        state = p->threads > 1
                    ? "its main thread has ended, others have not"
                    : "it has ended; its parent has not asked for its status";
    else if (p->state == 'T' || p->state == 't')
        state = "it is stopped";
    if (p->kernel)
        state = "a kernel thread";
    if (state != NULL) {
        text_add(&value, "%s", state);
        add_note(out, how, p->kernel ? "kind" : "state", &value);
    }
    text_free(&value);
}

static void add_child(struct text *out, const struct description *how)
{
    struct text value = {0};
    text_add(&value, "%ld: its marks do not count", (long)how->run->child_of);
    add_note(out, how, "child of", &value);
    text_free(&value);
}

/* When it was inspected, if it is not a daemon, or still changing. */
static void add_time(struct text *out, const struct description *how)
{
    const struct circumstances *run = how->run;
    const char *slash = strrchr(run->command, '/');
    struct text value = {0};
    text_add(&value, "%.1f s after %s %s%s", run->looked,
             slash != NULL ? slash + 1 : run->command,
             run->returned ? "had returned" : "had timed out",
             run->changing ? "; it was still changing" : "");
    add_note(out, how, "looked at", &value);
    text_free(&value);
}

void describe(struct text *out, const struct description *how,
              const struct process *p, const struct mark marks[MARKS])
{
    if (how->format != TABLE) {
        row_begin(out, how->format, "name", p->name, &p->is);
        add_fields(out, how->format, p, marks, how->run);
        row_end(out, how->format);
        return;
    }
    table_row(out, &how->table, p->name, &p->is, NULL);
    if (how->brief) {
        text_add(out, " ");
        for (int i = 0; i < ALL_SIX; i++)
            add_tick(out, how, marks[i].verdict);
        row_end(out, TABLE);
        return;
    }
    row_end(out, TABLE);
    if (how->run != NULL && how->run->child_of != 0) {
        add_child(out, how);
        return;
    }
    for (int i = 0; i < MARKS; i++) {
        text_add(out, "  ");
        add_tick(out, how, marks[i].verdict);
        end_line(out, how, mark_names[i], marks[i].reason);
    }
    add_notes(out, how, p);
    if (how->run != NULL &&
        (marks[ALL_SIX].verdict != YES || how->run->changing))
        add_time(out, how);
}

void describe_header(struct text *out, const struct description *how)
{
    static const struct process nobody = {0};
    static const struct mark no_marks[MARKS];
    if (how->format == JSON)
        return;
    if (how->format == TSV) {
        row_begin(out, NAMES, "name", "", &nobody.is);
        add_fields(out, NAMES, &nobody, no_marks, how->run);
    } else {
        table_header(out, &how->table);
        text_add(out, how->brief ? " MARKS" : "");
    }
    row_end(out, how->format);
}
