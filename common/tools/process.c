#define _DEFAULT_SOURCE /* major(3), and what kind of file a name is */

#include "process.h"

#include "die.h"
#include "proc_linux.h"
#include "text.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* Makes room for one more at the end of an array, which doubles. */
static void *with_room(void *array, int count, size_t size)
{
    if ((count & (count - 1)) != 0) /* not full, unless a power of two */
        return array;
    size_t room = count == 0 ? 1 : 2 * (size_t)count;
    array = realloc(array, room * size);
    if (array == NULL)
        die("realloc");
    return array;
}

/* The folder of a process in /proc. While it is held open, names in it mean
 * that process, and no later one with the same number. */
static int open_folder(pid_t pid)
{
    char path[32];
    snprintf(path, sizeof path, "/proc/%ld", (long)pid);
    return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* The reason, as errno, why it cannot be seen: ESRCH, EACCES, or one that has
 * nothing to do with the process. With hidepid, /proc says ENOENT for both. */
static int why_not_seen(pid_t pid)
{
    switch (errno) {
    case EPERM:
    case EACCES: return EACCES;
    case ENOENT:
    case ESRCH: return kill(pid, 0) == 0 || errno != ESRCH ? EACCES : ESRCH;
    default: return errno;
    }
}

static bool ended(char state)
{
    return strchr("ZXx", state) != NULL;
}

static void take_stat(struct process *p, const struct proc_stat *line)
{
    enum { KERNEL_THREAD = 0x200000 }; /* PF_KTHREAD, as in top(1)'s flags */
    struct text name = {0};
    text_add(&name, "%.*s", line->name_length, line->name);
    p->name = name.bytes;
    p->state = line->state;
    p->kernel = (line->flags & KERNEL_THREAD) != 0;
    p->threads = line->threads;
    p->is.ppid = line->ppid;
    p->is.pgid = line->pgid;
    p->is.sid = line->sid;
    p->is.tpgid = line->tty == 0 ? -1 : line->tpgid;
    p->is.tty =
        line->tty == 0 ? text_copy("?") : proc_device((unsigned)line->tty);
    if (p->is.tty == NULL)
        p->is.tty = text_copy("tty"); /* there is one, but which? */
}

/* --- working directory and descriptors --- */

/* The kind of a character device. /proc/tty/drivers lists the numbers of all
 * terminals, a line each:
 * serial   /dev/ttyS   4   64-95   serial
 * Returns "?" if there is no such list. */
static const char *kind_of_device(dev_t device)
{
    static char *drivers;
    if (major(device) >= 136 && major(device) <= 143)
        return "tty"; /* a pseudo-terminal; Linux: admin-guide/devices.txt */
    if (major(device) == 1)
        return minor(device) == 3 ? "null" : "dev"; /* zero, random, ... */
    if (drivers == NULL) {
        char bytes[16384] = "";
        if (!proc_read(AT_FDCWD, "/proc/tty/drivers", bytes, sizeof bytes))
            return "?";
        drivers = text_copy(bytes);
    }
    for (const char *line = drivers; line != NULL && *line != '\0';
         line = strchr(line, '\n'), line += line != NULL) {
        unsigned number, first, last;
        int found = sscanf(line, "%*s %*s %u %u-%u", &number, &first, &last);
        if (found == 2)
            last = first;
        if (found >= 2 && major(device) == number && minor(device) >= first &&
            minor(device) <= last)
            return "tty";
    }
    return "dev";
}

static const char *kind_of(const struct stat *file)
{
    const char *kind = kind_by_mode(file->st_mode);
    return kind != NULL ? kind : kind_of_device(file->st_rdev);
}

static char *name_of(int folder, const char *name, const char *kind)
{
    if (strcmp(kind, "null") == 0) /* most daemons have three of them */
        return text_copy("/dev/null");
    return proc_open_file(folder, name);
}

/* Following the link leads to the open file itself, whatever its name. */
static void read_standard(int folder, enum detail detail, struct process *p)
{
    for (int fd = 0; fd <= 2; fd++) {
        const char name[] = {'f', 'd', '/', (char)('0' + fd), '\0'};
        struct descriptor *d = &p->is.fd[fd];
        struct stat file;
        *d = (struct descriptor){"?", NULL};
        if (fstatat(folder, name, &file, 0) == 0) {
            d->kind = kind_of(&file);
            if (d->kind[0] == '?')
                p->hidden = errno;
            if (detail == IN_FULL)
                d->name = name_of(folder, name, d->kind);
        } else if (errno == ENOENT) {
            *d = (struct descriptor){"-", text_copy("closed")};
        } else {
            p->hidden = errno;
        }
    }
}

/* Whether a folder named "/" is not the root, but a file system that was
 * unmounted while in use (umount -l). Returns 1 or 0, or -1 with errno. */
static int is_at_root(int folder)
{
    struct stat cwd, root;
    if (fstatat(folder, "cwd", &cwd, 0) == -1 ||
        fstatat(folder, "root", &root, 0) == -1)
        return -1;
    return cwd.st_dev == root.st_dev && cwd.st_ino == root.st_ino;
}

static void read_files(int folder, enum detail detail, struct process *p)
{
    p->is.cwd = proc_open_file(folder, "cwd");
    bool root = p->is.cwd != NULL && strcmp(p->is.cwd, "/") == 0;
    int at_root = root ? is_at_root(folder) : 1;
    p->hidden = p->is.cwd == NULL || at_root == -1 ? errno : 0;
    if (at_root != 1) {
        free(p->is.cwd);
        p->is.cwd = at_root == 0 ? text_copy("(unmounted)") : NULL;
    }
    read_standard(folder, detail, p);
}

static int compare_held(const void *a, const void *b)
{
    const struct held *left = a, *right = b;
    return left->fd < right->fd ? -1 : left->fd > right->fd;
}

/* The flags of an open file, and whether it has a lock on it. */
static bool read_info(int folder, int fd, char *bytes, size_t room)
{
    char path[32];
    snprintf(path, sizeof path, "fdinfo/%d", fd);
    return proc_read(folder, path, bytes, room);
}

static void forget_held(struct process *p)
{
    for (int i = 0; i < p->held_count; i++)
        free(p->held[i].name);
    free(p->held);
    p->held = NULL;
    p->held_count = -1;
}

static void read_held(int folder, struct process *p)
{
    int fd = openat(folder, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = fd != -1 ? fdopendir(fd) : NULL;
    if (entries == NULL) {
        if (fd != -1)
            close(fd);
        return;
    }
    p->held_count = 0;
    for (struct dirent *e; errno = 0, (e = readdir(entries)) != NULL;) {
        if (e->d_name[0] == '.' || atoi(e->d_name) <= 2)
            continue;
        char *name = proc_open_file(fd, e->d_name);
        if (name == NULL && errno == ENOENT)
            continue; /* closed meanwhile */
        if (name == NULL)
            break;
        p->held = with_room(p->held, p->held_count, sizeof *p->held);
        struct held *held = &p->held[p->held_count++];
        char info[4096];
        struct stat file;
        *held = (struct held){.fd = atoi(e->d_name), .name = name};
        held->pipe =
            fstatat(fd, e->d_name, &file, 0) == 0 && S_ISFIFO(file.st_mode);
        held->locked = read_info(folder, held->fd, info, sizeof info) &&
                       strstr(info, "\nlock:") != NULL;
    }
    if (errno != 0)
        forget_held(p);
    closedir(entries);
    if (p->held_count > 1)
        qsort(p->held, (size_t)p->held_count, sizeof *p->held, compare_held);
}

/* --- status --- */

/* The file "status", which may list 65536 groups. NULL: it cannot be read. */
static const char *status_of(int folder)
{
    static char status[1 << 20];
    return proc_read(folder, "status", status, sizeof status) ? status : NULL;
}

static void read_status(int folder, struct process *p)
{
    int number;
    const char *status = status_of(folder);
    if (status == NULL)
        return;
    p->is.umask = proc_umask(status);
    const char *line = strstr(status, "\nTgid:");
    if (line != NULL && sscanf(line, "\nTgid: %d", &number) == 1 &&
        number != p->is.pid)
        p->thread_of = number;
    line = strstr(status, "\nSigBlk:");
    p->signals_known =
        line != NULL && sscanf(line, "\nSigBlk: %llx SigIgn: %llx",
                               &p->blocked, &p->ignored) == 2;
}

/* --- all of it --- */

/* If the main thread has ended, another thread still shows the files. */
static int open_living_thread(int folder)
{
    int threads = openat(folder, "task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = threads != -1 ? fdopendir(threads) : NULL;
    int found = -1;
    for (struct dirent *e; entries && found == -1 && (e = readdir(entries));) {
        struct proc_stat line;
        int thread = e->d_name[0] == '.'
                         ? -1
                         : openat(threads, e->d_name,
                                  O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (thread != -1 && proc_stat(thread, "stat", &line) &&
            !ended(line.state))
            found = thread;
        else if (thread != -1)
            close(thread);
    }
    if (entries != NULL)
        closedir(entries);
    return found;
}

/* A process that ends loses its files before its number. So they may seem
 * closed, or another user's (the folder of a zombie belongs to root). */
static bool may_have_ended(const struct process *p)
{
    return p->hidden != 0 || p->is.fd[0].kind[0] == '-' ||
           p->is.fd[1].kind[0] == '-' || p->is.fd[2].kind[0] == '-';
}

static void forget_files(struct process *p)
{
    free(p->is.cwd);
    p->is.cwd = NULL;
    for (int fd = 0; fd <= 2; fd++) {
        free(p->is.fd[fd].name);
        p->is.fd[fd] = (struct descriptor){"?", NULL};
    }
    p->hidden = ESRCH;
}

static bool read_from(int folder, enum detail detail, struct process *p)
{
    struct proc_stat line;
    if (!proc_stat(folder, "stat", &line))
        return false;
    take_stat(p, &line);
    int thread = -1;
    if (ended(p->state) && p->threads > 1)
        thread = open_living_thread(folder);

    int files = thread != -1 ? thread : folder;
    read_files(files, detail, p);
    if (detail == IN_FULL) {
        read_status(files, p);
        read_held(files, p);
    }
    if (thread != -1)
        close(thread);
    if (may_have_ended(p) && !proc_stat(folder, "stat", &line))
        return false;
    p->state = line.state;
    if (ended(p->state) && thread == -1)
        forget_files(p);
    return true;
}

int process_read(pid_t pid, enum detail detail, struct process *process)
{
    *process = (struct process){.is = {.pid = pid, .umask = UMASK_UNKNOWN},
                                .held_count = -1};
    for (int fd = 0; fd <= 2; fd++)
        process->is.fd[fd].kind = "?";
    int folder = open_folder(pid);
    bool done = folder != -1 && read_from(folder, detail, process);
    int reason = done ? 0 : why_not_seen(pid);
    if (folder != -1)
        close(folder);
    if (done)
        return 0;
    process_free(process);
    errno = reason;
    return -1;
}

void process_free(struct process *process)
{
    forget_held(process);
    free(process->name);
    identity_free(&process->is);
}

int process_list(pid_t **pids)
{
    DIR *proc = opendir("/proc");
    if (proc == NULL)
        return -1;
    int count = 0;
    *pids = NULL;
    for (const struct dirent *e; errno = 0, (e = readdir(proc)) != NULL;)
        if (e->d_name[0] >= '1' && e->d_name[0] <= '9') {
            *pids = with_room(*pids, count, sizeof **pids);
            (*pids)[count++] = (pid_t)atol(e->d_name);
        }
    int reason = errno;
    closedir(proc);
    if (reason == 0)
        return count;
    free(*pids);
    errno = reason;
    return -1;
}

/* --- one thing of a process --- */

struct glance process_glance(pid_t pid)
{
    struct glance seen = {.pid = pid, .ppid = -1, .sid = -1, .name = "?"};
    struct proc_stat line;
    char path[32];
    snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
    if (proc_stat(AT_FDCWD, path, &line)) {
        seen.life = ended(line.state) && line.threads <= 1 ? GONE : LIVES;
        seen.ppid = line.ppid;
        seen.sid = line.sid;
        snprintf(seen.name, sizeof seen.name, "%.*s", line.name_length,
                 line.name);
    } else {
        errno = why_not_seen(pid);
        seen.life = errno == ESRCH ? GONE : errno == EACCES ? HIDDEN : UNSEEN;
    }
    return seen;
}

/* Whether it is open in the same way as ours, whose flags are given. */
static bool is_open_so(int folder, int fd, int flags)
{
    char info[4096];
    unsigned seen;
    if (!read_info(folder, fd, info, sizeof info))
        return false;
    const char *line = strstr(info, "\nflags:");
    return line != NULL && sscanf(line, "\nflags: %o", &seen) == 1 &&
           ((seen ^ (unsigned)flags) & (O_ACCMODE | O_NONBLOCK)) == 0;
}

/* Whether its flags change when ours do. */
static bool follows(int folder, int fd, int own, int flags)
{
    return fcntl(own, F_SETFL, flags) == 0 && is_open_so(folder, fd, flags);
}

bool process_shares(pid_t pid, int fd, int own)
{
    struct stat its, ours;
    char path[32];
    int flags = fcntl(own, F_GETFL);
    if (flags == -1 || fstat(own, &ours) == -1)
        return false;
    int folder = open_folder(pid);
    if (folder == -1)
        return false;
    snprintf(path, sizeof path, "fd/%d", fd);
    bool same = fstatat(folder, path, &its, 0) == 0 &&
                its.st_dev == ours.st_dev && its.st_ino == ours.st_ino &&
                is_open_so(folder, fd, flags);
    const char *kind = same ? kind_of(&ours) : "";
    if (same && strcmp(kind, "tty") != 0 && strcmp(kind, "pipe") != 0 &&
        strcmp(kind, "sock") != 0) {
        same = follows(folder, fd, own, flags | O_NONBLOCK) &&
               follows(folder, fd, own, flags & ~O_NONBLOCK);
        same &= fcntl(own, F_SETFL, flags) == 0;
    }
    close(folder);
    return same;
}

/* NSpid: its numbers, from our namespace inwards to its own. */
bool process_is_init(pid_t pid)
{
    if (pid == 1)
        return true;
    int folder = open_folder(pid);
    const char *status = folder != -1 ? status_of(folder) : NULL;
    const char *line = status != NULL ? strstr(status, "\nNSpid:") : NULL;
    if (folder != -1)
        close(folder);
    const char *end = line != NULL ? strchr(line + 1, '\n') : NULL;
    return end != NULL && end - line > 2 && end[-2] == '\t' && end[-1] == '1';
}
