/* access: which process may read or write a terminal, change its settings, or
 * move its foreground. This program is the session leader. For each deed and
 * each state of a process, it starts a process in that state that tries, and
 * prints the result: yes, the signal that stopped the process, or the error.
 * The terminal is descriptor 0. */
#define _DEFAULT_SOURCE /* TIOCSWINSZ */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum deed { READ, WRITE, WRITE_TOSTOP, CHANGE, RESIZE, MOVE, DEEDS };
enum state {
    FOREGROUND,
    BACKGROUND,
    IGNORED,
    BLOCKED,
    ORPHANED,
    OTHER_SESSION,
    STATES
};

static struct termios settings;
static struct winsize size = {.ws_row = 24, .ws_col = 80};

static void must(int ok, const char *call)
{
    if (!ok) {
        perror(call);
        _exit(EXIT_FAILURE);
    }
}

static void on_stops(void (*action)(int))
{
    signal(SIGTTIN, action);
    signal(SIGTTOU, action);
}

/* In the background, SIGTTOU stops a caller that does not ignore it; if the
 * group of the caller is orphaned, the call fails. */
static int take_foreground(void)
{
    on_stops(SIG_IGN);
    int taken = tcsetpgrp(STDIN_FILENO, getpgrp());
    on_stops(SIG_DFL);
    return taken;
}

static void leave_parent(void)
{
    pid_t parent = getpid();
    if (fork() > 0)
        _exit(EXIT_SUCCESS);
    while (getppid() == parent)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

static void enter(enum state state)
{
    sigset_t stops;

    must(setpgid(0, 0) == 0, "setpgid");
    switch (state) {
    case FOREGROUND: must(take_foreground() == 0, "tcsetpgrp"); break;
    case IGNORED: on_stops(SIG_IGN); break;
    case BLOCKED:
        sigemptyset(&stops);
        sigaddset(&stops, SIGTTIN);
        sigaddset(&stops, SIGTTOU);
        sigprocmask(SIG_BLOCK, &stops, NULL);
        break;
    case ORPHANED: leave_parent(); break;
    case OTHER_SESSION:
        leave_parent();
        must(setsid() != -1, "setsid");
        break;
    default: break;
    }
}

static int act(enum deed deed)
{
    char byte = '\r';

    switch (deed) {
    case READ: return (int)read(STDIN_FILENO, &byte, 1);
    case WRITE:
    case WRITE_TOSTOP: return (int)write(STDIN_FILENO, &byte, 1);
    case CHANGE: return tcsetattr(STDIN_FILENO, TCSANOW, &settings);
    case RESIZE: return ioctl(STDIN_FILENO, TIOCSWINSZ, &size);
    default: return tcsetpgrp(STDIN_FILENO, getpgrp());
    }
}

static const char *name(int error)
{
    return error == EIO ? "EIO" : error == ENOTTY ? "ENOTTY" : strerror(error);
}

static void try(enum deed deed, enum state state)
{
    int pipes[2], status;
    char said[64] = "";

    settings.c_lflag = deed == WRITE_TOSTOP
                           ? settings.c_lflag | TOSTOP
                           : settings.c_lflag & ~(tcflag_t)TOSTOP;
    must(take_foreground() == 0, "tcsetpgrp");
    must(tcsetattr(STDIN_FILENO, TCSANOW, &settings) == 0, "tcsetattr");
    must(pipe(pipes) == 0, "pipe");
    pid_t child = fork();
    must(child != -1, "fork");
    if (child == 0) {
        enter(state);
        dprintf(pipes[1], "%s", act(deed) == -1 ? name(errno) : "yes");
        _exit(EXIT_SUCCESS);
    }
    close(pipes[1]);
    must(waitpid(child, &status, WUNTRACED) == child, "waitpid");
    if (WIFSTOPPED(status)) {
        int by = WSTOPSIG(status);
        strcpy(said, by == SIGTTIN   ? "SIGTTIN"
                     : by == SIGTTOU ? "SIGTTOU"
                                     : "?");
        kill(child, SIGKILL);
        waitpid(child, &status, 0);
    } else {
        must(read(pipes[0], said, sizeof said - 1) > 0, "read");
    }
    close(pipes[0]);
    printf("%s%s", said, state == STATES - 1 ? "\n" : " ");
}

int main(void)
{
    must(tcgetattr(STDIN_FILENO, &settings) == 0, "tcgetattr");
    settings.c_lflag &= ~(tcflag_t)ICANON;
    settings.c_cc[VMIN] = 0; /* a read does not wait for a key */
    settings.c_cc[VTIME] = 0;
    setvbuf(stdout, NULL, _IONBF, 0);
    for (enum deed deed = 0; deed < DEEDS; deed++)
        for (enum state state = 0; state < STATES; state++)
            try(deed, state);
}
