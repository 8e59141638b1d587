#include "write_all.h"

#include "die.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

/* Whoever reads it may be slow, and have made it non-blocking. */
int write_until(const volatile sig_atomic_t *caught, int fd, const char *bytes,
                size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, bytes, length);
        if (written >= 0) {
            bytes += written;
            length -= (size_t)written;
        } else if (*caught != 0) {
            errno = EINTR;
            return -1;
        } else if (errno == EAGAIN) {
            poll(&(struct pollfd){fd, POLLOUT, 0}, 1, -1);
        } else if (errno != EINTR) {
            return -1;
        }
    }
    return 0;
}

void write_all(int fd, const char *bytes, size_t length)
{
    /* only for the moment: what the process ignores is part of what it is */
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    if (sigaction(SIGPIPE, &ignore, &before) == -1)
        die("sigaction");
    static const volatile sig_atomic_t never;
    if (write_until(&never, fd, bytes, length) == -1)
        die("write");
    if (sigaction(SIGPIPE, &before, NULL) == -1)
        die("sigaction");
}
