#ifndef PROCESS_H
#define PROCESS_H

#include "identity.h"
#include <stdbool.h>
#include <stddef.h>

/* What Linux tells in /proc of any process: proc(5). Asking changes nothing,
 * for it nor for us, and whatever is told of a process was true of that one
 * process: a number that passed to another meanwhile is not mixed in. */

/* A descriptor above 2. */
struct held {
    int fd;
    char *name;  /* as in struct descriptor */
    bool pipe;   /* or a FIFO */
    bool locked; /* flock(2), or a lock of fcntl(2), is on it */
};

struct process {
    struct identity is;
    char *name;  /* the kernel's, as ps -o comm: at most 15 bytes, any */
    char state;  /* R S D T Z ..., as in ps */
    bool kernel; /* a thread of the kernel itself */
    int threads;
    pid_t thread_of; /* if it is no process: whose thread; else 0 */

    /* Why the working directory and descriptors 0 to 2 are not known, or 0:
     * EACCES, EPERM: not allowed; ESRCH: a zombie has none. */
    int hidden;

    /* with IN_FULL only: */
    bool signals_known;
    unsigned long long ignored, blocked; /* signal N is bit N-1 */
    struct held *held;
    int held_count; /* -1: not known */
};

/* OUTLINE leaves out what costs most, and is not seen in a table's row: the
 * names of descriptors, the umask, signals, descriptors above 2. */
enum detail { OUTLINE, IN_FULL };

/* Returns 0, or -1 with errno; ESRCH: there is no such process (any more),
 * EACCES: there is, and /proc hides it; another one is no answer: /proc could
 * not be read. Free with process_free(). */
int process_read(pid_t pid, enum detail detail, struct process *process);
void process_free(struct process *process);

/* All processes that /proc shows, in ascending order, and their number; or -1
 * with errno. The caller frees *pids. */
int process_list(pid_t **pids);

/* At a glance, its file "stat" alone. A zombie does not live, even if it has
 * not been reaped. HIDDEN: there is such a process, and no more can be seen;
 * UNSEEN: /proc could not be read, errno says why. */
struct glance {
    pid_t pid, ppid, sid;
    enum life { GONE, LIVES, HIDDEN, UNSEEN } life;
    char name[65]; /* "?" where it cannot be seen */
};
struct glance process_glance(pid_t pid);

/* Whether a descriptor of another process is the very opening that our own one
 * is, inherited, and not just open on the same file. Asking makes our own one
 * non-blocking for a moment, where nobody waits for more to come: on files,
 * and on devices other than terminals. On a terminal, pipe or socket it is
 * enough that it is open in the same way. */
bool process_shares(pid_t pid, int fd, int own);

/* Whether it is init, number 1, of some pid namespace. */
bool process_is_init(pid_t pid);

#endif
