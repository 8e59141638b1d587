#include "write_all.h"

#include "die.h"
#include <errno.h>
#include <signal.h>
#include <unistd.h>

void write_all(int fd, const char *bytes, size_t length)
{
    /* only for the moment: what the process ignores is part of what it is */
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    if (sigaction(SIGPIPE, &ignore, &before) == -1)
        die("sigaction");

    while (length > 0) {
        ssize_t written = write(fd, bytes, length);
        if (written == -1 && errno == EINTR)
            continue;
        if (written == -1)
            die("write");
        bytes += written;
        length -= (size_t)written;
    }
    if (sigaction(SIGPIPE, &before, NULL) == -1)
        die("sigaction");
}
