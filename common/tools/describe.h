#ifndef DESCRIBE_H
#define DESCRIBE_H

#include "marks.h"
#include "options.h"
#include "table.h"
#include "text.h"

/* What inspect prints of a process: its row, its six marks, and notes that
 * explain them. */
struct description {
    enum format format;
    bool brief; /* the marks end the row, and there are no notes */
    bool utf8;  /* the locale has ticks and crosses */
    struct table table;
    const struct circumstances *run; /* NULL: not with --run */
};

/* What is known with --run of COMMAND and of the process described. */
struct circumstances {
    const char *command;
    bool returned;
    int status;     /* from waitpid(2) */
    double looked;  /* seconds after COMMAND returned */
    pid_t child_of; /* the pid of a daemon; 0: it is a daemon itself */
    bool changing;  /* until a moment ago; or it runs, and is no daemon */
};

/* Chooses by standard output and the locale; `largest` is an id to leave room
 * for. */
struct description describe_for(enum format format, bool brief, pid_t largest);

/* Append the header (none in json), and the description of a process. */
void describe_header(struct text *out, const struct description *how);
void describe(struct text *out, const struct description *how,
              const struct process *process, const struct mark marks[MARKS]);

/* How a process that was reaped here ended. */
struct fate {
    pid_t pid;
    char name[65];
    int status;   /* from waitpid(2) */
    double after; /* seconds */
    bool told;
};

/* Appends the line of json for a run that left nothing running. `last` is the
 * process that ended last, NULL: none but COMMAND ended. */
void describe_nothing(struct text *out, const struct circumstances *run,
                      const struct fate *last);

/* Returns "SIGHUP"; or the number, if there is no name, as of real-time
 * signals. */
const char *signal_name(int number, char room[24]);

#endif
