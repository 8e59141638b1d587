#ifndef DIE_H
#define DIE_H

/* Sets the name that messages begin with: the last part of argv[0]. To be
 * called once, first in main(). */
void name_program(const char *argv0);

/* That name; "?" before it is set. */
const char *program_name(void);

/* Writes one line to standard error, "PROGRAM: CALL: REASON", where REASON is
 * strerror(errno); then _exit(1). If standard error is closed, only the status
 * tells. Not exit(): the stdio buffers of a forked child may hold a copy of
 * what its parent has yet to write. */
_Noreturn void die(const char *call);

/* Makes die() call this function, which does not return, instead of _exit(1):
 * for a program that has something to clean up. If a call fails in there,
 * die() calls it again; only the first failure is reported. */
void die_by(void (*way_out)(void));

/* Writes one line to standard error, "PROGRAM: MESSAGE", formatted as by
 * printf(3), with '?' for what a terminal would not show: text_next(). At most
 * 1000 bytes are written. */
__attribute__((format(printf, 1, 2))) void complain(const char *format, ...);

/* Makes such lines go to this descriptor instead of 2; -1: nowhere. */
void complain_to(int fd);

/* complain(), then _exit(2): for invalid usage. */
__attribute__((format(printf, 1, 2))) _Noreturn void
bad_usage(const char *format, ...);

#endif
