#ifndef DESCRIBE_H
#define DESCRIBE_H

#include "marks.h"
#include "options.h"
#include "table.h"
#include "text.h"

/* What inspect says of a process: its row, the six marks, and the notes that
 * explain them. */
struct description {
    enum format format;
    bool brief; /* the marks stand at the row's end, and there are no notes */
    bool utf8;  /* ticks can be shown */
    struct table table;
    const struct circumstances *run; /* NULL: not with --run */
};

/* What is known with --run, of COMMAND, and of the process described. */
struct circumstances {
    const char *command;
    bool returned;
    int status;     /* as waitpid(2) has it */
    double looked;  /* how many seconds later */
    pid_t child_of; /* a daemon; 0: it is one */
    bool changing;  /* a moment before; or it is no daemon, but runs */
};

/* By what standard output and the locale are now, and with room for that id.
 */
struct description describe_for(enum format format, bool brief, pid_t largest);

/* Appends the header (none in json), and what is said of a process. */
void describe_header(struct text *out, const struct description *how);
void describe(struct text *out, const struct description *how,
              const struct process *process, const struct mark marks[MARKS]);

/* How a process ended that was reaped here. */
struct fate {
    pid_t pid;
    char name[65];
    int status;   /* as waitpid(2) has it */
    double after; /* seconds */
    bool told;
};

/* The line of json for a run that left nothing. NULL: but for COMMAND nobody
 * ended; or who did so last. */
void describe_nothing(struct text *out, const struct circumstances *run,
                      const struct fate *last);

/* "SIGHUP"; of those without a name, the real-time ones mostly, the number. */
const char *signal_name(int number, char room[24]);

#endif
