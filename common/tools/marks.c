#include "marks.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *const mark_names[MARKS] = {
    "adopted",  "own_session", "no_terminal", "not_leader",
    "cwd_root", "stdio_safe",  "daemon"};

__attribute__((format(printf, 2, 3))) static struct mark
mark(enum verdict verdict, const char *format, ...)
{
    struct mark made = {.verdict = verdict};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(made.reason, sizeof made.reason, format, arguments);
    va_end(arguments);
    return made;
}

/* Many processes share a parent or a session leader. What was seen of those is
 * kept, one for each place in this array. */
struct other {
    struct glance seen;
    enum verdict is_init; /* UNKNOWN: not asked yet */
};

static struct other *look_at(pid_t pid)
{
    static struct other others[1024];
    struct other *other = &others[(unsigned)pid % 1024];
    if (other->seen.pid != pid)
        *other = (struct other){process_glance(pid), UNKNOWN};
    return other;
}

static bool is_init(struct other *other)
{
    if (other->is_init == UNKNOWN)
        other->is_init = process_is_init(other->seen.pid) ? YES : NO;
    return other->is_init == YES;
}

/* A process keeps no trace of the parent that it had first. An orphan goes to
 * the nearest ancestor that is a sub-reaper, prctl(2), and /proc does not show
 * which processes are. Only init is sure to adopt. It also starts processes:
 * those are in its own session, or lead one. */
static struct mark adopted(const struct process *p, const struct starter *s)
{
    pid_t parent = p->is.ppid;
    if (s->command != 0 && p->is.pid == s->command)
        return mark(NO, "it is COMMAND itself, which has not returned");
    if (s->reaper != 0 && parent == s->reaper)
        return mark(YES, "its starter is gone; this inspect adopted it");
    if (p->kernel)
        return mark(NO, "it is a kernel thread: no process started it");
    if (parent == 0)
        return mark(UNKNOWN,
                    "its parent, if any, is in another pid namespace");
    struct other *other = look_at(parent);
    if (other->seen.life != LIVES)
        return mark(UNKNOWN, "its parent, %ld, cannot be seen", (long)parent);
    bool of_init = p->is.sid == 0 || p->is.sid == p->is.pid ||
                   p->is.sid == other->seen.sid;
    if (is_init(other) && !of_init)
        return mark(YES, "by init, %ld (%s), which is in another session",
                    (long)parent, other->seen.name);
    if (is_init(other))
        return mark(UNKNOWN, "init, %ld (%s), started or adopted it",
                    (long)parent, other->seen.name);
    return mark(UNKNOWN, "its parent %ld (%s) started or adopted it",
                (long)parent, other->seen.name);
}

/* While a session has members, its number is given to no other process. /proc
 * does not tell for whom a session was made: an old job of a terminal that was
 * closed, in the group of the shell, looks as a daemon does. */
static struct mark own_session(const struct process *p,
                               const struct starter *s)
{
    long sid = (long)p->is.sid;
    if (s->reaper != 0 && p->is.sid == s->session)
        return mark(NO, "its session, %ld, is its starter's", sid);
    if (s->reaper != 0)
        return mark(YES, "its session is %ld, its starter's is %ld", sid,
                    (long)s->session);
    if (sid == 0 && p->kernel)
        return mark(NO, "it is in no session");
    if (sid == 0)
        return mark(UNKNOWN,
                    "it is in none, or in one of another pid namespace");
    if (p->is.sid == p->is.pid)
        return mark(YES, "it leads session %ld", sid);
    const struct glance *leader = &look_at(p->is.sid)->seen;
    if (leader->life == HIDDEN || leader->life == UNSEEN)
        return mark(UNKNOWN, "the leader of its session, %ld, cannot be seen",
                    sid);
    if (leader->life == LIVES)
        return mark(NO, "its session is led by %ld (%s)", sid, leader->name);
    if (p->is.pgid == p->is.sid)
        return mark(YES,
                    "the leader, %ld, is gone; it is in that leader's group",
                    sid);
    return mark(NO, "the leader, %ld, is gone, but it is in group %ld", sid,
                (long)p->is.pgid);
}

static struct mark not_leader(const struct process *p)
{
    if (p->is.sid != p->is.pid)
        return mark(YES, "it cannot get a terminal by opening one");
    if (p->is.tty[0] != '?')
        return mark(NO, "it leads its session, and has the terminal");
    return mark(NO, "as leader it can get a terminal by opening one");
}

static struct mark not_known(const struct process *p)
{
    if (p->hidden == ESRCH)
        return mark(UNKNOWN, "it has ended, and has none");
    if (p->hidden == EACCES || p->hidden == EPERM)
        return mark(UNKNOWN, "this user may not see that");
    return mark(UNKNOWN, "%s", strerror(p->hidden));
}

static struct mark cwd_root(const struct process *p)
{
    if (p->is.cwd == NULL)
        return not_known(p);
    if (strcmp(p->is.cwd, "/") == 0)
        return mark(YES, "its working directory is /");
    return mark(NO, "its working directory is %s", p->is.cwd);
}

static bool is_starters(const struct process *p, int fd,
                        const struct starter *s)
{
    for (int own = 0; own <= 2 && s->reaper != 0; own++)
        if (process_shares(p->is.pid, fd, own))
            return true;
    return false;
}

/* Closed is not safe: the next file to be opened would get that number. Nor is
 * what the starter handed down, whatever that is this time. */
static struct mark stdio_safe(const struct process *p, const struct starter *s)
{
    struct mark made = mark(NO, "%s", "");
    const char *first = NULL;
    int alike = 0;
    size_t length = 0;
    for (int fd = 0; fd <= 2; fd++) {
        char kind = p->is.fd[fd].kind[0];
        if (kind == '?' && p->hidden == ENOENT)
            return mark(UNKNOWN, "/proc does not tell what is a terminal");
        if (kind == '?')
            return not_known(p);
        const char *what = kind == 't'             ? "a terminal"
                           : kind == 'p'           ? "a pipe"
                           : kind == '-'           ? "closed"
                           : is_starters(p, fd, s) ? "its starter's"
                                                   : NULL;
        first = fd == 0 ? what : first;
        alike += what != NULL && what == first;
        if (what != NULL)
            length += (size_t)snprintf(
                made.reason + length, sizeof made.reason - length,
                "%s%d is %s", length > 0 ? ", " : "", fd, what);
    }
    if (length == 0)
        return mark(YES, "0, 1 and 2 are open, none on a terminal or a pipe");
    if (alike == 3)
        return mark(NO, "0, 1 and 2 are each %s", first);
    return made;
}

static struct mark all_six(const struct mark *six)
{
    int missing = 0, unknown = 0;
    for (int i = 0; i < ALL_SIX; i++) {
        missing += six[i].verdict == NO;
        unknown += six[i].verdict == UNKNOWN;
    }
    if (missing > 0)
        return mark(NO, "%d of the six %s missing", missing,
                    missing == 1 ? "is" : "are");
    if (unknown > 0)
        return mark(UNKNOWN, "none is missing, but %d cannot be known",
                    unknown);
    return mark(YES, "it has all six");
}

void marks_judge(struct mark marks[MARKS], const struct process *process,
                 const struct starter *starter)
{
    bool has_terminal = process->is.tty[0] != '?';
    marks[0] = adopted(process, starter);
    marks[1] = own_session(process, starter);
    marks[2] = has_terminal ? mark(NO, "%s controls it", process->is.tty)
                            : mark(YES, "it has none");
    marks[3] = not_leader(process);
    marks[4] = cwd_root(process);
    marks[5] = stdio_safe(process, starter);
    marks[ALL_SIX] = all_six(marks);
}
