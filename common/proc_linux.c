/* Linux only: what /proc/self and /sys tell. See proc_linux.h. */
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

char *proc_link(const char *path)
{
    for (size_t room = 256;; room *= 2) {
        char *target = malloc(room);
        if (target == NULL)
            die("malloc");
        ssize_t length = readlink(path, target, room);
        if (length != -1 && (size_t)length < room) {
            target[length] = '\0';
            return target;
        }
        free(target);
        if (length == -1)
            return NULL;
    }
}

/* The first bytes of a file, as many as fit; 0 where it cannot be read. */
static size_t read_start(const char *path, char *bytes, size_t room)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1)
        return 0;
    size_t length = 0;
    ssize_t more;
    while (length < room - 1 &&
           (more = read(fd, bytes + length, room - 1 - length)) > 0)
        length += (size_t)more;
    close(fd);
    bytes[length] = '\0';
    return length;
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

int proc_umask(void)
{
    char status[1024];
    unsigned mask;
    if (read_start("/proc/self/status", status, sizeof status) == 0)
        return -1;
    const char *line = strstr(status, "\nUmask:");
    if (line == NULL || sscanf(line, "\nUmask: %o", &mask) != 1)
        return -1;
    return (int)mask;
}

/* The minor number comes in two parts. Majors from 136 to 143 are
 * pseudo-terminals; of the others, /sys knows. */
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
    char *target = proc_link(name.bytes);
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
    char stat[1024];
    int device, pid, foreground;
    if (read_start("/proc/self/stat", stat, sizeof stat) == 0)
        return NULL;
    /* the name, in parentheses, may hold anything: count from the last one */
    const char *fields = strrchr(stat, ')');
    if (fields == NULL || sscanf(stat, "%d", &pid) != 1 ||
        sscanf(fields, ") %*c %*d %*d %*d %d %d", &device, &foreground) != 2)
        return NULL;

    if (device == 0) {
        struct text none = {0};
        text_add(&none, "?");
        return none.bytes;
    }
    if (pid == getpid())
        *tpgid = foreground;
    return proc_device((unsigned)device);
}

bool proc_is_ours(void)
{
    char self[16] = "";
    if (readlink("/proc/self", self, sizeof self - 1) == -1)
        return false;
    errno = ESRCH;
    return strtol(self, NULL, 10) == getpid();
}
