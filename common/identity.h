#ifndef IDENTITY_H
#define IDENTITY_H

#include <sys/types.h>

#define UMASK_UNKNOWN ((mode_t)-1)

/* What a descriptor is open on. */
struct descriptor {
    const char *kind; /* tty null pipe sock file dir dev, - : closed, or
                       * ? : it cannot be seen */
    char *name;       /* "/dev/pts/0", "/dev/null", "pipe", "socket", a path,
                       * "closed"; the kind's name if no path is known;
                       * NULL: it cannot be seen */
};

/* The identity of a process. Parts of another process's may be unknown. */
struct identity {
    pid_t pid, ppid, pgid, sid; /* 0: outside its pid namespace */
    char *tty;    /* controlling terminal as ps(1) names it, "?": none */
    pid_t tpgid;  /* that terminal's foreground process group, -1: none */
    char *cwd;    /* a path, with "(deleted)" after it if removed; or NULL */
    mode_t umask; /* or UMASK_UNKNOWN */
    struct descriptor fd[3];
};

/* Asks the kernel about the calling process: getpid(2), getppid(2),
 * getpgrp(2), getsid(2), tcgetpgrp(3), tcgetsid(3), getcwd(3), umask(2),
 * fstat(2), and on Linux proc(5) for better names. A word stands for what
 * cannot be known. Out of memory: die(). Free with identity_free(). */
struct identity identity_of_self(void);

/* Returns the kind of a descriptor from the st_mode of its file: stat(2). NULL
 * for a character device: it may be a terminal, /dev/null or neither. */
const char *kind_by_mode(mode_t mode);

void identity_free(struct identity *identity);

#endif
