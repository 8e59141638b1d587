#include "reaper.h"

#include "clock.h"
#include "proc_linux.h"
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/wait.h>

/* What ends by itself after SIGTERM is given a second for it. */
enum { GRACE = 1 };

/* Seconds between two looks. A caller that handles SIGCHLD is woken early,
 * which is welcome. */
static const double NAP = 0.01;

static void reap(void)
{
    while (waitpid(-1, NULL, WNOHANG) > 0) {
    }
}

/* What POSIX alone can do: ends the leader's process group. */
static int end_group(pid_t leader, int seconds)
{
    double start = clock_now();
    kill(-leader, SIGTERM);
    kill(-leader, SIGCONT);
    for (;; clock_sleep(NAP)) {
        reap(); /* a zombie is a member of its group, too */
        if (kill(-leader, 0) == -1 && errno == ESRCH)
            return 0;
        if (clock_now() - start >= seconds)
            return 1;
        if (clock_now() - start >= GRACE)
            kill(-leader, SIGKILL);
    }
}

#ifdef __linux__

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

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

/* False where there is no such process, or only its zombie. The main thread
 * of a process may be a zombie while other threads run: then it lives. */
static bool lives(pid_t pid, pid_t *parent, pid_t *session)
{
    char path[32], line[1024];
    snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file == -1)
        return false;
    ssize_t length = read(file, line, sizeof line - 1);
    close(file);
    line[length > 0 ? length : 0] = '\0';

    /* The name, field 2, may itself hold blanks and parentheses. */
    const char *fields = strrchr(line, ')');
    char state;
    int threads;
    if (fields == NULL || sscanf(fields + 1,
                                 " %c %d %*d %d %*d %*d %*u %*u %*u %*u %*u"
                                 " %*u %*u %*d %*d %*d %*d %d",
                                 &state, parent, session, &threads) != 4)
        return false;
    return strchr("ZXx", state) == NULL || threads > 1;
}

/* The living members of the session, or, where that is 0, the caller's
 * children. */
static int scan(pid_t leader, pid_t *pids, int size)
{
    DIR *proc = proc_is_ours() ? opendir("/proc") : NULL;
    if (proc == NULL)
        return -1;
    int count = 0;
    const struct dirent *entry;
    while (errno = 0, (entry = readdir(proc)) != NULL) {
        pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10), parent, session;
        if (pid <= 1 || pid == getpid() || !lives(pid, &parent, &session))
            continue;
        bool sought = leader != 0 ? session == leader : parent == getpid();
        if (!sought || among(pid, earlier, earlier_count))
            continue;
        if (count < size)
            pids[count] = pid;
        count++;
    }
    int reason = errno;
    closedir(proc);
    errno = reason;
    return reason == 0 ? count : -1;
}

int become_reaper(void)
{
    int count = list_children(earlier, MOST);
    if (count > MOST)
        errno = EOVERFLOW;
    if (count == -1 || count > MOST)
        return -1;
    earlier_count = count;
    return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
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
static int end_all(pid_t leader, int seconds)
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
    reap();
    errno = reason;
    return left;
}

int end_children(int seconds)
{
    return end_all(0, seconds);
}

int end_session(pid_t leader, int seconds)
{
    if (leader <= 1) {
        errno = EINVAL; /* kill(2) would take -1 to mean everybody */
        return -1;
    }
    int left = end_all(leader, seconds);
    return left != -1 ? left : end_group(leader, seconds);
}

#else

/* From the standard, not tried on such a system. */

int become_reaper(void)
{
    errno = ENOSYS;
    return -1;
}

int list_children(pid_t *pids, int size)
{
    (void)pids, (void)size;
    errno = ENOSYS;
    return -1;
}

int end_children(int seconds)
{
    (void)seconds;
    errno = ENOSYS;
    return -1;
}

int end_session(pid_t leader, int seconds)
{
    if (leader <= 1) {
        errno = EINVAL;
        return -1;
    }
    return end_group(leader, seconds);
}

#endif
