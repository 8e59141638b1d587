#define _XOPEN_SOURCE 700 /* nl_langinfo(3) */
#define _DEFAULT_SOURCE   /* some signals are not POSIX */

#include "describe.h"
#include "row.h"
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <string.h>

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
    {SIGHUP, "HUP"},       {SIGINT, "INT"},   {SIGQUIT, "QUIT"},
    {SIGILL, "ILL"},       {SIGTRAP, "TRAP"}, {SIGABRT, "ABRT"},
    {SIGKILL, "KILL"},     {SIGBUS, "BUS"},   {SIGFPE, "FPE"},
    {SIGUSR1, "USR1"},     {SIGSEGV, "SEGV"}, {SIGUSR2, "USR2"},
    {SIGPIPE, "PIPE"},     {SIGALRM, "ALRM"}, {SIGTERM, "TERM"},
    {SIGCHLD, "CHLD"},     {SIGCONT, "CONT"}, {SIGSTOP, "STOP"},
    {SIGTSTP, "TSTP"},     {SIGTTIN, "TTIN"}, {SIGTTOU, "TTOU"},
    {SIGURG, "URG"},       {SIGXCPU, "XCPU"}, {SIGXFSZ, "XFSZ"},
    {SIGVTALRM, "VTALRM"}, {SIGPROF, "PROF"}, {SIGWINCH, "WINCH"},
    {SIGIO, "IO"},         {SIGPWR, "PWR"},   {SIGSYS, "SYS"}};

/* The signals of a set, each between the same two strings; those without a
 * name, the real-time ones mostly, by number. */
static void add_signals(struct text *out, unsigned long long set,
                        const char *before, const char *between)
{
    const char *gap = "";
    for (int number = 1; number <= 64; number++) {
        if ((set >> (number - 1) & 1) == 0)
            continue;
        const char *name = NULL;
        for (size_t i = 0; i < sizeof signal_names / sizeof *signal_names; i++)
            if (signal_names[i].number == number)
                name = signal_names[i].name;
        text_add(out, "%s%s", gap, before);
        if (name != NULL)
            text_add(out, "SIG%s", name);
        else
            text_add(out, "%d", number);
        text_add(out, "%s", before);
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

/* The end of a row in tsv and json: marks, and what the notes tell. */
static void add_fields(struct text *out, enum format format,
                       const struct process *p, const struct mark marks[])
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
    text_free(&value);
}

/* Never a colour alone, and no character that the reader's terminal lacks. */
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

static void add_notes(struct text *out, const struct description *how,
                      const struct process *p)
{
    struct text value = {0};
    if (p->is.umask != UMASK_UNKNOWN) {
        text_add(&value, "%04o%s", (unsigned)p->is.umask,
                 p->is.umask == 0 ? ": all may write what it makes" : "");
        add_note(out, how, "umask", &value);
    }
    if (p->held_count > 0) {
        add_held(&value, p, false);
        add_note(out, how, "descriptors", &value);
    }
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
                    : "it has ended, and waits for its parent to notice";
    else if (p->state == 'T' || p->state == 't')
        state = "it is stopped";
    if (p->kernel)
        state = "a thread of the kernel";
    if (state != NULL) {
        text_add(&value, "%s", state);
        add_note(out, how, p->kernel ? "kind" : "state", &value);
    }
    text_free(&value);
}

void describe(struct text *out, const struct description *how,
              const struct process *p, const struct mark marks[MARKS])
{
    if (how->format != TABLE) {
        row_begin(out, how->format, "name", p->name, &p->is);
        add_fields(out, how->format, p, marks);
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
    for (int i = 0; i < MARKS; i++) {
        text_add(out, "  ");
        add_tick(out, how, marks[i].verdict);
        end_line(out, how, mark_names[i], marks[i].reason);
    }
    add_notes(out, how, p);
}

void describe_header(struct text *out, const struct description *how)
{
    static const struct process nobody = {0};
    static const struct mark no_marks[MARKS];
    if (how->format == JSON)
        return;
    if (how->format == TSV) {
        row_begin(out, NAMES, "name", "", &nobody.is);
        add_fields(out, NAMES, &nobody, no_marks);
    } else {
        table_header(out, &how->table);
        text_add(out, how->brief ? " MARKS" : "");
    }
    row_end(out, how->format);
}
