#define _XOPEN_SOURCE 700 /* nl_langinfo(3) */
#define _DEFAULT_SOURCE   /* some signals are not POSIX */

#include "describe.h"
#include "options.h"
#include "table.h"
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <string.h>

static bool brief, colour, utf8;

void describe_choose(bool in_one_line)
{
    brief = in_one_line;
    setlocale(LC_CTYPE, "");
    utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    colour = table_choose_colour();
    table_of_processes(!brief);
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

static void add_held(struct text *out, const struct process *p)
{
    for (int i = 0; i < p->held_count; i++) {
        bool json = chosen.format == JSON;
        text_add(out, json ? "%s\"%d\":" : "%s%d ", i > 0 ? ", " : "",
                 p->held[i].fd);
        if (json)
            json_string(out, p->held[i].name);
        else
            text_add(out, "%s", p->held[i].name);
    }
}

/* The end of a row in tsv and json: marks, and what the notes tell. */
static void add_fields(struct text *out, const struct process *p,
                       const struct mark marks[])
{
    static const char *const words[] = {"false", "true", "null"};
    bool json = chosen.format == JSON;
    struct text value = {0};
    for (int i = 0; i < MARKS; i++)
        table_field(out, mark_names[i], words[marks[i].verdict]);
    text_add(&value, "%c", p->state);
    table_word(out, "state", value.bytes);
    value.length = 0;
    text_add(&value, "%d", p->threads);
    table_field(out, "threads", value.bytes);

    value.length = 0;
    text_add(&value, json ? "{" : "");
    add_held(&value, p);
    text_add(&value, json ? "}" : "");
    if (p->held_count == -1)
        table_word(out, "descriptors", NULL);
    else if (json)
        table_field(out, "descriptors", value.bytes);
    else
        table_word(out, "descriptors", value.bytes);

    for (int i = 0; i < 2; i++) {
        value.length = 0;
        text_add(&value, json ? "[" : "");
        add_signals(&value, i == 0 ? p->ignored : p->blocked, json ? "\"" : "",
                    json ? "," : " ");
        text_add(&value, json ? "]" : "");
        const char *key = i == 0 ? "ignored" : "blocked";
        if (p->signals_known)
            table_field(out, key, value.bytes);
        else
            table_word(out, key, NULL);
    }
    text_free(&value);
}

/* Never a colour alone, and no character that the reader's terminal lacks. */
static void add_tick(struct text *out, enum verdict verdict)
{
    static const char *const words[] = {"no ", "yes", "?  "};
    static const char *const ticks[] = {"\u2717", "\u2713", "?"};
    static const char *const colours[] = {"\033[1;31m", "\033[32m", ""};
    text_add(out, "%s", colour ? colours[verdict] : "");
    if (utf8)
        text_add(out, "%s", ticks[verdict]);
    else
        text_add(out, brief ? "%.1s" : "%s", words[verdict]);
    text_add(out, "%s", colour && verdict != UNKNOWN ? "\033[0m" : "");
}

static void add_line(struct text *out, const char *label, const char *value)
{
    text_add(out, "%*s %-12s ", utf8 ? 3 : 5, "", label);
    table_clip(out, 79 - (utf8 ? 17 : 19), value);
    text_add(out, "\n");
}

static void add_notes(struct text *out, const struct process *p)
{
    struct text value = {0};
    if (p->is.umask != UMASK_UNKNOWN) {
        text_add(&value, "%04o%s", (unsigned)p->is.umask,
                 p->is.umask == 0 ? ": all may write what it makes" : "");
        add_line(out, "umask", value.bytes);
    }
    if (p->held_count > 0) {
        value.length = 0;
        add_held(&value, p);
        add_line(out, "descriptors", value.bytes);
    }
    if (p->ignored != 0) {
        value.length = 0;
        add_signals(&value, p->ignored, "", " ");
        add_line(out, "ignores", value.bytes);
    }
    if (p->blocked != 0) {
        value.length = 0;
        add_signals(&value, p->blocked, "", " ");
        add_line(out, "blocks", value.bytes);
    }
    if (p->threads > 1) {
        value.length = 0;
        text_add(&value, "%d", p->threads);
        add_line(out, "threads", value.bytes);
    }
    if (p->kernel)
        add_line(out, "kind", "a thread of the kernel");
    else if (p->state == 'Z')
        add_line(out, "state",
                 p->threads > 1
                     ? "its main thread has ended, others have not"
                     : "it has ended, and waits for its parent to notice");
    else if (p->state == 'T' || p->state == 't')
        add_line(out, "state", "it is stopped");
    text_free(&value);
}

void describe(struct text *out, const struct process *p,
              const struct mark marks[MARKS])
{
    table_row(out, p->name, &p->is, NULL);
    if (chosen.format != TABLE) {
        add_fields(out, p, marks);
        table_end(out);
        return;
    }
    if (brief) {
        text_add(out, " ");
        for (int i = 0; i < ALL_SIX; i++)
            add_tick(out, marks[i].verdict);
        table_end(out);
        return;
    }
    table_end(out);
    for (int i = 0; i < MARKS; i++) {
        text_add(out, "  ");
        add_tick(out, marks[i].verdict);
        text_add(out, " %-12s ", mark_names[i]);
        table_clip(out, 79 - (utf8 ? 17 : 19), marks[i].reason);
        text_add(out, "\n");
    }
    add_notes(out, p);
}

void describe_header(struct text *out, pid_t largest)
{
    static const char *const notes[] = {"state", "threads", "descriptors",
                                        "ignored", "blocked"};
    table_header(out, &(struct identity){.pid = largest});
    for (int i = 0; chosen.format == TSV && i < MARKS; i++)
        text_add(out, "\t%s", mark_names[i]);
    for (int i = 0; chosen.format == TSV && i < 5; i++)
        text_add(out, "\t%s", notes[i]);
    if (chosen.format == TABLE && brief)
        text_add(out, " MARKS");
    if (chosen.format != JSON)
        text_add(out, "\n");
}
