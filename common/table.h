#ifndef TABLE_H
#define TABLE_H

#include "identity.h"
#include "text.h"
#include <stdbool.h>

/* Appends the header (none in json), in the chosen format. The table's widths
 * are set here, by the ids of the first row. */
void table_header(struct text *out, const struct identity *first);

/* Appends the row of a stage, in the chosen format. In a table, what differs
 * from the row above is marked; above is NULL for the first row. */
void table_row(struct text *out, const char *stage, const struct identity *now,
               const struct identity *above);

/* Makes the table's first column wide enough for a stage that is longer than
 * the steps' own; the last column has less room then. Called before the rest.
 */
void table_fit_stage(const char *stage);

/* The same for processes instead of stages: the first column is "name", of any
 * length, and nothing is marked, so that it takes no room. Headers and rows
 * are left open: add to them with table_field() and table_word(), then end
 * them with table_end(). A table shows the working directory only if
 * `with_cwd`. Called before the rest. */
void table_of_processes(bool with_cwd);

/* Adds to an open row, in tsv and json: a field as it is (a number, true), or
 * a string, of which NULL is "unknown" in tsv and null in json. */
void table_field(struct text *out, const char *key, const char *value);
void table_word(struct text *out, const char *key, const char *value);
void table_end(struct text *out);

/* Appends as much of a string as is seen in so many columns, "..." for the
 * rest, '?' for what would not be seen. Characters from U+1100 on may be two
 * columns wide. Returns how many columns it took. */
int table_clip(struct text *out, int width, const char *s);

/* Whether marks are coloured too: standard output is a terminal, NO_COLOR is
 * unset or empty (no-color.org), TERM is set and not "dumb". Asked before the
 * first row, for later 1 may be another file. Returns the same. */
bool table_choose_colour(void);

#endif
