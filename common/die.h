#ifndef DIE_H
#define DIE_H

/* The name that messages begin with: the last part of argv[0].
 * Called once, first thing in main(). */
void name_program(const char *argv0);

/* The name given above; "?" before. */
const char *program_name(void);

/* One line on standard error, "PROGRAM: CALL: REASON", the reason being
 * strerror(errno); then _exit(1). Where standard error is closed or gone, the
 * status alone tells. It is not exit() that ends it: what a forked child holds
 * in stdio buffers may be a copy of its parent's. */
_Noreturn void die(const char *call);

/* From now on die() ends by this way out, which does not return, as for a
 * program that has something to clean up. A failure in there comes back to it,
 * and only the first one is told. */
void die_by(void (*way_out)(void));

/* One line on standard error, "PROGRAM: MESSAGE", formatted as printf(3) does
 * and with '?' for what would not be seen: text_next(). Lines longer than 1000
 * bytes are cut. */
__attribute__((format(printf, 1, 2))) void complain(const char *format, ...);

/* From now on such lines go to this descriptor instead, whatever becomes of 2;
 * -1: nowhere. */
void complain_to(int fd);

/* complain(), then _exit(2): what the user typed cannot be meant. */
__attribute__((format(printf, 1, 2))) _Noreturn void
bad_usage(const char *format, ...);

#endif
