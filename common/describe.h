#ifndef DESCRIBE_H
#define DESCRIBE_H

#include "marks.h"
#include "text.h"

/* What inspect says of a process, in the chosen format: its row, the six
 * marks, and the notes that explain them. */

/* Brief: in a table the marks stand at the end of the row, each a tick, and
 * there are no notes. Called before the rest, for ticks and colours are chosen
 * by what standard output and the locale are now. */
void describe_choose(bool brief);

/* Appends the header (none in json). The table's widths are set here, by the
 * largest of the ids to come. */
void describe_header(struct text *out, pid_t largest);

void describe(struct text *out, const struct process *process,
              const struct mark marks[MARKS]);

#endif
