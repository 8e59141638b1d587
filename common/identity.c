#include "identity.h"

#include "die.h"
#include "proc_linux.h"
#include "text.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* --- descriptors --- */

const char *kind_by_mode(mode_t mode)
{
    if (S_ISCHR(mode))
        return NULL;
    if (S_ISFIFO(mode))
        return "pipe";
    if (S_ISSOCK(mode))
        return "sock";
    if (S_ISDIR(mode))
        return "dir";
    return S_ISBLK(mode) ? "dev" : "file";
}

static const char *kind_of(int fd, const struct stat *file)
{
    struct stat null;
    const char *kind = kind_by_mode(file->st_mode);
    if (kind != NULL)
        return kind;
    if (stat("/dev/null", &null) == 0 && S_ISCHR(null.st_mode) &&
        null.st_rdev == file->st_rdev)
        return "null";
    /* EIO: a terminal that was hung up */
    struct termios settings;
    if (tcgetattr(fd, &settings) == 0 || errno == EIO)
        return "tty";
    return "dev";
}

/* The part after /dev/ of the name of a terminal, or NULL. */
static char *terminal_name(int fd)
{
    const char *name = ttyname(fd); /* musl asks /proc for it */
    if (name != NULL)
        return text_copy(name + strlen("/dev/"));
    struct stat file;
    return fstat(fd, &file) == 0 ? proc_device(file.st_rdev) : NULL;
}

/* NULL: /proc would tell, but this look failed. */
static char *name_of(int fd, const char *kind)
{
    char link[] = "/proc/self/fd/0";
    link[sizeof link - 2] = (char)('0' + fd);
    char *name = proc_open_file(AT_FDCWD, link);
    if (name != NULL || errno != ENOENT)
        return name;
    if (strcmp(kind, "null") == 0)
        return text_copy("/dev/null");
    if (strcmp(kind, "sock") == 0)
        return text_copy("socket");
    char *terminal = strcmp(kind, "tty") == 0 ? terminal_name(fd) : NULL;
    if (terminal == NULL)
        return text_copy(kind);
    struct text path = {0};
    text_add(&path, "/dev/%s", terminal);
    free(terminal);
    return path.bytes;
}

static struct descriptor look_at(int fd)
{
    struct stat file;
    if (fstat(fd, &file) == -1)
        return errno == EBADF ? (struct descriptor){"-", text_copy("closed")}
                              : (struct descriptor){"?", NULL};
    const char *kind = kind_of(fd, &file);
    return (struct descriptor){kind, name_of(fd, kind)};
}

/* --- the controlling terminal --- */

/* One of descriptors 0 to 2 that is open on the controlling terminal, or -1.
 * tcgetsid() fails on any other terminal (on a pty's master it gives another
 * session). isatty() and ttyname() would not do: after setsid() they still
 * name the terminal that was lost. */
static int standard_terminal(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (tcgetsid(fd) == getsid(0))
            return fd;
    return -1;
}

/* /dev/tty stands for a process's own controlling terminal. Without one, open
 * fails with ENXIO; it never gives the process one: tty(4). */
static void find_terminal(struct identity *self)
{
    int standard = standard_terminal(); /* first, since what is opened may
                                           become one of 0 to 2 */
    int own = open("/dev/tty", O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    int terminal = own != -1 ? own : standard;

    self->tpgid = -1;
    self->tty = proc_terminal(&self->tpgid);
    if (self->tty == NULL && terminal == -1)
        self->tty = text_copy("?");
    if (self->tty == NULL && standard != -1)
        self->tty = terminal_name(standard);
    if (self->tty == NULL)
        self->tty = text_copy("tty"); /* there is one, but which? */
    if (terminal != -1)
        self->tpgid = tcgetpgrp(terminal);
    if (own != -1)
        close(own);
}

/* --- the working directory --- */

/* The name that a directory has in its parent, or NULL. */
static char *name_in(int parent, const struct stat *child)
{
    char *name = NULL;
    int fd = openat(parent, ".", O_RDONLY | O_CLOEXEC);
    DIR *entries = fd != -1 ? fdopendir(fd) : NULL;
    if (entries == NULL) {
        if (fd != -1)
            close(fd);
        return NULL;
    }
    for (struct dirent *e; name == NULL && (e = readdir(entries)) != NULL;) {
        struct stat found;
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 &&
            fstatat(parent, e->d_name, &found, AT_SYMLINK_NOFOLLOW) == 0 &&
            same_file(&found, child))
            name = text_copy(e->d_name);
    }
    closedir(entries);
    return name;
}

/* Climbs from the working directory to the root by hand: neither Linux nor
 * musl gives a path that is longer than PATH_MAX. */
static char *climb(void)
{
    char *path = text_copy("");
    int here = open(".", O_RDONLY | O_CLOEXEC);
    while (here != -1 && path != NULL) {
        struct stat child, parent;
        int up = openat(here, "..", O_RDONLY | O_CLOEXEC);
        bool known =
            up != -1 && fstat(here, &child) == 0 && fstat(up, &parent) == 0;
        close(here);
        here = up;
        if (known && same_file(&child, &parent))
            break;
        char *name = known ? name_in(up, &child) : NULL;
        struct text longer = {0};
        if (name != NULL)
            text_add(&longer, "/%s%s", name, path);
        free(name);
        free(path);
        path = longer.bytes;
    }
    if (here != -1)
        close(here);
    return path;
}

/* NULL: it cannot be known. */
static char *working_directory(void)
{
    for (size_t room = 256;; room *= 2) {
        char *path = malloc(room);
        if (path == NULL)
            die("malloc");
        if (getcwd(path, room) != NULL)
            return path;
        free(path);
        if (errno != ERANGE)
            break;
    }
    int reason = errno;
    struct stat here;
    bool deleted = stat(".", &here) == 0 && here.st_nlink == 0;
    char *path = NULL;
    if (reason == ENAMETOOLONG)
        path = climb();
    else if (deleted) /* else it is outside of our root, and no name is right
                       */
        path = proc_link(AT_FDCWD, "/proc/self/cwd");
    return path == NULL && deleted ? text_copy("(deleted)") : path;
}

static mode_t file_mode_mask(void)
{
    char status[1024];
    mode_t mask = UMASK_UNKNOWN;
    if (proc_read(AT_FDCWD, "/proc/self/status", status, sizeof status))
        mask = proc_umask(status);
    if (mask != UMASK_UNKNOWN)
        return mask;
    mask = umask(0);
    umask(mask);
    return mask;
}

struct identity identity_of_self(void)
{
    struct identity self = {
        .pid = getpid(),
        .ppid = getppid(),
        .pgid = getpgrp(),
        .sid = getsid(0),
    };
    if (self.sid == -1)
        die("getsid");
    /* first: what follows opens files, and may get a closed number */
    for (int fd = 0; fd <= 2; fd++)
        self.fd[fd] = look_at(fd);
    find_terminal(&self);
    self.cwd = working_directory();
    self.umask = file_mode_mask();
    return self;
}

void identity_free(struct identity *identity)
{
    for (int fd = 0; fd <= 2; fd++)
        free(identity->fd[fd].name);
    free(identity->tty);
    free(identity->cwd);
}
