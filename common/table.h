#ifndef TABLE_H
#define TABLE_H

#include "identity.h"
#include "text.h"
#include <stdbool.h>
#include <stddef.h>

/* The look of rows for people: 79 columns wide, even with ids of 7 digits. */
struct table {
    const char *heading; /* of the first column */
    int lead;            /* its width */
    int ids;             /* width of an id: table_ids() */
    int width, last;     /* of a line, of the last column: table_fit() */
    bool marks;          /* leave room for the mark of what changed */
    bool colour;         /* show what changed in colour, too */
    bool directory;      /* show the working directory */
};

/* Returns the width for the ids of this row and of later ones. */
int table_ids(const struct identity *first);

/* Whether standard output is a terminal that obeys ECMA-48: TERM is set, and
 * not to "dumb". Colour is used unless NO_COLOR is set (no-color.org). */
bool table_terminal(void);
bool table_colour(void);

/* Makes the table as wide as the terminal, if that is narrower. If it does not
 * fit, with `more` columns after it, says so on standard error. */
void table_fit(struct table *table, int more);

/* Both append a line and leave its end to row_end(). A cell that differs from
 * the row above is marked; NULL: there is no row above. */
void table_header(struct text *out, const struct table *table);
void table_row(struct text *out, const struct table *table, const char *lead,
               const struct identity *now, const struct identity *above);

/* Appends as much of a string as fits in that many columns, with "..." for the
 * rest and '?' for what a terminal would not show. Characters from U+1100 on
 * may be two columns wide. Returns the number of columns used. */
int table_clip(struct text *out, int width, const char *s);

#endif
