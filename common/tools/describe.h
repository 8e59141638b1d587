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
};

/* By what standard output and the locale are now, and with room for that id.
 */
struct description describe_for(enum format format, bool brief, pid_t largest);

/* Appends the header (none in json), and what is said of a process. */
void describe_header(struct text *out, const struct description *how);
void describe(struct text *out, const struct description *how,
              const struct process *process, const struct mark marks[MARKS]);

#endif
