#include "reaper.h"

#include "clock.h"
#include "command.h"
#include "proc_linux.h"
#include "process.h"
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* What ends by itself after SIGTERM is given a second for it. */
enum { GRACE = 1 };

/* Seconds between two looks. A caller that handles SIGCHLD is woken early,
 * which is welcome. */
static const double NAP = 0.01;

/* More at once are ended too, only later than the first ones. */
enum { MOST = 1024 };

static pid_t earlier[MOST];
static int earlier_count;

static bool among(pid_t pid, const pid_t *pids, int count)
{
    for (int i = 0; i < count; i++)
        if (pids[i] == pid)
            return true;
    return false;
}

/* The living members of the session, or, where that is 0, the caller's
 * children. */
static int scan(pid_t leader, pid_t *pids, int size)
{
    pid_t *all;
    int found = 0, count = proc_is_ours() ? process_list(&all) : -1;
    if (count == -1)
        return -1;
    for (int i = 0; i < count; i++) {
        struct glance seen = process_glance(all[i]);
        bool sought = leader != 0 ? seen.sid == leader : seen.ppid == getpid();
        if (!sought || seen.life != LIVES || seen.pid == 1 ||
            seen.pid == getpid() || among(seen.pid, earlier, earlier_count))
            continue;
        if (found < size)
            pids[found] = seen.pid;
        found++;
    }
    free(all);
    return found;
}

void become_reaper(void)
{
    int count = list_children(earlier, MOST);
    if (count > MOST)
        errno = EOVERFLOW;
    earlier_count = must(count > MOST ? -1 : count, "/proc");
    must(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl");
}

int list_children(pid_t *pids, int size)
{
    return scan(0, pids, size);
}

/* Whether a signal arrived is seen by the next scan, so kill() need not say.
 * No pid can have passed to another process meanwhile: children keep theirs
 * until they are reaped, which comes last. (A session's other members are
 * reaped by their own parents; there, the moment between scan and kill
 * remains.) One scan that finds nobody proves nothing: a process may have
 * been adopted, or born, behind the place where the scan was. */
int end_all(pid_t leader, int seconds)
{
    pid_t pids[MOST], told[MOST];
    int told_count = 0, left, empty = 0;
    double start = clock_now();
    while ((left = scan(leader, pids, MOST)) != -1) {
        empty = left == 0 ? empty + 1 : 0;
        double age = clock_now() - start;
        if (empty == 2 || age >= seconds)
            break;
        for (int i = 0; i < left && i < MOST; i++) {
            if (age >= GRACE) {
                kill(pids[i], SIGKILL);
            } else if (told_count < MOST &&
                       !among(pids[i], told, told_count)) {
                told[told_count++] = pids[i];
                kill(pids[i], SIGTERM);
                kill(pids[i], SIGCONT);
            }
        }
        if (left > 0)
            clock_sleep(NAP);
    }
    int reason = errno;
    while (waitpid(-1, NULL, WNOHANG) > 0) {
    }
    errno = reason;
    return left;
}
