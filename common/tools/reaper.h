#ifndef REAPER_H
#define REAPER_H

#include <sys/types.h>

/* Makes the caller the reaper of its descendants: whichever of them is
 * orphaned from now on becomes its child, a daemon too. If it has children
 * already (those of the shell whose process it took over, say), it goes on in
 * another process: so all children that it has, and theirs, were started here.
 * The first one keeps the others, waits, hands on the signals of
 * take_signals(), and ends as the second does. Where a reaper is not to be
 * had: fail(), see command.h. prctl(2), PR_SET_CHILD_SUBREAPER. */
void become_reaper(void);

/* Ends the caller's children, and theirs, who become its children as their
 * parents go, provided that it is the reaper; or with a leader the members of
 * its session, whoever their parents are: before that leader is reaped, which
 * keeps the number from meaning another. SIGTERM and SIGCONT for each, SIGKILL
 * for those that are there a second later; then reaps them. Returns when none
 * is left or `seconds` are over: how many are left, or -1 with errno: /proc
 * cannot be read, or belongs to another pid namespace (ESRCH). kill(2),
 * waitpid(2). */
int end_all(pid_t leader, int seconds);

#endif
