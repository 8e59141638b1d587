/* inspect: how much of a daemon is this process?
 *
 * Try: build/inspect $$
 *      build/inspect --run build/03-second-fork --stay 60
 *      build/inspect --all
 */
#include "describe.h"
#include "die.h"
#include "marks.h"
#include "options.h"
#include "proc_linux.h"
#include "process.h"
#include "run.h"
#include "text.h"
#include "write_all.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: inspect [--format table|tsv|json] PID|NAME...\n"
    "       inspect [--format table|tsv|json] --all\n"
    "       inspect [--format table|tsv|json] --run [--timeout S]\n"
    "               [--settle S] [--live S] [--keep] COMMAND [ARG...]\n"
    "Shows who a process is, and which of the six marks of a daemon it has:\n"
    "  adopted      its starter is gone: its parent is init, of another\n"
    "               session, or with --run this inspect\n"
    "  own_session  it leads its session; or the leader is gone, and it is "
    "in\n"
    "               the leader's group (an old job of a closed terminal may\n"
    "               be, too); with --run: it left its starter's session\n"
    "  no_terminal  it has no controlling terminal\n"
    "  not_leader   it leads no session: opening a terminal gives it none\n"
    "  cwd_root     its working directory is /\n"
    "  stdio_safe   0, 1 and 2 are open, none on a terminal or a pipe\n"
    "               (with --run: nor on what its starter gave it)\n"
    "A ? means that /proc does not tell. tsv and json have more columns.\n"
    "\n"
    "  --all        list every process, one a line\n"
    "  --run        start COMMAND as a shell would, wait until it returns,\n"
    "               inspect what it leaves running, and end that. Stop\n"
    "               looking as soon as every daemon has all six marks and\n"
    "               nothing changes for a moment. Children are listed below\n"
    "               their daemon; their marks do not count\n"
    "  --timeout S  wait up to S seconds for COMMAND, 1 to 3600 (default 30)\n"
    "  --settle S   wait up to S seconds for missing marks (default 3)\n"
    "  --live S     look again S seconds later: a daemon that has ended by\n"
    "               then fails\n"
    "  --keep       leave the daemons running (but not after a signal or ^C)\n"
    "  --help, -h   show this help\n"
    "Exit status: 0 every process was inspected (with --run: and is a\n"
    "daemon); 1 otherwise; 2 bad usage; with --run also 3 nothing was left\n"
    "running, 126 COMMAND cannot be run, 127 it is not found, 128+N signal N\n"
    "came.\n";

static bool all, running; /* what the command line asked for */
static bool hides;        /* /proc, from this user */
static struct run run = {.timeout = 30, .settle = 3};

/* --- looking --- */

static void complain_of_missing(pid_t pid)
{
    if (errno == ESRCH)
        complain("%ld: there is no such process", (long)pid);
    else if (errno == EACCES)
        complain("%ld: it exists, but /proc hides it from this user",
                 (long)pid);
    else
        complain("/proc/%ld: %s", (long)pid, strerror(errno));
}

/* Looks at each of them, and appends what it saw. Returns how many could not
 * be seen, and says why; but with --all a process that is hidden or has ended
 * is not missing, and one reason stands for all. */
static int look_at(struct text *out, const pid_t *each, int count)
{
    enum detail detail = all && chosen.format == TABLE ? OUTLINE : IN_FULL;
    int seen = 0, missing = 0;
    pid_t largest = 0;
    for (int i = 0; i < count; i++)
        largest = each[i] > largest ? each[i] : largest;
    struct description how = describe_for(chosen.format, all, largest);

    for (int i = 0; i < count; i++) {
        struct process p;
        struct mark marks[MARKS];
        if (process_read(each[i], detail, &p) == -1) {
            hides |= errno == EACCES;
            if (all && (errno == ESRCH || errno == EACCES))
                continue;
            if (!all || missing == 0)
                complain_of_missing(each[i]);
            missing++;
            continue;
        }
        if (p.thread_of != 0) {
            missing++;
            complain("%ld: not a process, but a thread of process %ld",
                     (long)each[i], (long)p.thread_of);
        } else {
            if (seen == 0)
                describe_header(out, &how);
            else if (chosen.format == TABLE && !all)
                text_add(out, "\n");
            seen++;
            marks_judge(marks, &p, &(struct starter){0});
            describe(out, &how, &p, marks);
        }
        process_free(&p);
    }
    return missing;
}

static _Noreturn void print(const struct text *out, int missing)
{
    if (out->length > 0)
        write_all(STDOUT_FILENO, out->bytes, out->length);
    _exit(missing > 0 ? 1 : 0);
}

/* With hidepid, /proc does not show the processes of other users. */
_Noreturn static void look_at_all(void)
{
    pid_t *pids;
    struct text out = {0};
    int count = process_list(&pids);
    if (count == -1)
        die("/proc");
    int missing = look_at(&out, pids, count);
    if (hides || process_glance(1).life == HIDDEN)
        complain("/proc hides processes of other users (hidepid)");
    if (chosen.format == TABLE && out.length > 0)
        text_add(&out,
                 "MARKS: %s %s %s %s %s %s\n"
                 "    ?: unknown; /proc seldom shows what started a process\n",
                 mark_names[0], mark_names[1], mark_names[2], mark_names[3],
                 mark_names[4], mark_names[5]);
    print(&out, missing);
}

/* Returns a process id, or 0 if the word is a name. */
static pid_t pid_from(const char *word)
{
    size_t digits = strspn(word, "0123456789");
    long pid = digits < 10 ? strtol(word, NULL, 10) : 0;
    bool name = word[digits] != '\0';
    if (!name && pid < 1)
        bad_usage("invalid process id '%.200s'; allowed: process ids, names",
                  word);
    return name ? 0 : (pid_t)pid;
}

/* The kernel keeps 15 bytes of a name. */
static bool is_called(const char *name, pid_t pid)
{
    struct glance seen = process_glance(pid);
    if (seen.life == UNSEEN)
        die("/proc");
    hides |= seen.life == HIDDEN;
    size_t kept = strlen(seen.name);
    return seen.ppid != -1 &&
           strncmp(seen.name, name, kept == 15 ? 15 : kept + 1) == 0;
}

/* The processes with these numbers, and all with these names. */
static pid_t *sought_by(char *words[], int *count, int *missing)
{
    pid_t *others, *sought = NULL;
    int most = process_list(&others);
    if (most == -1)
        die("/proc");
    for (; *words != NULL; words++) {
        pid_t pid = pid_from(*words);
        int before = *count;
        sought = realloc(sought, (size_t)(before + most + 1) * sizeof pid);
        if (sought == NULL)
            die("realloc");
        if (pid != 0)
            sought[(*count)++] = pid;
        for (int i = 0; pid == 0 && i < most; i++)
            if (is_called(*words, others[i]))
                sought[(*count)++] = others[i];
        if (*count == before) {
            hides |= process_glance(1).life == HIDDEN;
            complain("%s: there is no process with that name%s", *words,
                     hides ? " that /proc shows to this user" : "");
            *missing += 1;
        }
    }
    free(others);
    return sought;
}

_Noreturn static void look_at_some(char *words[])
{
    struct text out = {0};
    int missing = 0, count = 0;
    const pid_t *some = sought_by(words, &count, &missing);
    missing += look_at(&out, some, count);
    print(&out, missing);
}

/* --- the command line --- */

static bool option_of_run(char *argv[], int *i)
{
    static const struct {
        const char *name;
        int *seconds;
    } timed[] = {{"--timeout", &run.timeout},
                 {"--settle", &run.settle},
                 {"--live", &run.live}};
    for (size_t t = 0; t < sizeof timed / sizeof *timed; t++) {
        const char *value = option_value(timed[t].name, argv, i);
        if (value == NULL)
            continue;
        *timed[t].seconds = option_seconds(timed[t].name, value);
        return true;
    }
    if (strcmp(argv[*i], "--keep") != 0)
        return false;
    return run.keep = true;
}

/* Returns the words after the options: COMMAND, or pids and names. */
static char **read_command_line(int argc, char *argv[])
{
    bool for_run = false;
    int i = 1;
    for (const char *value; i < argc && argv[i][0] == '-'; i++) {
        if (strcmp(argv[i], "--") == 0) {
            i++;
            break;
        }
        if ((value = option_value("--format", argv, &i)) != NULL) {
            chosen.format = option_format(value);
        } else if (option_of_run(argv, &i)) {
            for_run = true;
        } else if (strcmp(argv[i], "--all") == 0) {
            all = true;
        } else if (strcmp(argv[i], "--run") == 0) {
            running = true;
        } else if (option_help(argv[i])) {
            write_all(STDOUT_FILENO, help, sizeof help - 1);
            _exit(0);
        } else {
            bad_usage(
                "unknown option '%.200s'; allowed: --format table|tsv|json, "
                "--all, --run, --timeout S, --settle S, --live S, "
                "--keep, --help",
                argv[i]);
        }
    }
    if (for_run && !running)
        bad_usage("--timeout, --settle, --live and --keep need --run");
    if (all && (running || i < argc))
        bad_usage("--all must be the only argument");
    if (!all && i >= argc)
        bad_usage(running ? "--run needs a COMMAND"
                          : "nothing to inspect; allowed: PID|NAME..., --all, "
                            "--run COMMAND [ARG...]");
    return argv + i;
}

int main(int argc, char *argv[])
{
    name_program(argc > 0 ? argv[0] : NULL);
    char **words = read_command_line(argc, argv);
    for (int i = 0; !running && words[i] != NULL; i++)
        pid_from(words[i]);
    if (!proc_is_ours()) {
        if (errno == ESRCH)
            complain("/proc shows a pid namespace that is not this one");
        else
            complain("/proc: %s", strerror(errno));
        _exit(1);
    }
    if (all)
        look_at_all();
    if (running)
        run_command(&run, words);
    look_at_some(words);
}
