#ifndef WRITE_ALL_H
#define WRITE_ALL_H

#include <signal.h>
#include <stddef.h>

/* The signal that is to end the program, set by its own handler, or 0. */
extern volatile sig_atomic_t caught;

/* Calls write(2) until all is written. Returns 0, or -1 with errno. A pipe
 * without a reader and a file over the limit on its size are EPIPE and EFBIG,
 * not a silent end by a signal. EINTR: the reader was slow, and a signal was
 * caught. */
int write_whole(int fd, const char *bytes, size_t length);

/* The same, and die() if it fails. */
void write_all(int fd, const char *bytes, size_t length);

#endif
