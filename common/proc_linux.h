#ifndef PROC_LINUX_H
#define PROC_LINUX_H

#include <stdbool.h>
#include <sys/types.h>

/* What Linux tells in /proc, beyond the plain POSIX calls: proc(5). Where
 * there is no /proc, or the system is another, each says "not known" and the
 * caller falls back. Nothing here is left open, and nothing is changed. */

/* Where a symbolic link leads, in full, or NULL. The caller frees it. */
char *proc_link(const char *path);

/* The highest descriptor that is open, or -1 where that is not known. */
int proc_last_descriptor(void);

/* The umask, or -1 where it is not known (before Linux 4.7). */
int proc_umask(void);

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
