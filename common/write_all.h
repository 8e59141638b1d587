#ifndef WRITE_ALL_H
#define WRITE_ALL_H

#include <signal.h>
#include <stddef.h>

/* write(2) until all is written. Returns 0, or -1 with errno, also for a pipe
 * that nobody reads any more and for a file that may not be as large: EPIPE
 * and EFBIG, not a silent end by a signal. */
int write_whole(int fd, const char *bytes, size_t length);

/* The same; where it fails: die(). */
void write_all(int fd, const char *bytes, size_t length);

/* The same, for who handles signals, SIGPIPE too: until all is written, or
 * *caught is not 0. Returns 0, or -1 with errno, EINTR for what was caught. */
int write_until(const volatile sig_atomic_t *caught, int fd, const char *bytes,
                size_t length);

#endif
