/* inspect: how much of a daemon is this process?
 *
 * Try: build/inspect $$
 *      build/inspect --run build/03-second-fork --stay 60
 *      build/inspect --all
 */
#include "clock.h"
#include "command.h"
#include "describe.h"
#include "die.h"
#include "marks.h"
#include "options.h"
#include "proc_linux.h"
#include "process.h"
#include "reaper.h"
#include "row.h"
#include "text.h"
#include "write_all.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char help[] =
    "usage: inspect [--format table|tsv|json] PID|NAME...\n"
    "       inspect [--format table|tsv|json] --all\n"
    "       inspect [--format table|tsv|json] --run [--timeout S] [--keep]\n"
    "               COMMAND [ARG...]\n"
    "Shows who a process is, and which of the six marks of a daemon it has:\n"
    "  adopted      who started it is gone: init of its pid namespace is its\n"
    "               parent (or did start it), or with --run inspect is\n"
    "  own_session  its session was made for it: it leads it, or is in the\n"
    "               group of the leader, which is gone; with --run: the\n"
    "               session is not that of who started it\n"
    "  no_terminal  it has no controlling terminal\n"
    "  not_leader   it leads no session: opening a terminal gives it none\n"
    "  cwd_root     its working directory is /: it pins no other mount\n"
    "  stdio_safe   0, 1 and 2 are open, none on a terminal or a pipe\n"
    "A ? stands where /proc does not tell. In tsv and json there is more.\n"
    "\n"
    "  --all        every process, a line each\n"
    "  --run        start COMMAND as a shell would, wait until it returns,\n"
    "               inspect all that it leaves behind; then end that\n"
    "  --timeout S  wait so many seconds for it, 1 to 3600 (default 30)\n"
    "  --keep       let what is left run on (but not after a signal, or ^C)\n"
    "  --help, -h   this\n"
    "Status: 0 all were looked at, and with --run are daemons; 1 not so;\n"
    "2 bad usage; with --run also 3 nothing was left, 126 COMMAND cannot\n"
    "be run, 127 it is not there, 128+N signal N came.\n";

static bool all, run, keep; /* what the command line asked for */
static int timeout = 30;

/* --- looking --- */

static const char *why_not_seen(void)
{
    switch (errno) {
    case ESRCH: return "there is no such process";
    case EACCES:
    case EPERM: return "it is there, but /proc hides it from this user";
    default: return strerror(errno);
    }
}

/* Looks at each of them, and appends what it saw. Returns how many of them
 * were daemons; those that were not there (any more) are told if `tell`, and
 * in *missing. */
static int look_at(struct text *out, const pid_t *each, int count,
                   const struct starter *starter, bool tell, int *missing)
{
    enum detail detail = all && chosen.format == TABLE ? OUTLINE : IN_FULL;
    int daemons = 0, seen = 0;
    pid_t largest = 0;
    for (int i = 0; i < count; i++)
        largest = each[i] > largest ? each[i] : largest;
    struct description how = describe_for(chosen.format, all, largest);

    for (int i = 0; i < count; i++) {
        struct process p;
        struct mark marks[MARKS];
        if (process_read(each[i], detail, &p) == -1) {
            *missing += 1;
            if (tell)
                complain("%ld: %s", (long)each[i], why_not_seen());
            continue;
        }
        if (p.thread_of != 0) {
            *missing += 1;
            complain("%ld: it is no process, but a thread of process %ld",
                     (long)each[i], (long)p.thread_of);
        } else {
            if (seen == 0)
                describe_header(out, &how);
            else if (chosen.format == TABLE && !all)
                text_add(out, "\n");
            seen++;
            marks_judge(marks, &p, starter);
            describe(out, &how, &p, marks);
            daemons += marks[ALL_SIX].verdict == YES;
        }
        process_free(&p);
    }
    return daemons;
}

static void print(struct text *out)
{
    if (out->length > 0)
        write_all(STDOUT_FILENO, out->bytes, out->length);
    text_free(out);
}

/* With hidepid, /proc is silent about others: then "all" is not all. */
_Noreturn static void look_at_all(void)
{
    pid_t *pids;
    struct text out = {0};
    int missing = 0;
    int count = process_list(&pids);
    if (count == -1)
        die("/proc");
    if (process_glance(1).life == HIDDEN)
        complain("/proc hides processes of other users (hidepid)");
    look_at(&out, pids, count, &(struct starter){0}, false, &missing);
    if (chosen.format == TABLE)
        text_add(
            &out,
            "MARKS: %s %s %s %s %s %s\n"
            "    ?: /proc does not tell, as of who started most of them\n",
            mark_names[0], mark_names[1], mark_names[2], mark_names[3],
            mark_names[4], mark_names[5]);
    print(&out);
    _exit(0);
}

/* A process id, or 0 for a word that is a name. */
static pid_t pid_from(const char *word)
{
    size_t digits = strspn(word, "0123456789");
    long pid = digits < 10 ? strtol(word, NULL, 10) : 0;
    bool name = word[digits] != '\0';
    if (!name && pid < 1)
        bad_usage("'%.200s': allowed are process ids and names", word);
    return name ? 0 : (pid_t)pid;
}

/* The kernel keeps 15 bytes of a name. */
static bool is_called(const char *name, pid_t pid)
{
    struct glance seen = process_glance(pid);
    size_t kept = strlen(seen.name);
    return seen.ppid != -1 &&
           strncmp(seen.name, name, kept == 15 ? 15 : kept + 1) == 0;
}

/* By number, or all that have the name. */
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
            complain("%s: there is no process of that name", *words);
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
    look_at(&out, some, count, &(struct starter){0}, true, &missing);
    print(&out);
    _exit(missing > 0 ? 1 : 0);
}

/* --- --run --- */

enum {
    CLEANING = 5, /* seconds, to end what was started */
    SETTLING = 5, /* seconds that the survivors may go on changing */
    MOST = 1024   /* survivors */
};

/* Seconds: between two looks, without a change until all is settled, and for
 * COMMAND to end after a signal. */
static const double NAP = 0.02, QUIET = 0.25, GRACE = 1;

static int terminal = -1; /* ours, if we are in its foreground */

static void take_back_terminal(void)
{
    if (terminal != -1)
        tcsetpgrp(terminal, getpgrp()); /* unless it was hung up */
}

/* Ends what was started, unless it is to be kept. */
static void clean_up(bool keeping)
{
    take_back_terminal();
    int left = command != -1 && !keeping ? end_all(0, CLEANING) : 0;
    complain_of(left);
}

_Noreturn static void finish(int status)
{
    clean_up(false);
    _exit(status);
}

_Noreturn void fail(const char *call)
{
    complain("%s: %s", call, strerror(errno));
    finish(1);
}

static void catch_it(int number)
{
    caught = number;
}

/* A process group of its own, in the foreground. */
static const char *become_job(void)
{
    if (setpgid(0, 0) == -1)
        return "setpgid";
    if (terminal != -1 && tcsetpgrp(terminal, getpgrp()) == -1)
        return "tcsetpgrp";
    return NULL;
}

/* Waits until COMMAND has returned; false: it has not, in time, or was
 * stopped. A signal that we get is for COMMAND as well: the shell sees us in
 * its place. And if ^C, which the terminal sends to COMMAND alone, ended it,
 * it ends us, too. */
static bool await_command(const char *name, int *status)
{
    double end = clock_now() + timeout;
    bool passed = false;
    pid_t changed;
    for (;; clock_sleep(NAP)) {
        changed =
            must(waitpid(command, status, WNOHANG | WUNTRACED), "waitpid");
        if (changed != 0 || clock_now() >= end)
            break;
        if (caught != 0 && !passed) {
            kill(-command, caught);
            end = clock_now() + GRACE;
            passed = true;
        }
    }
    take_back_terminal();
    bool killed = changed != 0 && WIFSIGNALED(*status);
    if (killed &&
        (WTERMSIG(*status) == SIGINT || WTERMSIG(*status) == SIGQUIT))
        caught = WTERMSIG(*status);
    if (caught != 0)
        finish(128 + caught);
    if (changed == 0)
        complain("%s has not returned within %d s", name, timeout);
    else if (WIFSTOPPED(*status))
        complain("%s was stopped by signal %d", name, WSTOPSIG(*status));
    return changed != 0 && !WIFSTOPPED(*status);
}

/* Fills list with all that lives of what was started: our children, for what
 * was orphaned is ours now, and theirs, and so on. */
static int survivors(pid_t *list)
{
    pid_t *pids;
    int count = list_children(list, MOST), others = process_list(&pids);
    if (must(count, "/proc") > MOST)
        count = MOST;
    struct glance *seen =
        calloc((size_t)must(others, "/proc") + 1, sizeof *seen);
    if (seen == NULL)
        must(-1, "calloc");
    for (int i = 0; i < others; i++)
        seen[i] = process_glance(pids[i]);
    for (int parent = 0; parent < count; parent++)
        for (int i = 0; i < others && count < MOST; i++)
            if (seen[i].ppid == list[parent] && seen[i].life == LIVES)
                list[count++] = seen[i].pid;
    free(seen);
    free(pids);
    return count;
}

/* What can be seen of them, to be compared. Returns whether one is running. */
static bool look_again(struct text *out, const pid_t *list, int count)
{
    bool running = false;
    for (int i = 0; i < count; i++) {
        struct process p;
        if (process_read(list[i], IN_FULL, &p) == -1)
            continue;
        row_begin(out, TSV, "", p.name, &p.is);
        text_add(out, "\t%d %llx %llx\n", p.held_count, p.ignored, p.blocked);
        running |= p.state == 'R';
        process_free(&p);
    }
    return running;
}

/* A daemon is not ready when its starter returns. So look until nothing has
 * changed for a moment, and none of them is about to do something; or until
 * none is left: then we have no child, for what is orphaned becomes ours.
 * Returns how many are in the list; -1: none is left. */
static int settle(pid_t *list, double end)
{
    struct text before = {0};
    for (double quiet = clock_now() + QUIET;; clock_sleep(NAP)) {
        pid_t reaped;
        while ((reaped = waitpid(-1, NULL, WNOHANG)) > 0) {
        }
        struct text now = {0};
        int count = survivors(list);
        bool running = look_again(&now, list, count);
        bool same = now.length > 0 && before.length > 0 &&
                    strcmp(now.bytes, before.bytes) == 0;
        if (running || !same)
            quiet = clock_now() + QUIET;
        text_free(&before);
        before = now;
        if (caught != 0)
            finish(128 + caught);
        if (reaped == -1 || clock_now() > quiet || clock_now() > end) {
            text_free(&before);
            return reaped == -1 ? -1 : count;
        }
    }
}

static void find_terminal(void)
{
    int own = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (own == -1)
        return;
    if (tcgetpgrp(own) == getpgrp())
        terminal = above(own);
    else
        must(close(own), "close");
}

/* All is seen, and then ended, before anything is printed: whoever reads it
 * may be slow, or gone. */
_Noreturn static void run_command(char *argv[])
{
    pid_t list[MOST];
    struct text out = {0};
    int status = 0;
    take_signals(catch_it);
    handle(SIGTTOU, SIG_IGN); /* to take the terminal back from behind */
    become_reaper();
    find_terminal();
    int refused = start(argv, become_job);
    if (refused != 0)
        finish(refused);
    bool returned = await_command(argv[0], &status);
    struct starter we = {.reaper = getpid(),
                         .session = getsid(0),
                         .command = returned ? 0 : command};
    double end = clock_now() + SETTLING;
    int count, missing, daemons = 0;
    do { /* those that were there may have handed on to others by now */
        missing = 0;
        count = settle(list, end);
        if (count > 0)
            daemons = look_at(&out, list, count, &we, false, &missing);
    } while (count == missing && clock_now() < end);
    if (caught != 0)
        finish(128 + caught);
    clean_up(keep);
    print(&out);
    if (count == -1) {
        complain("nothing is left of %s, which %s %d", argv[0],
                 WIFSIGNALED(status) ? "died of signal" : "returned",
                 WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        _exit(3);
    }
    if (count == missing)
        complain("what is left of %s ends before it can be looked at",
                 argv[0]);
    if (count == MOST)
        complain("%d were looked at, and there may be more", MOST);
    _exit(count < MOST && count > missing && daemons == count - missing ? 0
                                                                        : 1);
}

/* --- the command line --- */

/* Returns where COMMAND is, if there is to be one. */
static char **read_command_line(int argc, char *argv[])
{
    bool timed = false;
    int i = 1;
    for (const char *value; i < argc && argv[i][0] == '-'; i++) {
        if (strcmp(argv[i], "--") == 0) {
            i++;
            break;
        }
        if ((value = option_value("--format", argv, &i)) != NULL) {
            chosen.format = option_format(value);
        } else if ((value = option_value("--timeout", argv, &i)) != NULL) {
            timeout = option_seconds("--timeout", value);
            timed = true;
        } else if (strcmp(argv[i], "--all") == 0) {
            all = true;
        } else if (strcmp(argv[i], "--run") == 0) {
            run = true;
        } else if (strcmp(argv[i], "--keep") == 0) {
            keep = true;
        } else if (option_help(argv[i])) {
            write_all(STDOUT_FILENO, help, sizeof help - 1);
            _exit(0);
        } else {
            bad_usage("'%.200s': allowed are --format table|tsv|json, --all, "
                      "--run, --timeout S, --keep and --help",
                      argv[i]);
        }
    }
    if ((timed || keep) && !run)
        bad_usage("--timeout and --keep are for --run");
    if (all && (run || i < argc))
        bad_usage("--all stands alone");
    if (!all && i >= argc)
        bad_usage(
            run ? "--run: what to run must be given"
                : "allowed are PID|NAME..., --all or --run COMMAND [ARG...]");
    return argv + i;
}

int main(int argc, char *argv[])
{
    name_program(argc > 0 ? argv[0] : NULL);
    char **words = read_command_line(argc, argv);
    for (int i = 0; !run && words[i] != NULL; i++)
        pid_from(words[i]);
    if (!proc_is_ours()) {
        if (errno == ESRCH)
            complain("/proc shows another pid namespace than this one");
        else
            complain("/proc: %s", strerror(errno));
        _exit(1);
    }
    if (all)
        look_at_all();
    if (run)
        run_command(words);
    look_at_some(words);
}
