#ifndef TABLE_H
#define TABLE_H

#include "identity.h"
#include "text.h"

/* Appends the header (none in json), in the chosen format. The table's widths
 * are set here, by the ids of the first row. */
void table_header(struct text *out, const struct identity *first);

/* Appends the row of a stage, in the chosen format. In a table, what differs
 * from the row above is marked; above is NULL for the first row. */
void table_row(struct text *out, const char *stage, const struct identity *now,
               const struct identity *above);

/* Whether marks are coloured too: standard output is a terminal, NO_COLOR is
 * unset or empty (no-color.org), TERM is set and not "dumb". Asked before the
 * first row, for later 1 may be another file. */
void table_choose_colour(void);

#endif
