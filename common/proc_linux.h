#ifndef PROC_LINUX_H
#define PROC_LINUX_H

#include "identity.h"
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What Linux tells in /proc, beyond the plain POSIX calls: proc(5). Where
 * there is no /proc, or the system is another, each says "not known" and the
 * caller falls back. Nothing here is left open, and nothing is changed. */

/* Paths are those of a folder, as openat(2) has them. */

/* As much of a file as fits, as a string, in one read: then it was true at one
 * time. False, with errno, where it cannot be read; that of a process which
 * has ended is empty, which is ESRCH too. */
bool proc_read(int folder, const char *path, char *bytes, size_t room);

/* Where a symbolic link leads, in full, or NULL. The caller frees it. */
char *proc_link(int folder, const char *path);

/* The same of what a process has open. What is no file has a name that the
 * kernel made, "pipe:[4711]", "anon_inode:[eventfd]": pipe, eventfd. */
char *proc_open_file(int folder, const char *path);

/* The file stat, which ps(1) reads as well. */
struct proc_stat {
    char bytes[1024];
    const char *name; /* in them, */
    int name_length;  /* and of any bytes: not ended by '\0' */
    char state;
    int pid, ppid, pgid, sid, tty, tpgid, threads;
    unsigned flags;
};
bool proc_stat(int folder, const char *path, struct proc_stat *stat);

/* The umask, by the bytes of a file status, or UMASK_UNKNOWN (before Linux
 * 4.7). */
mode_t proc_umask(const char *status);

/* The highest descriptor that is open, or -1 where that is not known. */
int proc_last_descriptor(void);

/* A terminal's name as ps(1) has it, "pts/0" or "tty1", by its device number
 * (tty_nr, or st_rdev). NULL where it is not known. The caller frees it. */
char *proc_device(unsigned long number);

/* The controlling terminal's name as ps(1) has it, "?" where there is none, or
 * NULL where that, or its name, is not known. The caller frees it. Where there
 * is one, and /proc shows our own pid namespace, its foreground process group
 * is put into *tpgid. */
char *proc_terminal(pid_t *tpgid);

/* In another pid namespace's /proc the numbers mean other processes: then this
 * is false, and errno is ESRCH; or why /proc cannot be read. */
bool proc_is_ours(void);

#endif
