/* become_daemon: the five stages in one call, to take home.
 *
 * It returns in the daemon, with a descriptor. The process that called it
 * waits until the daemon writes a byte there, and exits with 0; with 1 if the
 * daemon ended before. If it is killed meanwhile, the write ends the daemon.
 * -1, and errno, in the process where a call failed: it can say so and exit.
 *
 * Flush stdio before: the daemon has a copy of what is in its buffers. And see
 * that 0, 1 and 2 are open before any file is: what has those numbers is lost.
 */
#include <fcntl.h>
#include <unistd.h>

int become_daemon(void)
{
    int null, ready[2];
    char byte;

    /* A closed 0, 1 or 2 becomes /dev/null now: the pipe is not to be lost. */
    do
        null = open("/dev/null", O_RDWR);
    while (null >= 0 && null <= 2);
    if (null == -1 || pipe(ready) == -1)
        return -1;
    if (fcntl(ready[1], F_SETFD, FD_CLOEXEC) == -1)
        return -1;

    /* The child leads no group, as setsid needs. The parent lives until it is
     * ready: if it leads the session, its end sends SIGHUP to the child. */
    switch (fork()) {
    case -1: return -1;
    case 0: break;
    default:
        if (close(ready[1]) == -1)
            _exit(1);
        _exit(read(ready[0], &byte, 1) == 1 ? 0 : 1);
    }

    /* A new session has no terminal: no key and no hang-up reaches it. */
    if (setsid() == -1)
        return -1;

    /* Only a session leader gets a terminal by opening one: so do not lead. */
    switch (fork()) {
    case -1: return -1;
    case 0: break;
    default: _exit(0);
    }

    /* A working directory keeps its file system from being unmounted. */
    if (chdir("/") == -1)
        return -1;

    /* Left open, 0 can steal what is typed, 1 keep a pipe's reader waiting. */
    if (dup2(null, 0) == -1 || dup2(null, 1) == -1 || dup2(null, 2) == -1)
        return -1;
    if (close(null) == -1 || close(ready[0]) == -1)
        return -1;
    return ready[1];
}
