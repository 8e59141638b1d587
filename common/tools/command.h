#ifndef COMMAND_H
#define COMMAND_H

#include <sys/types.h>

/* What terminal and inspect share: each runs a COMMAND, and ends what that
 * left when a call fails or a signal comes. */

extern pid_t command; /* its process, -1: not started */

/* The result, unless it is -1: then die(), which each ends by its own way. */
int must(int result, const char *call);

/* Moves a descriptor above the standard three, which are COMMAND's even where
 * they are closed, and keeps COMMAND from inheriting it. */
int above(int fd);

/* sigaction(2). */
void handle(int number, void (*handler)(int));

/* Gives the signals that are sent to end a program to a handler, also that of
 * an alarm(2) or a limit on time that was inherited; blocks no signal, and
 * lets SIGCHLD end a sleep. An ignored SIGHUP stays so: nohup(1) is a wish. An
 * ignored SIGINT is not: a shell without job control does that to whatever it
 * runs in background. */
void take_signals(void (*handler)(int));

/* Starts COMMAND in a child, which first prepares itself and then ignores no
 * signal. prepare() returns NULL, or which call failed, with errno: die().
 * Returns 0 when it runs or a signal was caught; 126 or 127, and has told why,
 * if it cannot be run. */
int start(char *argv[], const char *(*prepare)(void));

/* Says it of so many processes that do not end, or, -1, why that is not known:
 * see reaper.h. */
void complain_of(int left);

#endif
