#include "run.h"

#include "clock.h"
#include "command.h"
#include "describe.h"
#include "die.h"
#include "marks.h"
#include "options.h"
#include "process.h"
#include "reaper.h"
#include "row.h"
#include "text.h"
#include "write_all.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    CLEANING = 5, /* seconds, to end what was started */
    SAME = 8,     /* equal looks in a row: see settle() */
    MOST = 1024,  /* survivors */
    FATES = 2048  /* ends of processes that are remembered */
};

/* Seconds: between two looks; without a change before all is settled; for
 * COMMAND to end after a signal. */
static const double NAP = 0.02, QUIET = 0.25, GRACE = 1;

static const struct run *asked;
static struct circumstances now; /* what is inspected: see describe.h */
static double began;             /* when COMMAND was started */
static double over;              /* when it returned or was given up */

/* --- the ways out --- */

static int terminal = -1; /* ours, if we are in its foreground process group */

static void take_back_terminal(void)
{
    if (terminal != -1)
        tcsetpgrp(terminal, getpgrp()); /* fails if it was hung up */
}

/* Ends what was started. Returns 0 when nothing is left. */
static int clean_up(void)
{
    take_back_terminal();
    int left = command != -1 ? end_all(0, CLEANING) : 0;
    complain_of(left);
    if (left == -1)
        kill(-command, SIGKILL); /* its group, at least */
    return left;
}

_Noreturn static void finish(int status)
{
    static bool finishing; /* a failure in here comes back to here */
    if (!finishing) {
        finishing = true;
        clean_up();
    }
    _exit(status);
}

static void finish_1(void)
{
    finish(1);
}

static void catch_it(int number)
{
    caught = number;
}

static void stop_if_caught(void)
{
    if (caught != 0)
        finish(128 + caught);
}

/* --- what ended --- */

/* The processes that were reaped here: COMMAND, and orphans. */
static struct fate fates[FATES];
static int fate_count;

/* Returns the last fate of that process. For 0: that of the last process,
 * other than COMMAND, that failed, else of the last that ended; a process that
 * failed may have ended first, and be reaped last. NULL: there is none. */
static struct fate *fate_of(pid_t pid)
{
    struct fate *last = NULL;
    for (int i = fate_count; i > 0 && i > fate_count - FATES; i--) {
        struct fate *fate = &fates[(i - 1) % FATES];
        if (pid != 0 ? fate->pid != pid : fate->pid == command)
            continue;
        if (last == NULL ||
            (pid == 0 && last->status == 0 && fate->status != 0))
            last = fate;
    }
    return last;
}

/* "returned 7", or "was killed by SIGKILL". */
static void add_status(struct text *out, int status, const char *returned)
{
    char room[24];
    if (WIFSIGNALED(status))
        text_add(out, "was killed by %s", signal_name(WTERMSIG(status), room));
    else
        text_add(out, "%s %d", returned, WEXITSTATUS(status));
}

static void add_fate(struct text *out, const struct fate *fate)
{
    text_add(out, "%ld (%s) ", (long)fate->pid, fate->name);
    add_status(out, fate->status, "ended with status");
    text_add(out, " after %.1f s", fate->after);
}

/* Records how processes ended, for a bounded time: others may end as fast.
 * False: there is no child, and so nothing is left, because orphans become
 * children. */
static bool reap(void)
{
    for (double end = clock_now() + QUIET; clock_now() < end;) {
        siginfo_t ended = {0};
        if (waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) == -1) {
            if (errno != ECHILD)
                die("waitid");
            return false;
        }
        if (ended.si_pid == 0)
            break;
        struct fate *fate = &fates[fate_count++ % FATES];
        struct glance zombie = process_glance(ended.si_pid);
        fate->pid = ended.si_pid;
        fate->after = clock_now() - began;
        snprintf(fate->name, sizeof fate->name, "%s", zombie.name);
        must(waitpid(ended.si_pid, &fate->status, 0), "waitpid");
        if (fate->pid == command) {
            now.returned = true;
            now.status = fate->status;
            over = clock_now();
        }
    }
    return true;
}

/* --- COMMAND --- */

/* A process group of its own, in the foreground. */
static const char *become_job(void)
{
    if (setpgid(0, 0) == -1)
        return "setpgid";
    if (terminal != -1 && tcsetpgrp(terminal, getpgrp()) == -1)
        return "tcsetpgrp";
    return NULL;
}

static void find_terminal(void)
{
    int own = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (own == -1)
        return;
    if (tcgetpgrp(own) == getpgrp())
        terminal = above(own);
    else
        must(close(own), "close");
}

/* Returns the signal that stopped COMMAND, or 0. It may have ended since
 * reap(). */
static int stopped(void)
{
    siginfo_t child = {0};
    if (waitid(P_PID, (id_t)command, &child, WSTOPPED | WNOHANG) == -1 &&
        errno != ECHILD)
        die("waitid");
    return child.si_pid != 0 ? child.si_status : 0;
}

/* Waits until COMMAND has returned. False: it has not in time, or was stopped.
 * A signal that we get is passed on, because the shell sees us in the place of
 * COMMAND. If ^C, which the terminal sends to COMMAND alone, ended it, that
 * ends us, too. */
static bool await_command(void)
{
    char room[24];
    int by = 0;
    bool passed = false;
    double end = clock_now() + asked->timeout;
    for (;
         reap() && !now.returned && (by = stopped()) == 0 && clock_now() < end;
         clock_sleep(NAP))
        if (caught != 0 && !passed) {
            kill(-command, caught);
            end = clock_now() + GRACE;
            passed = true;
        }
    take_back_terminal();
    if (now.returned && WIFSIGNALED(now.status) &&
        (WTERMSIG(now.status) == SIGINT || WTERMSIG(now.status) == SIGQUIT))
        caught = WTERMSIG(now.status);
    stop_if_caught();
    if (by != 0)
        complain("%s was stopped by %s", now.command, signal_name(by, room));
    else if (!now.returned)
        complain("%s has not returned within %d s", now.command,
                 asked->timeout);
    if (!now.returned)
        over = clock_now();
    return now.returned;
}

/* --- a look at what it left --- */

/* A daemon, or the child of one. */
struct survivor {
    struct process process;
    struct mark marks[MARKS];
    struct text row; /* what may change, as text */
    double changed;  /* when that changed last */
    pid_t child_of;  /* 0: it is a daemon */
};

struct look {
    struct survivor *each; /* children follow their daemon */
    int count;
    int daemons, good; /* how many are daemons, and have all six marks */
    bool torn;         /* a daemon ended while the others were inspected */
    double began;
    double changed; /* when a daemon last changed, came or went */
    int same;       /* how many looks before it saw the same */
};

static void forget(struct look *look)
{
    for (int i = 0; i < look->count; i++) {
        process_free(&look->each[i].process);
        text_free(&look->each[i].row);
    }
    free(look->each);
    *look = (struct look){0};
}

static const struct survivor *seen_in(const struct look *look, pid_t pid)
{
    for (int i = 0; i < look->count; i++)
        if (look->each[i].process.is.pid == pid)
            return &look->each[i];
    return NULL;
}

/* False: it has ended, or cannot be seen. */
static bool look_at(struct survivor *s, pid_t pid, const struct look *before)
{
    const struct starter we = {.reaper = getpid(),
                               .session = getsid(0),
                               .command = now.returned ? 0 : command};
    struct process *p = &s->process;
    if (process_read(pid, IN_FULL, p) == -1) {
        must(errno == ESRCH || errno == EACCES ? 0 : -1, "/proc");
        return false;
    }
    if (p->hidden == ESRCH) { /* a zombie now */
        process_free(p);
        return false;
    }
    marks_judge(s->marks, p, &we);
    struct identity own = p->is;
    own.tpgid = -1; /* it belongs to the terminal: others change it */
    row_begin(&s->row, TSV, "", p->name, &own);
    text_add(&s->row, "\t%d %llx %llx %d", p->held_count, p->ignored,
             p->blocked, s->marks[ALL_SIX].verdict);
    const struct survivor *earlier = seen_in(before, pid);
    bool same =
        earlier != NULL && strcmp(earlier->row.bytes, s->row.bytes) == 0;
    s->changed = same ? earlier->changed : clock_now();
    return true;
}

/* Adds the children of a process (ours, or a daemon's), and their children. */
static void add_children(struct look *look, const struct look *before,
                         const struct glance *all, int count, pid_t parent,
                         pid_t daemon)
{
    for (int i = 0; i < count && look->count < MOST; i++) {
        if (all[i].ppid != parent || all[i].life != LIVES)
            continue;
        struct survivor *s = &look->each[look->count];
        *s = (struct survivor){.child_of = daemon};
        if (!look_at(s, all[i].pid, before)) {
            look->torn |= daemon == 0;
            continue;
        }
        look->count++;
        if (daemon == 0) {
            look->daemons++;
            look->good += s->marks[ALL_SIX].verdict == YES;
            if (s->changed > look->changed)
                look->changed = s->changed;
        }
        add_children(look, before, all, count, all[i].pid,
                     daemon != 0 ? daemon : all[i].pid);
    }
}

/* Inspects all that was started and lives: our children, since orphans become
 * ours, and their children. */
static struct look look_again(const struct look *before)
{
    struct look look = {.began = clock_now(), .changed = before->changed};
    pid_t *pids;
    int count = must(process_list(&pids), "/proc");
    struct glance *all = calloc((size_t)count + 1, sizeof *all);
    look.each = calloc(MOST, sizeof *look.each);
    if (all == NULL || look.each == NULL)
        die("calloc");
    for (int i = 0; i < count; i++) {
        all[i] = process_glance(pids[i]);
        must(all[i].life == UNSEEN ? -1 : 0, "/proc");
    }
    add_children(&look, before, all, count, getpid(), 0);
    for (int i = 0; i < before->count; i++)
        if (before->each[i].child_of == 0 &&
            seen_in(&look, before->each[i].process.is.pid) == NULL)
            look.changed = clock_now();
    free(all);
    free(pids);
    return look;
}

static bool all_good(const struct look *look)
{
    return now.returned && !look->torn && look->daemons > 0 &&
           look->good == look->daemons;
}

/* A daemon may not be ready when its starter returns. So look until every
 * process is a daemon, and has been the same for QUIET seconds and for SAME
 * looks: on a busy machine two looks are far apart, and a process that changes
 * all the time may look the same in both. When the time is up, a look that
 * finds no daemon, or a changed one, is the last: it is late. Processes that
 * cannot be seen get the same time once more. False: nothing is left. */
static bool settle(struct look *look, bool *late)
{
    double end = clock_now() + asked->settle;
    for (bool left = true;; clock_sleep(NAP)) {
        left = reap();
        struct look next = look_again(look);
        next.same = next.changed == look->changed ? look->same + 1 : 0;
        forget(look);
        *look = next;
        stop_if_caught();
        bool good = all_good(look);
        bool settled =
            good && look->same >= SAME && look->began - look->changed >= QUIET;
        *late = !settled && !(good && look->same > 0) &&
                look->began >= end + (look->count == 0 ? asked->settle : 0);
        if (!left || settled || *late)
            return left;
    }
}

/* --- what is said of it --- */

static void tell(struct fate *fate)
{
    struct text text = {0};
    add_fate(&text, fate);
    complain("%s", text.bytes);
    text_free(&text);
    fate->told = true;
}

/* Reports the processes that ended by themselves, and failed. */
static void tell_failures(void)
{
    for (int i = 0; i < fate_count && i < FATES; i++)
        if (fates[i].status != 0 && fates[i].pid != command && !fates[i].told)
            tell(&fates[i]);
}

/* Looks again after that many seconds, or as soon as nothing is left. Returns
 * how many daemons have ended, and reports how. */
static int live_on(struct look *look)
{
    int lost = 0;
    for (double end = clock_now() + asked->live; reap() && clock_now() < end;
         clock_sleep(NAP))
        stop_if_caught();
    struct look later = look_again(look);
    for (int i = 0; i < look->count; i++) {
        pid_t pid = look->each[i].process.is.pid;
        if (look->each[i].child_of != 0 || seen_in(&later, pid) != NULL)
            continue;
        lost++;
        struct fate *fate = fate_of(pid);
        if (fate != NULL)
            tell(fate);
        else
            complain("%ld has ended", (long)pid);
    }
    forget(look);
    *look = later;
    return lost;
}

static void describe_look(struct text *out, const struct look *look)
{
    pid_t largest = 0;
    for (int i = 0; i < look->count; i++)
        if (look->each[i].process.is.pid > largest)
            largest = look->each[i].process.is.pid;
    struct description how = describe_for(chosen.format, false, largest);
    how.run = &now;
    for (int i = 0; i < look->count; i++) {
        const struct survivor *s = &look->each[i];
        if (i == 0)
            describe_header(out, &how);
        else if (chosen.format == TABLE && s->child_of == 0)
            text_add(out, "\n");
        now.child_of = s->child_of;
        now.changing = look->began - s->changed < QUIET ||
                       (s->marks[ALL_SIX].verdict != YES &&
                        strchr("RD", s->process.state) != NULL);
        describe(out, &how, &s->process, s->marks);
    }
}

/* Reports how COMMAND ended, and, if nothing is left, one that it started. */
static void tell_end(struct text *out, bool any)
{
    struct fate *last = fate_of(0);
    struct text said = {0};
    add_status(&said, now.status, "returned");
    if (!any) {
        text_add(&said, ", and nothing that it started is left");
        if (last != NULL && !last->told) {
            text_add(&said, ": ");
            add_fate(&said, last);
            last->told = true;
        }
        if (chosen.format == JSON)
            describe_nothing(out, &now, last);
    }
    complain("%s %s", now.command, said.bytes);
    text_free(&said);
}

/* Inspects and ends everything before it prints: the reader may be slow, or
 * gone. */
_Noreturn void run_command(const struct run *run, char *argv[])
{
    struct look look = {0};
    struct text out = {0};
    int lost = 0, left = 0;
    bool late = false;
    asked = run;
    die_by(finish_1);
    now.command = argv[0];
    take_signals(catch_it);
    handle(SIGTTOU,
           SIG_IGN); /* to take the terminal back from the background */
    become_reaper();
    find_terminal();
    began = clock_now();
    int refused = start(argv, become_job);
    if (refused != 0)
        finish(refused);

    bool in_time = await_command();
    bool any = settle(&look, &late);
    if (any && run->live > 0) {
        lost = live_on(&look);
        any = reap();
    }
    now.looked = clock_now() - over;
    describe_look(&out, &look);
    stop_if_caught();
    if (!run->keep)
        left = clean_up();

    take_signals(
        SIG_DFL); /* from here on they may end us: all is cleaned up */
    if (caught != 0)
        _exit(128 + caught);
    if (!any || now.status != 0)
        tell_end(&out, any);
    tell_failures();
    write_all(STDOUT_FILENO, out.bytes, out.length);
    if (!any && lost == 0)
        _exit(3);
    if (any && (look.torn || look.count == 0))
        complain("some of what %s left could not be inspected: it had ended, "
                 "or /proc hides it",
                 argv[0]);
    if (look.count == MOST)
        complain("%d were inspected; there may be more", MOST);
    if (late && all_good(&look))
        complain("what %s left was still changing after %.1f s", argv[0],
                 now.looked);
    _exit(all_good(&look) && !late && in_time && lost == 0 && left == 0 &&
                  look.count < MOST
              ? 0
              : 1);
}
