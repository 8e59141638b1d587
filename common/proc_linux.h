#ifndef PROC_LINUX_H
#define PROC_LINUX_H

#include "identity.h"
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What Linux shows in /proc, beyond the POSIX calls: proc(5). Without /proc,
 * or on another system, each function says "not known", and the caller falls
 * back. None leaves anything open, and none changes anything. */

/* Paths are relative to a folder, as in openat(2). */

/* Reads as much of a file as fits, as a string, with one read(2), so that all
 * of it was true at one time. Returns false, with errno, if it cannot be read;
 * ESRCH if it is empty, as some files of an ended process are. */
bool proc_read(int folder, const char *path, char *bytes, size_t room);

/* Returns the full target of a symbolic link, or NULL. The caller frees it. */
char *proc_link(int folder, const char *path);

/* The same for a descriptor of a process. The kernel makes a name for what is
 * not a file: of "pipe:[4711]", "anon_inode:[eventfd]" pipe, eventfd is left.
 */
char *proc_open_file(int folder, const char *path);

/* The file stat, which ps(1) reads, too. */
struct proc_stat {
    char bytes[1024];
    const char *name; /* in them, */
    int name_length;  /* and of any bytes: not ended by '\0' */
    char state;
    int pid, ppid, pgid, sid, tty, tpgid, threads;
    unsigned flags;
};
bool proc_stat(int folder, const char *path, struct proc_stat *stat);

/* Returns the umask from the text of a file status, or UMASK_UNKNOWN (before
 * Linux 4.7). */
mode_t proc_umask(const char *status);

/* Returns the highest open descriptor, or -1 if it is not known. */
int proc_last_descriptor(void);

/* Returns a terminal's name as ps(1) prints it, "pts/0" or "tty1", from its
 * device number (tty_nr, or st_rdev), or NULL. The caller frees it. */
char *proc_device(unsigned long number);

/* Returns the controlling terminal's name as ps(1) prints it, "?" if there is
 * none, or NULL if that, or its name, is not known. The caller frees it. If
 * there is one, and /proc shows our own pid namespace, sets *tpgid to its
 * foreground process group. */
char *proc_terminal(pid_t *tpgid);

/* Returns whether /proc shows our own pid namespace: in another's, the numbers
 * mean other processes. False, with errno: ESRCH, or why /proc cannot be read.
 */
bool proc_is_ours(void);

#endif
