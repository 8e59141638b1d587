#define _DEFAULT_SOURCE /* NSIG is not POSIX */

#include "command.h"

#include "die.h"
#include "write_all.h"
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

pid_t command = -1;

int must(int result, const char *call)
{
    if (result == -1)
        die(call);
    return result;
}

int above(int fd)
{
    int moved = must(fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1), "fcntl");
    must(close(fd), "close");
    return moved;
}

void handle(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler,
                               .sa_flags = SA_NOCLDSTOP};
    sigemptyset(&action.sa_mask);
    must(sigaction(number, &action, NULL), "sigaction");
}

static void wake(int number)
{
    (void)number;
}

void take_signals(void (*handler)(int))
{
    static const int ends[] = {SIGINT,  SIGQUIT, SIGTERM, SIGALRM,
                               SIGUSR1, SIGUSR2, SIGXCPU};
    struct sigaction before;
    must(sigaction(SIGHUP, NULL, &before), "sigaction");
    if (before.sa_handler != SIG_IGN)
        handle(SIGHUP, handler);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        handle(ends[i], handler);
    handle(SIGCHLD, wake);
    sigset_t none;
    sigemptyset(&none);
    must(sigprocmask(SIG_SETMASK, &none, NULL), "sigprocmask");
}

/* Some numbers are reserved by libc, some cannot be set: EINVAL. */
static const char *reset_signals(void)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigemptyset(&action.sa_mask);
    for (int number = 1; number < NSIG; number++)
        if (sigaction(number, &action, NULL) == -1 && errno != EINVAL)
            return "sigaction";
    return NULL;
}

int start(char *argv[], const char *(*prepare)(void))
{
    struct {
        const char *call; /* a string of this program, the same in the child */
        int reason;
    } failure = {0};
    int ends[2];
    must(pipe(ends), "pipe");
    int in = above(ends[0]), out = above(ends[1]);
    pid_t child = must(fork(), "fork");
    if (child == 0) { /* a failure is written to the pipe; exec closes it */
        failure.call = prepare();
        if (failure.call == NULL)
            failure.call = reset_signals();
        if (failure.call == NULL)
            execvp(argv[0], argv);
        failure.reason = errno;
        ssize_t told = write(out, &failure, sizeof failure);
        _exit(told == -1 ? 126 : 0);
    }

    command = child;
    must(close(out), "close");
    ssize_t length;
    do
        length = read(in, &failure, sizeof failure);
    while (length == -1 && errno == EINTR && caught == 0);
    if (length == -1 && caught == 0)
        die("read");
    must(close(in), "close");
    if (length <= 0)
        return 0;
    errno = failure.reason;
    if (failure.call != NULL)
        die(failure.call);
    bool sought = errno == ENOENT && strchr(argv[0], '/') == NULL;
    complain("%s: %s", argv[0],
             sought ? "not found in PATH" : strerror(errno));
    return failure.reason == ENOENT ? 127 : 126;
}

void complain_of(int left)
{
    if (left > 0)
        complain("%d of the processes that it started %s not end", left,
                 left == 1 ? "does" : "do");
    if (left == -1)
        complain("/proc: %s", strerror(errno));
}
