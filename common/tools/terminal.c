/* terminal: runs a command in a throw-away terminal, and types for it.
 *
 * Try: printf 'type tty; ps\npress C-d\n' | build/terminal -- sh
 *      echo hang-up | build/terminal -- sleep 60; echo $?
 */
#define _XOPEN_SOURCE 700 /* posix_openpt(3) and its kin are XSI */
#define _DEFAULT_SOURCE   /* TIOCSCTTY and TIOCSWINSZ are not POSIX */

#include "clock.h"
#include "command.h"
#include "die.h"
#include "options.h"
#include "reaper.h"
#include "text.h"
#include "write_all.h"
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const char help[] =
    "usage: terminal [OPTION...] -- COMMAND [ARG...]\n"
    "Runs COMMAND as session leader of a fresh terminal, prints what that\n"
    "terminal shows, and takes these actions from stdin, one a line:\n"
    "  type TEXT    type TEXT and Enter (the terminal echoes them)\n"
    "  press KEY    press C-a to C-z, C-\\ C-[ C-] C-^ C-_, Enter, Space, "
    "Tab,\n"
    "               Escape, Backspace, Up, Down, Left, Right, or a character\n"
    "  expect TEXT  wait until TEXT is shown, behind what the last one found\n"
    "  sleep S      wait S seconds, as in 0.5\n"
    "  resize SIZE  change the size: the foreground group gets SIGWINCH\n"
    "  hang-up      close the terminal, as closing its window does\n"
    "Empty lines and lines that start with # are ignored. At the end of "
    "stdin\n"
    "it waits until COMMAND has ended, then ends all that COMMAND left.\n"
    "  --size SIZE      COLUMNSxLINES, 1x1 to 1000x1000 (default 80x24)\n"
    "  --timeout S      end everything after S seconds, 1 to 3600 (default "
    "30)\n"
    "  --leave-daemons  end only what is in COMMAND's session, and leave\n"
    "                   orphans to the reaper of this system\n"
    "  --help, -h       show this help\n"
    "Exit status: COMMAND's own, or 128+N if signal N killed it; 126 it\n"
    "cannot be run; 127 it is not found; 124 an expect failed or the time is\n"
    "up; 125 a system call failed; 2 bad option or action; 128+N signal N\n"
    "ended terminal itself.\n";

enum {
    PATIENCE = 50,      /* ms, the longest single wait */
    CLEANING = 5,       /* seconds, to end what was started */
    KEPT = 1 << 20,     /* bytes that expect can look back */
    READ = 4096,        /* bytes in one go */
    LONGEST = 1 << 20,  /* bytes in an action */
    BUFFERED = 1 << 16, /* bytes, more than a kernel keeps for a terminal */
};

static int timeout = 30;
static bool adopting = true; /* as a reaper */
static struct winsize size = {.ws_col = 80, .ws_row = 24};

static int master = -1, slave = -1; /* -1: hung up */
static bool ended;
static int status;

static const char *waiting_for; /* for the message when the time is up */
static const char *expected;    /* the TEXT of an expect that waits */

static char shown[2 * KEPT];
static size_t shown_length, searched;

static const char *keys; /* typed, and not yet taken by the terminal */
static size_t keys_length;

static char actions[LONGEST + 1]; /* the first is being performed */
static size_t actions_length, action_length;
static int line;
static bool at_end; /* of stdin */

_Noreturn static void finish(int result);
_Noreturn static void stop(void);

static bool finishing;

static void finish_125(void)
{
    finish(125);
}

/* ---- what is shown ---- */

static int output = STDOUT_FILENO; /* -1: nobody reads it, or not any more */

/* After a signal, the rest is dropped. */
static void put(const char *bytes, size_t length)
{
    if (output == -1 || write_whole(output, bytes, length) == 0)
        return;
    output = -1;
    if (caught == 0)
        die("write");
}

/* ---- what expect looks at ---- */

static void forget(size_t length)
{
    shown_length -= length;
    searched = searched > length ? searched - length : 0;
    memmove(shown, shown + length, shown_length);
}

/* The result of read(2) or write(2) on the master, 0 for "not now". EIO means
 * that, too: a terminal that was revoked may be opened again. */
static size_t moved(ssize_t result, const char *call)
{
    if (result == -1 && errno != EAGAIN && errno != EINTR && errno != EIO)
        die(call);
    return result > 0 ? (size_t)result : 0;
}

/* Prints a part of what the terminal shows now. Returns 0 if there is none. */
static size_t show(void)
{
    char bytes[READ];
    size_t length = moved(read(master, bytes, sizeof bytes), "read");
    if (shown_length + length > sizeof shown)
        forget(shown_length - KEPT);
    memcpy(shown + shown_length, bytes, length);
    shown_length += length;
    put(bytes, length);
    return length;
}

/* Prints all that was written until now. Bounded: a process may go on writing
 * for ever. */
static void drain(void)
{
    size_t length, sum = 0;
    while (master != -1 && sum < BUFFERED && (length = show()) > 0)
        sum += length;
}

/* Whether the text was shown. The next search starts after it. */
static bool find(const char *text, size_t length)
{
    for (; searched + length <= shown_length; searched++)
        if (memcmp(shown + searched, text, length) == 0) {
            forget(searched + length);
            return true;
        }
    return false;
}

/* ---- the end ---- */

/* The kernel hangs up a terminal whose master is closed: SIGHUP and SIGCONT to
 * its session leader. When that ends, the foreground process group gets them.
 */
static void close_terminal(void)
{
    int fds[] = {slave, master};
    slave = master = -1;
    for (int i = 0; i < 2; i++)
        if (fds[i] != -1)
            must(close(fds[i]), "close");
}

_Noreturn static void finish(int result)
{
    if (!finishing) { /* die() in here calls this again */
        finishing = true;
        drain();
    }
    close_terminal();
    if (command == -1)
        _exit(result);
    int left = end_all(adopting ? 0 : command, CLEANING);
    complain_of(left);
    if (left == -1)
        kill(-command, SIGKILL); /* its group, at least */
    _exit(left == 0 ? result : 125);
}

_Noreturn static void expect_failed(const char *reason)
{
    char last[201];
    size_t skipped =
        shown_length < sizeof last ? 0 : shown_length - (sizeof last - 1);
    size_t length = shown_length - skipped;
    for (size_t i = 0; i < length; i++) {
        char byte = shown[skipped + i];
        last[i] = (char)(byte == '\0' ? '?' : byte);
    }
    last[length] = '\0';
    complain("line %d: expect '%.200s': %s; shown since: %s'%s'", line,
             expected, reason, skipped > 0 ? "..." : "", last);
    finish(124);
}

_Noreturn static void stop(void)
{
    if (caught != SIGALRM)
        finish(128 + caught);
    if (expected != NULL)
        expect_failed("the time is up");
    complain("the time is up (--timeout %d) while waiting for %s", timeout,
             waiting_for);
    finish(124);
}

/* ---- one round ---- */

static size_t send_keys(void)
{
    if (keys_length == 0)
        return 0;
    size_t length = moved(write(master, keys, keys_length), "write");
    keys += length;
    keys_length -= length;
    return length;
}

static bool read_actions(void)
{
    ssize_t length =
        read(STDIN_FILENO, actions + actions_length, LONGEST - actions_length);
    if (length == -1 && (errno == EAGAIN || errno == EINTR))
        return false;
    actions_length += (size_t)must((int)length, "read");
    at_end = length == 0;
    if (at_end && actions_length > 0)
        actions[actions_length++] = '\n';
    return true;
}

/* COMMAND stays a zombie, so that its pid, which is the session's number, too,
 * cannot mean another process while there are signals to send. */
static void see_who_ended(void)
{
    while (!ended) {
        siginfo_t child = {0};
        must(waitid(P_ALL, 0, &child, WEXITED | WNOHANG | WNOWAIT), "waitid");
        if (child.si_pid == 0)
            return;
        if (child.si_pid != command) { /* adopted */
            must(waitpid(child.si_pid, NULL, 0), "waitpid");
            continue;
        }
        ended = true;
        status = child.si_status;
        if (child.si_code != CLD_EXITED)
            status += 128;
        drain();
    }
}

/* Waits until there is something to do, at most `most` milliseconds, and does
 * it. SIGCHLD ends the wait; if it comes just before, the wait is short. */
static void pump(int most, bool want_action)
{
    if (caught != 0)
        stop();
    struct pollfd fds[] = {{.fd = master, .events = POLLIN},
                           {.fd = STDIN_FILENO, .events = POLLIN}};
    if (keys_length > 0)
        fds[0].events |= POLLOUT;
    if (!want_action)
        fds[1].fd = -1;
    int ready = poll(fds, 2, most);
    if (ready == -1 && errno != EINTR)
        die("poll");

    bool done = false;
    if (master != -1)
        done = show() + send_keys() > 0;
    if (fds[1].revents != 0)
        done |= read_actions();
    if (ready > 0 && !done)
        poll(NULL, 0, PATIENCE / 5); /* ready for nothing: do not spin */
    see_who_ended();
}

/* ---- the actions ---- */

_Noreturn static void refuse(const char *why)
{
    complain("line %d: '%.100s': %s", line, actions, why);
    finish(2);
}

static void need_terminal(void)
{
    if (master == -1)
        refuse("the terminal is hung up; allowed: expect, sleep");
}

static void feed(const char *bytes, size_t length)
{
    need_terminal();
    keys = bytes;
    keys_length = length;
    waiting_for = "COMMAND to read what was typed";
    while (keys_length > 0 && !ended)
        pump(PATIENCE, false);
    keys_length = 0;
}

static void type(const char *text, size_t length)
{
    feed(text, length);
    feed("\r", 1);
}

static void press(const char *name, size_t length)
{
    static const char *const named[][2] = {
        {"Enter", "\r"},    {"Space", " "},        {"Tab", "\t"},
        {"Escape", "\033"}, {"Backspace", "\177"}, {"Up", "\033[A"},
        {"Down", "\033[B"}, {"Right", "\033[C"},   {"Left", "\033[D"}};
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
        if (strcasecmp(name, named[i][0]) == 0) {
            feed(named[i][1], strlen(named[i][1]));
            return;
        }

    int last = length > 0 ? toupper((unsigned char)name[length - 1]) : 0;
    bool control = length == 3 && strncasecmp(name, "C-", 2) == 0;
    if (control && last >= 'A' && last <= '_')
        feed(&(char){(char)(last - '@')}, 1);
    else if (length > 0 && utf8_length(name) == length && !iscntrl(last))
        feed(name, length);
    else
        refuse(
            "unknown key; allowed: C-a to C-z, C-\\ C-[ C-] C-^ C-_, Enter, "
            "Space, Tab, Escape, Backspace, Up, Down, Left, Right, one "
            "character");
}

static void expect(const char *text, size_t length)
{
    if (length == 0)
        refuse("no TEXT; allowed: any that is not empty");
    expected = text;
    searched = 0;
    while (!find(text, length)) {
        if (master == -1 || ended)
            expect_failed(ended ? "COMMAND has ended"
                                : "the terminal is hung up");
        pump(PATIENCE, false);
    }
    expected = NULL;
}

static void pause_for(const char *text, size_t length)
{
    char *end;
    double time = strtod(text, &end);
    if (length == 0 || strspn(text, "0123456789.") != length || *end != '\0' ||
        time > 3600)
        refuse("invalid time; allowed: 0 to 3600 seconds, as in 0.5");
    waiting_for = "a sleep to end";
    double until = clock_now() + time, rest;
    while ((rest = 1000 * (until - clock_now())) > 0)
        pump(rest < PATIENCE ? (int)rest + 1 : PATIENCE, false);
}

static bool read_size(const char *text)
{
    unsigned columns, lines;
    int end = 0;
    if (strspn(text, "0123456789x") != strlen(text) ||
        sscanf(text, "%4ux%4u%n", &columns, &lines, &end) != 2 ||
        text[end] != '\0' || columns < 1 || columns > 1000 || lines < 1 ||
        lines > 1000)
        return false;
    size.ws_col = (unsigned short)columns;
    size.ws_row = (unsigned short)lines;
    return true;
}

static void resize(const char *text, size_t length)
{
    (void)length;
    need_terminal();
    if (!read_size(text))
        refuse("invalid size; allowed: COLUMNSxLINES, 1x1 to 1000x1000");
    drain(); /* what was shown before has the old size */
    must(ioctl(master, TIOCSWINSZ, &size), "TIOCSWINSZ");
}

static void hang_up(const char *text, size_t length)
{
    (void)text;
    if (length > 0)
        refuse("unexpected TEXT; allowed: hang-up");
    need_terminal();
    drain();
    close_terminal();
}

static void perform(void)
{
    static const struct {
        const char *name;
        void (*act)(const char *text, size_t length);
    } known[] = {{"type", type},     {"press", press},
                 {"expect", expect}, {"sleep", pause_for},
                 {"resize", resize}, {"hang-up", hang_up}};

    size_t word = strcspn(actions, " ");
    const char *text = actions + word + (actions[word] == ' ');
    size_t length = action_length - (size_t)(text - actions) - 1;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strlen(known[i].name) == word &&
            memcmp(known[i].name, actions, word) == 0) {
            known[i].act(text, length);
            return;
        }
    if (actions[0] != '\0' && actions[0] != '#')
        refuse("unknown action; allowed: type TEXT, press KEY, expect TEXT, "
               "sleep S, resize SIZE, hang-up");
}

/* Replaces the last action by the next, ended by '\0'. False: there is none. A
 * person who types them need not type C-d after COMMAND has ended. */
static bool next_action(void)
{
    actions_length -= action_length;
    memmove(actions, actions + action_length, actions_length);
    waiting_for = "the next action, or the end of stdin";
    line++;
    char *end;
    while ((end = memchr(actions, '\n', actions_length)) == NULL) {
        if (at_end || (ended && isatty(STDIN_FILENO)))
            return false;
        if (actions_length == LONGEST)
            refuse("line too long; allowed: less than 1 MiB");
        pump(PATIENCE, true);
    }
    *end = '\0';
    action_length = (size_t)(end - actions) + 1;
    return true;
}

/* ---- the start ---- */

/* SIGALRM is the deadline. After the first signal there is one every second,
 * so that no call blocks for ever, even if a signal came just before the call.
 */
static void end_it(int number)
{
    if (caught == 0)
        caught = number;
    alarm(1);
}

/* The slave is kept open, so that a read of the master waits while COMMAND has
 * closed it. O_NOCTTY: it must not become the terminal of this process. */
static void open_terminal(void)
{
    master = above(
        must(posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK), "posix_openpt"));
    must(grantpt(master), "grantpt");
    must(unlockpt(master), "unlockpt");
    const char *name = ptsname(master);
    if (name == NULL)
        die("ptsname");
    slave = above(must(open(name, O_RDWR | O_NOCTTY), name));
    must(ioctl(slave, TIOCSWINSZ, &size), "TIOCSWINSZ");
}

/* As terminal emulators do. */
static const char *become_session(void)
{
    if (setsid() == -1)
        return "setsid";
    if (ioctl(slave, TIOCSCTTY, 0) == -1)
        return "TIOCSCTTY";
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (dup2(slave, fd) == -1)
            return "dup2";
    return NULL;
}

/* Returns COMMAND and its arguments. */
static char **options_of(char **argv)
{
    int i = 1;
    const char *value;
    for (; argv[i] != NULL && strcmp(argv[i], "--") != 0; i++) {
        if ((value = option_value("--timeout", argv, &i)) != NULL) {
            timeout = option_seconds("--timeout", value);
        } else if ((value = option_value("--size", argv, &i)) != NULL) {
            if (!read_size(value))
                bad_usage(
                    "invalid --size '%.200s'; allowed: COLUMNSxLINES, 1x1 "
                    "to 1000x1000",
                    value);
        } else if (strcmp(argv[i], "--leave-daemons") == 0) {
            adopting = false;
        } else if (option_help(argv[i])) {
            put(help, sizeof help - 1);
            _exit(0);
        } else {
            bad_usage("%s '%.200s'; allowed: --size SIZE, --timeout S, "
                      "--leave-daemons, --help, then -- COMMAND [ARG...]",
                      argv[i][0] == '-' ? "unknown option"
                                        : "unexpected argument",
                      argv[i]);
        }
    }
    if (argv[i] == NULL || argv[i + 1] == NULL)
        bad_usage("no COMMAND; it must follow --");
    return argv + i + 1;
}

int main(int argc, char **argv)
{
    name_program(argc > 0 ? argv[0] : NULL);
    die_by(finish_125);
    take_signals(end_it);
    handle(SIGPIPE, SIG_IGN); /* EPIPE is enough */
    argv = options_of(argv);
    waiting_for = "COMMAND to start";
    if (adopting)
        become_reaper();
    alarm((unsigned)timeout); /* on Linux, by CLOCK_MONOTONIC */
    open_terminal();
    int refused = start(argv, become_session);
    if (caught != 0)
        stop();
    if (refused != 0)
        finish(refused);

    int flags = fcntl(STDIN_FILENO, F_GETFL); /* is it open for reading? */
    at_end = flags == -1 || (flags & O_ACCMODE) == O_WRONLY;
    while (next_action())
        perform();
    waiting_for = "COMMAND to end";
    while (!ended)
        pump(PATIENCE, false);
    if (caught != 0)
        stop(); /* it may have come while the rest was shown */
    finish(status);
}
