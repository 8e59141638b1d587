/* a-real-daemon: what a daemon has beside the five stages, and nothing more.
 *
 * real-daemon PIDFILE LOG   becomes a daemon
 * real-daemon               stays in the foreground, for a supervisor
 */
#define _DEFAULT_SOURCE /* flock(2) is in no standard */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

int become_daemon(void);

static _Noreturn void die(const char *what)
{
    perror(what);
    _exit(1);
}

/* The file does not show that a daemon runs. Its lock does: the kernel drops
 * it when the last process that has the file open ends, whatever ends it. The
 * old number goes at once, since it may be that of another process by now. */
static int lock(const char *name)
{
    int file = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file == -1)
        die(name);
    if (flock(file, LOCK_EX | LOCK_NB) == -1) {
        if (errno != EWOULDBLOCK)
            die(name);
        fprintf(stderr, "%s is locked: a daemon is running\n", name);
        _exit(1);
    }
    if (ftruncate(file, 0) == -1)
        die(name);
    return file;
}

int main(int argc, char *argv[])
{
    int null, pidfile = -1, ready = -1, number = 0;
    sigset_t asked;

    if (argc != 1 && argc != 3) {
        fputs("usage: real-daemon [PIDFILE LOG]\n", stderr);
        return 2;
    }

    /* From here on they wait for sigwait(). nohup may have SIGHUP ignored, and
     * POSIX lets an ignored signal be discarded. */
    sigemptyset(&asked);
    sigaddset(&asked, SIGHUP);
    sigaddset(&asked, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &asked, NULL) == -1 ||
        signal(SIGHUP, SIG_DFL) == SIG_ERR ||
        signal(SIGTERM, SIG_DFL) == SIG_ERR)
        die("signals");

    /* If 0, 1 or 2 were closed, become_daemon() would replace a file of ours.
     */
    do
        null = open("/dev/null", O_RDWR);
    while (null >= 0 && null <= 2);
    if (null == -1 || close(null) == -1)
        die("/dev/null");

    /* First what can fail: stderr is still read, relative names still hold. */
    if (argc == 3) {
        pidfile = lock(argv[1]);
        int log = open(argv[2], O_WRONLY | O_CREAT | O_APPEND, 0644);
        if (log == -1)
            die(argv[2]);
        ready = become_daemon();
        if (ready == -1)
            die("become_daemon");
        if (dup2(log, STDERR_FILENO) == -1 || close(log) == -1)
            die("log");
    }

    /* The pid file is there before the starter returns. */
    if (argc == 3) {
        if (dprintf(pidfile, "%ld\n", (long)getpid()) < 0)
            die("pid file");
        if (write(ready, "", 1) != 1 || close(ready) == -1)
            die("ready");
    }

    fputs("ready\n", stderr);
    while ((errno = sigwait(&asked, &number)) == 0 && number == SIGHUP)
        fputs("HUP: reads its configuration again\n", stderr);
    if (errno != 0)
        die("sigwait");
    fputs("TERM: ends\n", stderr);

    /* Do not remove the file: one start could lock the removed file, another
     * one a new file, and two daemons would run. */
    if (argc == 3 && ftruncate(pidfile, 0) == -1)
        die("pid file");
}
