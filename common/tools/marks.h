#ifndef MARKS_H
#define MARKS_H

#include "process.h"

/* How much of a daemon a process is: six marks, and all of them together. */

enum verdict { NO, YES, UNKNOWN }; /* UNKNOWN: cannot be known from /proc */

enum { MARKS = 7, ALL_SIX = MARKS - 1 };

/* Their names, as json has them. */
extern const char *const mark_names[MARKS];

struct mark {
    enum verdict verdict;
    char reason[400]; /* in a few words, of the process as "it" */
};

/* What is known of who started it: with inspect --run we did, and are the
 * reaper of all that was left behind. All 0: it is not known. */
struct starter {
    pid_t reaper, session, command;
};

/* Judges a process. What was seen of its parent and session leader is kept for
 * the next one. */
void marks_judge(struct mark marks[MARKS], const struct process *process,
                 const struct starter *starter);

#endif
