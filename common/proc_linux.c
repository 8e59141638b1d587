/* Linux only: what /proc/self and /sys show. See proc_linux.h. */
#include "proc_linux.h"

#include "die.h"
#include "text.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool proc_read(int folder, const char *path, char *bytes, size_t room)
{
    int file = openat(folder, path, O_RDONLY | O_CLOEXEC);
    if (file == -1)
        return false;
    ssize_t length = read(file, bytes, room - 1);
    int reason = length == 0 ? ESRCH : errno;
    close(file);
    errno = reason;
    bytes[length > 0 ? length : 0] = '\0';
    return length > 0;
}

char *proc_link(int folder, const char *path)
{
    for (size_t room = 256;; room *= 2) {
        char *target = malloc(room);
        if (target == NULL)
            die("malloc");
        ssize_t length = readlinkat(folder, path, target, room);
        if (length != -1 && (size_t)length < room) {
            target[length] = '\0';
            return target;
        }
        int reason = errno;
        free(target);
        errno = reason;
        if (length == -1)
            return NULL;
    }
}

char *proc_open_file(int folder, const char *path)
{
    char *target = proc_link(folder, path);
    char *colon = target != NULL ? strchr(target, ':') : NULL;
    if (colon == NULL || target[0] == '/')
        return target;
    *colon = '\0';
    if (strcmp(target, "anon_inode") == 0) {
        size_t length = strlen(colon + 1);
        bool brackets = colon[1] == '[' && colon[length] == ']';
        memmove(target, colon + 1 + brackets, length + 1 - brackets);
        target[length - 2 * brackets] = '\0';
    }
    return target;
}

/* The name, field 2, is in parentheses, and may contain parentheses. */
bool proc_stat(int folder, const char *path, struct proc_stat *stat)
{
    if (!proc_read(folder, path, stat->bytes, sizeof stat->bytes))
        return false;
    stat->name = strchr(stat->bytes, '(');
    const char *fields = strrchr(stat->bytes, ')');
    if (stat->name == NULL || fields == NULL)
        return false;
    stat->name++;
    stat->name_length = (int)(fields - stat->name);
    stat->pid = atoi(stat->bytes);
    return sscanf(fields,
                  ") %c %d %d %d %d %d %u %*u %*u %*u %*u %*u %*u %*d %*d"
                  " %*d %*d %d",
                  &stat->state, &stat->ppid, &stat->pgid, &stat->sid,
                  &stat->tty, &stat->tpgid, &stat->flags, &stat->threads) == 8;
}

mode_t proc_umask(const char *status)
{
    unsigned mask;
    const char *line = strstr(status, "\nUmask:");
    if (line == NULL || sscanf(line, "\nUmask: %o", &mask) != 1)
        return UMASK_UNKNOWN;
    return (mode_t)mask;
}

int proc_last_descriptor(void)
{
    DIR *numbers = opendir("/proc/self/fd");
    if (numbers == NULL)
        return -1;
    int last = -1;
    for (struct dirent *e; (e = readdir(numbers)) != NULL;)
        if (e->d_name[0] != '.' && atoi(e->d_name) > last)
            last = atoi(e->d_name);
    closedir(numbers);
    return last;
}

/* The minor number is in two parts. Majors 136 to 143 are pseudo-terminals;
 * for others, ask /sys. */
char *proc_device(unsigned long number)
{
    unsigned long major = (number >> 8) & 0xfff;
    unsigned long minor = (number & 0xff) | ((number >> 12) & 0xfff00);
    struct text name = {0};
    if (major >= 136 && major <= 143) {
        text_add(&name, "pts/%lu", minor + 256 * (major - 136));
        return name.bytes;
    }
    text_add(&name, "/sys/dev/char/%lu:%lu", major, minor);
    char *target = proc_link(AT_FDCWD, name.bytes);
    text_free(&name);
    if (target == NULL)
        return NULL;
    const char *slash = strrchr(target, '/');
    text_add(&name, "%s", slash != NULL ? slash + 1 : target);
    free(target);
    return name.bytes;
}

char *proc_terminal(pid_t *tpgid)
{
    struct proc_stat self;
    if (!proc_stat(AT_FDCWD, "/proc/self/stat", &self))
        return NULL;
    if (self.tty == 0)
        return text_copy("?");
    if (self.pid == getpid())
        *tpgid = self.tpgid;
    return proc_device((unsigned)self.tty);
}

bool proc_is_ours(void)
{
    char self[16] = "";
    if (readlink("/proc/self", self, sizeof self - 1) == -1)
        return false;
    errno = ESRCH;
    return strtol(self, NULL, 10) == getpid();
}
