/* recipe: the stages in any order, a row after each, and then a command.
 *
 * Try: build/recipe fork setsid fork chdir reopen
 * Try: build/recipe setsid
 * Try: build/recipe --list
 */
#define _DEFAULT_SOURCE   /* daemon(3) is no part of POSIX */
#define _DARWIN_C_SOURCE  /* and nor is it on macOS */
#define _XOPEN_SOURCE 700 /* posix_openpt(3) and its kin are XSI */

#include "clock.h"
#include "die.h"
#include "options.h"
#include "proc_linux.h"
#include "report.h"
#include "stay.h"
#include "text.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Errors go to the original standard error, whatever the stages do to
 * descriptor 2: like rows, through a duplicate that COMMAND does not get. */
static int errors;

static void keep_errors(void)
{
    errors = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (errors == -1 && errno != EBADF)
        die("fcntl");
    complain_to(errors);
}

static void drop_errors(void)
{
    complain_to(STDERR_FILENO);
    if (errors != -1 && close(errors) == -1)
        die("close");
}

/* --- the five of the article --- */

static void do_fork(void)
{
    switch (fork()) {
    case -1: die("fork");
    case 0: break;
    default: _exit(0);
    }
}

static void do_setsid(void)
{
    if (setsid() != -1)
        return;
    if (errno == EPERM) {
        const char *who = getpgrp() == getpid() ? "this process leads it"
                                                : "others are still in it";
        complain("setsid: %s: process group %ld exists and %s",
                 strerror(errno), (long)getpid(), who);
        _exit(1);
    }
    die("setsid");
}

static void do_chdir(void)
{
    if (chdir("/") == -1)
        die("chdir");
}

static void do_reopen(void)
{
    int in = open("/dev/null", O_RDONLY);
    int out = open("/dev/null", O_WRONLY | O_APPEND);
    if (in == -1 || out == -1)
        die("open");
    if (dup2(in, 0) == -1 || dup2(out, 1) == -1 || dup2(out, 2) == -1)
        die("dup2");
    if ((in > 2 && close(in) == -1) || (out > 2 && close(out) == -1))
        die("close");
}

/* --- what others do as well --- */

static void do_umask(void)
{
    umask(0);
}

/* One by one; where /proc does not say which is the last, up to the limit,
 * which may be a thousand million. */
static void close_from(int first, int but, int nor)
{
    long last = proc_last_descriptor(), limit = sysconf(_SC_OPEN_MAX);
    if (last == -1)
        last = limit != -1 ? limit - 1 : 65535; /* -1: there is none */
    for (int fd = first; fd <= last; fd++)
        if (fd != but && fd != nor && close(fd) == -1 && errno != EBADF)
            die("close");
}

static void do_close_fds(void)
{
    close_from(STDERR_FILENO + 1, report_descriptor(), errors);
}

static void set_handler(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};
    sigemptyset(&action.sa_mask);
    /* some numbers are libc's own, or cannot be set: EINVAL */
    if (sigaction(number, &action, NULL) == -1 && errno != EINVAL)
        die("sigaction");
}

static void do_reset_signals(void)
{
    for (int number = 1; number < NSIG; number++)
        set_handler(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    if (sigprocmask(SIG_SETMASK, &none, NULL) == -1)
        die("sigprocmask");
}

static void do_ignore_hup(void)
{
    set_handler(SIGHUP, SIG_IGN);
}

static void do_new_group(void)
{
    if (setpgid(0, 0) != -1)
        return;
    if (errno == EPERM && getsid(0) == getpid()) {
        complain("setpgid: %s: this process leads session %ld, and a session "
                 "leader stays in its group",
                 strerror(errno), (long)getpid());
        _exit(1);
    }
    die("setpgid");
}

static void say_keeper(pid_t keeper)
{
    if (chosen.format != TABLE) { /* which hold rows, and nothing else */
        complain("kill %ld closes the terminal that this stage opens",
                 (long)keeper);
        return;
    }
    struct text text = {0};
    text_add(&text, "(kill %ld closes the terminal that this stage opens)\n",
             (long)keeper);
    report_text(text.bytes);
    text_free(&text);
}

static _Noreturn void be_keeper(int master)
{
    char shown[256];
    if (setsid() == -1)
        die("setsid");
    close_from(0, master, -1);
    while (read(master, shown, sizeof shown) > 0) {
    }
    _exit(0);
}

/* A terminal lives as long as its master is open. So a process of its own, the
 * keeper, holds that: it reads, and throws away, what is written to the
 * terminal, until nobody has it open any more. Ending the keeper closes the
 * terminal: the kernel hangs it up. Forked twice, it is no child of ours. */
static void keep(int master)
{
    pid_t keeper, child = fork();
    int status = 0;
    switch (child) {
    case -1: die("fork");
    case 0:
        keeper = fork();
        if (keeper == -1)
            die("fork");
        if (keeper == 0)
            be_keeper(master);
        say_keeper(keeper);
        _exit(0);
    default:
        /* ECHILD: SIGCHLD is ignored, and the child is gone all the same */
        if (waitpid(child, &status, 0) == -1 && errno != ECHILD)
            die("waitpid");
        if (status != 0)
            _exit(1); /* the child has said why */
    }
}

static void do_open_terminal(void)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master == -1)
        die("posix_openpt");
    if (grantpt(master) == -1)
        die("grantpt");
    if (unlockpt(master) == -1)
        die("unlockpt");
    const char *name = ptsname(master);
    if (name == NULL)
        die("ptsname");
    /* no O_NOCTTY, and for reading too: a session leader that has none gets it
     * as its controlling terminal */
    if (open(name, O_RDWR) == -1)
        die(name);
    keep(master);
    if (close(master) == -1)
        die("close");
}

/* musl's forks twice: the parent in between, which leads the session, may
 * still be there. glibc's leads it itself. */
static void do_daemon(void)
{
    if (daemon(0, 0) == -1)
        die("daemon");
    for (double end = clock_now() + 5; getppid() == getsid(0);) {
        if (clock_now() > end) {
            complain("daemon: the parent is still there after 5 seconds");
            _exit(1);
        }
        clock_sleep(1e-4);
    }
}

static const struct stage {
    const char *name;
    const char *meaning;
    void (*perform)(void);
} stages[] = {
    {"fork", "the parent exits, its child goes on (twice: the second fork)",
     do_fork},
    {"setsid", "a new session and group, without a terminal", do_setsid},
    {"chdir", "the working directory becomes /", do_chdir},
    {"reopen", "0, 1 and 2 become /dev/null", do_reopen},
    {"umask", "the umask becomes 0", do_umask},
    {"close-fds", "every descriptor from 3 up is closed", do_close_fds},
    {"reset-signals", "no signal is ignored or blocked", do_reset_signals},
    {"ignore-hup", "SIGHUP is ignored", do_ignore_hup},
    {"new-group", "a process group of its own", do_new_group},
    {"open-terminal", "a fresh terminal is opened", do_open_terminal},
    {"daemon", "daemon(3) of the C library", do_daemon},
};

enum { STAGES = sizeof stages / sizeof *stages };

static struct text list(const char *indent)
{
    struct text text = {0};
    for (int i = 0; i < STAGES; i++)
        text_add(&text, "%s%-14s %s\n", indent, stages[i].name,
                 stages[i].meaning);
    return text;
}

static const struct stage *stage_named(const char *name)
{
    for (int i = 0; i < STAGES; i++)
        if (strcmp(stages[i].name, name) == 0)
            return &stages[i];
    struct text names = {0};
    for (int i = 0; i < STAGES; i++)
        text_add(&names, " %s", stages[i].name);
    bad_usage("unknown stage '%.100s'; allowed:%s; COMMAND follows --", name,
              names.bytes);
}

/* --- the command --- */

static _Noreturn void cannot_run(const char *name, int reason)
{
    bool sought = reason == ENOENT && strchr(name, '/') == NULL;
    complain("%s: %s", name, sought ? "not found in PATH" : strerror(reason));
    _exit(reason == ENOENT || reason == ENOTDIR ? 127 : 126);
}

/* 0, or why this file cannot be run: EISDIR, EACCES, ENOENT, ... */
static int runnable(const char *path)
{
    struct stat file;
    if (stat(path, &file) == -1)
        return errno;
    if (S_ISDIR(file.st_mode))
        return EISDIR;
    return access(path, X_OK) == 0 ? 0 : errno;
}

/* The file that a command is, found as a shell finds it, from / on: after the
 * stages there may be another working directory, and no terminal to tell that
 * there is no such file. */
static char *find_command(const char *name)
{
    struct text path = {0};
    if (strchr(name, '/') != NULL) {
        text_add(&path, "%s", name);
    } else {
        int reason = ENOENT;
        const char *folders = getenv("PATH");
        if (folders == NULL)
            folders = "/bin:/usr/bin";
        for (bool more = name[0] != '\0'; more;) {
            int length = (int)strcspn(folders, ":");
            text_free(&path);
            text_add(&path, "%.*s/%s", length, folders, name);
            if (length == 0) /* an empty one is the working directory */
                memmove(path.bytes, path.bytes + 1, strlen(path.bytes));
            int why = runnable(path.bytes);
            if (why == 0)
                break;
            if (why != ENOENT && why != ENOTDIR)
                reason = why;
            more = folders[length] != '\0';
            folders += length + 1;
            if (!more)
                text_free(&path);
        }
        if (path.bytes == NULL)
            cannot_run(name, reason);
    }
    int why = runnable(path.bytes);
    if (why != 0)
        cannot_run(name, why);
    if (path.bytes[0] == '/')
        return path.bytes;

    char *here = realpath(".", NULL);
    if (here == NULL)
        die("realpath");
    struct text full = {0};
    text_add(&full, "%s/%s", here, path.bytes);
    free(here);
    text_free(&path);
    return full.bytes;
}

/* A file without #! is a script of sh, as execvp(3) has it, which could not
 * find the file any more. The word before COMMAND is --. */
static _Noreturn void run(char *path, char *command[])
{
    static char shell[] = "sh";
    const char *name = command[0];
    report_end();
    execv(path, command);
    if (errno == ENOENT) { /* it was found, and so is there itself */
        complain("%s: its interpreter: %s", name, strerror(errno));
        _exit(127);
    }
    if (errno == ENOEXEC) {
        command[-1] = shell;
        command[0] = path;
        execv("/bin/sh", command - 1);
    }
    cannot_run(name, errno);
}

int main(int argc, char *argv[])
{
    struct text text = {0}, names = list("  ");
    text_add(
        &text,
        "Does each STAGE in turn, prints a row after it, and then "
        "becomes COMMAND:\n%s"
        "--quiet: print no rows. COMMAND starts even if rows cannot be "
        "written.\n"
        "Exit status: COMMAND's, or 126 it cannot be run, 127 not found; 0 "
        "after a fork.\n",
        names.bytes);
    struct usage usage = {
        .operands = " [--quiet]\n              STAGE... [-- COMMAND "
                    "[ARG...]]\n       recipe --list",
        .text = text.bytes,
        .list = list("").bytes,
    };
    int first = read_options(argc, argv, &usage);

    int end = first;
    for (; end < argc && strcmp(argv[end], "--") != 0; end++) {
        int length = (int)strlen(stage_named(argv[end])->name);
        chosen.longest = length > chosen.longest ? length : chosen.longest;
    }
    if (end == first)
        bad_usage("no STAGE; recipe --list shows them");
    char **command = end < argc ? argv + end + 1 : NULL;
    chosen.command = command != NULL;
    if (command != NULL && command[0] == NULL)
        bad_usage("no COMMAND after --");
    if (command != NULL && chosen.stay > 0)
        bad_usage("--stay %d cannot be combined with COMMAND", chosen.stay);
    char *path = command != NULL ? find_command(command[0]) : NULL;

    keep_errors();
    report("foreground");
    for (int i = first; i < end; i++) {
        stage_named(argv[i])->perform();
        report(argv[i]);
    }
    if (command != NULL)
        run(path, command);
    drop_errors();
    stay();
}
