#ifndef COMMAND_H
#define COMMAND_H

#include <sys/types.h>

/* What terminal and inspect share: each runs a COMMAND, and ends what COMMAND
 * left when a call fails or a signal arrives. */

extern pid_t command; /* its pid, -1: not started */

/* Returns the result of a call, unless it is -1: then die(). */
int must(int result, const char *call);

/* Moves a descriptor above the standard three, which belong to COMMAND even if
 * they are closed, and makes it close-on-exec. Returns the new number. */
int above(int fd);

/* sigaction(2). */
void handle(int number, void (*handler)(int));

/* Sets a handler for the signals that are sent to end a program, and for those
 * of an inherited alarm(2) or time limit. Unblocks all signals, and lets
 * SIGCHLD end a sleep. An ignored SIGHUP stays ignored, as nohup(1) asks for.
 * An ignored SIGINT does not: a shell without job control makes whatever it
 * runs in the background ignore that. */
void take_signals(void (*handler)(int));

/* Starts COMMAND in a child, which first calls prepare() and ignores no
 * signal. prepare() returns NULL, or the name of a failed call, with errno:
 * die(). Returns 0 when COMMAND runs or a signal was caught; 126 or 127, after
 * a message, if it cannot be run. */
int start(char *argv[], const char *(*prepare)(void));

/* Reports how many processes do not end, or, if -1, why that is not known: see
 * end_all() in reaper.h. */
void complain_of(int left);

#endif
