#ifndef PROCESS_H
#define PROCESS_H

#include "identity.h"
#include <stdbool.h>
#include <stddef.h>

/* What Linux shows in /proc of any process: proc(5). Looking changes nothing.
 * All that is returned was true of one process, even if another process got
 * its number meanwhile. */

/* A descriptor above 2. */
struct held {
    int fd;
    char *name;  /* as in struct descriptor */
    bool pipe;   /* or a FIFO */
    bool locked; /* there is a lock on it: flock(2) or fcntl(2) */
};

struct process {
    struct identity is;
    char *name; /* the kernel's, as ps -o comm: at most 15 bytes of any kind */
    char state; /* R S D T Z ..., as in ps */
    bool kernel; /* a kernel thread */
    int threads;
    pid_t thread_of; /* if it is not a process: whose thread it is; else 0 */

    /* Why the working directory and descriptors 0 to 2 are not known, or 0:
     * EACCES, EPERM: not allowed; ESRCH: a zombie has none. */
    int hidden;

    /* with IN_FULL only: */
    bool signals_known;
    unsigned long long ignored, blocked; /* signal N is bit N-1 */
    struct held *held;
    int held_count; /* -1: not known */
};

/* OUTLINE leaves out what costs most and is not in a row of a table: the names
 * of descriptors, the umask, signals, descriptors above 2. */
enum detail { OUTLINE, IN_FULL };

/* Returns 0, or -1 with errno. ESRCH: there is no such process, or not any
 * more; EACCES: it exists, and /proc hides it; any other: /proc could not be
 * read. Free with process_free(). */
int process_read(pid_t pid, enum detail detail, struct process *process);
void process_free(struct process *process);

/* Sets *pids to all processes that /proc shows, in ascending order. Returns
 * their number, or -1 with errno. The caller frees *pids. */
int process_list(pid_t **pids);

/* What its file "stat" alone shows. A zombie does not live, even if it has not
 * been reaped. HIDDEN: the process exists, and no more can be seen. UNSEEN:
 * /proc could not be read, and errno says why. */
struct glance {
    pid_t pid, ppid, sid;
    enum life { GONE, LIVES, HIDDEN, UNSEEN } life;
    char name[65]; /* "?" where it cannot be seen */
};
struct glance process_glance(pid_t pid);

/* Whether a descriptor of another process shares its open file description
 * with one of ours, as an inherited one does, and is not just open on the same
 * file. Looking makes ours non-blocking for a moment, but only on files, and
 * on devices other than terminals, where no read waits. On a terminal, pipe or
 * socket it is enough that both are open in the same way. */
bool process_shares(pid_t pid, int fd, int own);

/* Whether it is init, process 1, of some pid namespace. */
bool process_is_init(pid_t pid);

#endif
