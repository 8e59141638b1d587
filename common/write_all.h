#ifndef WRITE_ALL_H
#define WRITE_ALL_H

#include <signal.h>
#include <stddef.h>

/* write(2) until all is written. Where that fails: die(), also for a pipe
 * that nobody reads any more (EPIPE, not a silent end by SIGPIPE). */
void write_all(int fd, const char *bytes, size_t length);

/* The same, for who handles signals, SIGPIPE too: until all is written, or
 * *caught is not 0. Returns 0, or -1 with errno, EINTR for what was caught. */
int write_until(const volatile sig_atomic_t *caught, int fd, const char *bytes,
                size_t length);

#endif
