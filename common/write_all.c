#include "write_all.h"

#include "die.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

volatile sig_atomic_t caught;

/* The reader may be slow, and have made it non-blocking. */
static int write_until_caught(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, bytes, length);
        if (written >= 0) {
            bytes += written;
            length -= (size_t)written;
        } else if (caught != 0) {
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

int write_whole(int fd, const char *bytes, size_t length)
{
    /* only for now: which signals it ignores is part of what a process is */
    static const int numbers[] = {SIGPIPE, SIGXFSZ};
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before[2];
    for (int i = 0; i < 2; i++)
        if (sigaction(numbers[i], &ignore, &before[i]) == -1)
            return -1;
    int result = write_until_caught(fd, bytes, length), reason = errno;
    for (int i = 0; i < 2; i++)
        if (sigaction(numbers[i], &before[i], NULL) == -1)
            return -1;
    errno = reason;
    return result;
}

void write_all(int fd, const char *bytes, size_t length)
{
    if (write_whole(fd, bytes, length) == -1)
        die("write");
}
