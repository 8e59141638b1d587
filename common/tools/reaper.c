#define _DEFAULT_SOURCE /* syscall(2) */

#include "reaper.h"

#include "clock.h"
#include "command.h"
#include "die.h"
#include "proc_linux.h"
#include "process.h"
#include "write_all.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* A process may take a second to end after SIGTERM. */
enum { GRACE = 1 };

/* Seconds between two looks, less if a SIGCHLD arrives. */
static const double NAP = 0.01;

/* If there are more, the rest is ended in the next rounds. */
enum { MOST = 1024 };

/* Looks in a row that find no member of a session: see end_all(). */
enum { EMPTY = 3 };

/* --- becoming one --- */

static pid_t reaper;

static void hand_on(int number)
{
    kill(reaper, number); /* a child that was not waited for: the pid is still
                             its own */
}

static _Noreturn void stand_in(void)
{
    int status;
    take_signals(hand_on);
    if (caught != 0)
        hand_on(caught);
    while (waitpid(reaper, &status, 0) == -1)
        if (errno != EINTR)
            die("waitpid");
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

static void leave_children_to_a_stand_in(void)
{
    pid_t first = getpid();
    reaper = must(fork(), "fork");
    if (reaper != 0)
        stand_in();
    must(prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0), "prctl");
    if (getppid() != first)
        raise(SIGTERM); /* it ended before that was set */
}

void become_reaper(void)
{
    siginfo_t child;
    if (waitid(P_ALL, 0, &child, WEXITED | WNOHANG | WNOWAIT) == 0)
        leave_children_to_a_stand_in();
    must(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl");
}

/* --- ending what was started --- */

/* Fills pids with at most MOST living processes for which `sought` is true.
 * Returns how many there are, or -1 with errno. */
static int scan(pid_t *pids, bool (*sought)(const struct glance *, pid_t),
                pid_t of)
{
    pid_t *all;
    int found = 0, count = proc_is_ours() ? process_list(&all) : -1;
    if (count == -1)
        return -1;
    for (int i = 0; i < count && found != -1; i++) {
        struct glance seen = process_glance(all[i]);
        if (seen.life == UNSEEN)
            found = -1;
        else if (seen.life == LIVES && sought(&seen, of) &&
                 seen.pid != getpid() && ++found <= MOST)
            pids[found - 1] = seen.pid;
    }
    int reason = errno;
    free(all);
    errno = reason;
    return found;
}

static bool is_child(const struct glance *seen, pid_t parent)
{
    return seen->ppid == parent;
}

static bool is_member(const struct glance *seen, pid_t leader)
{
    return seen->sid == leader && seen->pid != 1;
}

/* A kernel may be built to list the children of a process in a file. Reading
 * that is quick, so it also finds a process that lives for a shorter time than
 * a look at all processes takes. */
static int children(pid_t *pids)
{
    static char list[1 << 17]; /* more than the kernel gives at once */
    if (!proc_read(AT_FDCWD, "/proc/thread-self/children", list, sizeof list))
        return errno == ESRCH ? 0 : scan(pids, is_child, getpid());
    int count = 0;
    char *next = list;
    for (long pid; count < MOST && (pid = strtol(next, &next, 10)) > 0;)
        pids[count++] = (pid_t)pid;
    return count;
}

/* Sends a signal by descriptor, which never means a later process with that
 * number, and only if the process is still a member of the session.
 * pidfd_send_signal(2) accepts a folder of /proc. */
static void tell_member(pid_t pid, pid_t leader, int number)
{
    char path[32];
    struct proc_stat line;
    snprintf(path, sizeof path, "/proc/%ld", (long)pid);
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder == -1)
        return;
    if (proc_stat(folder, "stat", &line) && line.sid == leader &&
        syscall(SYS_pidfd_send_signal, folder, number, NULL, 0) == -1 &&
        errno != ESRCH)
        kill(pid, number); /* before Linux 5.1, or if that is forbidden */
    close(folder);
}

/* A child keeps its number until it is reaped, which is done here. */
static void tell(pid_t pid, pid_t leader, int number)
{
    if (leader == 0)
        kill(pid, number);
    else
        tell_member(pid, leader, number);
}

static bool among(pid_t pid, const pid_t *pids, int count)
{
    for (int i = 0; i < count; i++)
        if (pids[i] == pid)
            return true;
    return false;
}

/* Bounded: others may end as fast. False: there is no child. */
static bool reap(void)
{
    pid_t reaped = 1;
    for (int i = 0; i < MOST && reaped > 0; i++)
        reaped = waitpid(-1, NULL, WNOHANG);
    return reaped != -1;
}

/* The next look shows whether a signal had an effect. waitpid(2) proves that
 * there is no child, and so that nothing is left, because orphans become
 * children. A look that finds no member of a session proves nothing: a process
 * may fork a child in the part of the list that was read already, and end
 * before its own turn. So several looks in a row must find none. */
int end_all(pid_t leader, int seconds)
{
    pid_t pids[MOST], told[MOST];
    int told_count = 0, left, empty = 0;
    for (double start = clock_now();; clock_sleep(empty > 0 ? 0 : NAP)) {
        if (leader == 0 && !reap())
            return 0;
        left = leader != 0 ? scan(pids, is_member, leader) : children(pids);
        empty = left == 0 ? empty + 1 : 0;
        double age = clock_now() - start;
        if (left == -1 && age < GRACE)
            continue; /* this may be temporary */
        if (left == -1 || age >= seconds || (leader != 0 && empty == EMPTY))
            break;
        for (int i = 0; i < left && i < MOST; i++) {
            if (age >= GRACE) {
                tell(pids[i], leader, SIGKILL);
            } else if (told_count < MOST &&
                       !among(pids[i], told, told_count)) {
                told[told_count++] = pids[i];
                tell(pids[i], leader, SIGTERM);
                tell(pids[i], leader, SIGCONT);
            }
        }
    }
    int reason = errno;
    reap();
    errno = reason;
    return left;
}
