#ifndef REAPER_H
#define REAPER_H

#include <sys/types.h>

/* Makes the caller the reaper of its descendants: from now on each of them
 * that is orphaned becomes its child, daemons too. If the caller has children
 * already (say, those of the shell whose process it took over), it goes on in
 * a new process, so that all its descendants were started here. The old
 * process keeps the old children, waits, passes on the signals of
 * take_signals(), and ends as the new one does. If it cannot become a reaper:
 * die(). prctl(2), PR_SET_CHILD_SUBREAPER. */
void become_reaper(void);

/* Ends the children of the caller, which is a reaper, and their children,
 * which it adopts as their parents end. With a leader: ends the members of
 * that leader's session instead; the leader must not have been reaped, so that
 * its number is not used again. Sends SIGTERM and SIGCONT to each, a second
 * later SIGKILL, and reaps them. Returns when none is left or after `seconds`:
 * how many are left, or -1 with errno, if /proc cannot be read or belongs to
 * another pid namespace (ESRCH). kill(2), waitpid(2). */
int end_all(pid_t leader, int seconds);

#endif
