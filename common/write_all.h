#ifndef WRITE_ALL_H
#define WRITE_ALL_H

#include <signal.h>
#include <stddef.h>

/* The signal that ends the program, set by a handler of its own, or 0. */
extern volatile sig_atomic_t caught;

/* write(2) until all is written. Returns 0, or -1 with errno, also for a pipe
 * that nobody reads any more and for a file that may not be as large: EPIPE
 * and EFBIG, not a silent end by a signal. EINTR: it had to wait for whoever
 * reads it, and a signal was caught. */
int write_whole(int fd, const char *bytes, size_t length);

/* The same; where it fails: die(). */
void write_all(int fd, const char *bytes, size_t length);

#endif
