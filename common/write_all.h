#ifndef WRITE_ALL_H
#define WRITE_ALL_H

#include <stddef.h>

/* write(2) until all is written. Where that fails: die(), also for a pipe
 * that nobody reads any more (EPIPE, not a silent end by SIGPIPE). */
void write_all(int fd, const char *bytes, size_t length);

#endif
