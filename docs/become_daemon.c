/* become_daemon: the five stages in one call, to take home.
 *
 * Returns a descriptor, in the daemon. The process that called it waits until
 * the daemon writes a byte there, and then exits with status 0, or with 1 if
 * the daemon, and all that it has forked, ends before. If the waiting process
 * is killed before that, the write fails: SIGPIPE, or EPIPE if the process
 * does not die of that. Returns -1, with errno, in the process in which a call
 * failed. That process has to exit; then the waiting process, if it is another
 * one, exits with status 1.
 *
 * Flush stdio before: the daemon gets a copy of its buffers. And make sure
 * that 0, 1 and 2 are open before any other file: a file with one of these
 * numbers is lost.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int become_daemon(void)
{
    int null, ready[2];
    ssize_t got;
    char byte;

    /* If 0, 1 or 2 is closed, fill it now: the pipe must not get its number.
     */
    do
        null = open("/dev/null", O_RDWR);
    while (null >= 0 && null <= 2);
    if (null == -1 || pipe(ready) == -1 ||
        fcntl(ready[1], F_SETFD, FD_CLOEXEC) == -1)
        return -1;

    /* The child leads no group: setsid is allowed. The parent lives until the
     * daemon is ready: if it leads a session, its end sends SIGHUP to the
     * child. */
    switch (fork()) {
    case -1: return -1;
    case 0: break;
    default:
        if (close(ready[1]) == -1)
            _exit(1);
        while ((got = read(ready[0], &byte, 1)) == -1 && errno == EINTR)
            continue;
        _exit(got == 1 ? 0 : 1);
    }

    /* A new session has no terminal: no key and no hang-up signals it. */
    if (close(ready[0]) == -1 || setsid() == -1)
        return -1;

    /* Only a session leader can get a terminal by opening one: do not lead. */
    switch (fork()) {
    case -1: return -1;
    case 0: break;
    default: _exit(0);
    }

    /* A working directory keeps its file system busy; / is always in use. */
    if (chdir("/") == -1)
        return -1;

    /* If left open, 0 can steal what is typed, 1 can keep a reader waiting. */
    if (dup2(null, 0) == -1 || dup2(null, 1) == -1 || dup2(null, 2) == -1 ||
        close(null) == -1)
        return -1;
    return ready[1];
}
