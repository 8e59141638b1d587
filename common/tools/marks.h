#ifndef MARKS_H
#define MARKS_H

#include "process.h"

/* How much of a daemon a process is: six marks, and the verdict. */

enum verdict { NO, YES, UNKNOWN }; /* UNKNOWN: cannot be known from /proc */

enum { MARKS = 7, ALL_SIX = MARKS - 1 };

/* Their names, as json has them. */
extern const char *const mark_names[MARKS];

struct mark {
    enum verdict verdict;
    char reason[400]; /* in a few words, "it" being the process */
};

/* What is known of the starter. With inspect --run that is this process, which
 * also adopts all that COMMAND leaves. All 0: nothing is known. */
struct starter {
    pid_t reaper, session, command;
};

/* Judges a process. Keeps what it saw of the parent and the session leader for
 * the next call. */
void marks_judge(struct mark marks[MARKS], const struct process *process,
                 const struct starter *starter);

#endif
