#ifndef COMMAND_H
#define COMMAND_H

#include <signal.h>
#include <sys/types.h>

/* What terminal and inspect share: each runs a COMMAND, and ends what that
 * left when a call fails or a signal comes. */

extern pid_t command;                /* its process, -1: not started */
extern volatile sig_atomic_t caught; /* the signal that ends this run, or 0 */

/* Each has its own way out: "PROGRAM: CALL: REASON" on standard error, and
 * what was started is ended. */
_Noreturn void fail(const char *call);

/* The result, unless it is -1: then fail(). */
int must(int result, const char *call);

/* Moves a descriptor above the standard three, which are COMMAND's even where
 * they are closed, and keeps COMMAND from inheriting it. */
int above(int fd);

/* sigaction(2). */
void handle(int number, void (*handler)(int));

/* Gives SIGHUP, SIGINT, SIGQUIT and SIGTERM to a handler, blocks no signal,
 * and lets SIGCHLD end a sleep. An ignored SIGHUP stays so: nohup(1) is a
 * wish. An ignored SIGINT is not: a shell without job control does that to
 * whatever it runs in background. */
void take_signals(void (*handler)(int));

/* Starts COMMAND in a child, which first prepares itself and then ignores no
 * signal. prepare() returns NULL, or which call failed, with errno: fail().
 * Returns 0 when it runs or a signal was caught; 126 or 127, and has told why,
 * if it cannot be run. */
int start(char *argv[], const char *(*prepare)(void));

/* Says it of so many processes that do not end, or, -1, why that is not known:
 * see reaper.h. */
void complain_of(int left);

#endif
