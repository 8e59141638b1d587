#ifndef TABLE_H
#define TABLE_H

#include "identity.h"
#include "text.h"
#include <stdbool.h>
#include <stddef.h>

/* How rows look to people: in 79 columns, with ids of 7 digits too. */
struct table {
    const char *heading; /* of the first column */
    int lead;            /* its width */
    int ids;             /* width of an id: table_ids() */
    int width, last;     /* of a line, of the last column: table_fit() */
    bool marks;          /* there is room for the mark of what changed */
    bool colour;         /* what changed is in colour as well */
    bool directory;      /* the working directory is shown */
};

/* Room for the ids of that row and of rows to come. */
int table_ids(const struct identity *first);

/* Whether standard output is a terminal that obeys ECMA-48: TERM is set and
 * not "dumb". It may be coloured unless NO_COLOR is set (no-color.org). */
bool table_terminal(void);
bool table_colour(void);

/* Makes it as wide as the terminal, where that is narrower. If there is no
 * room for all, and `more` columns behind, it says so on standard error. */
void table_fit(struct table *table, int more);

/* Both append a line, and leave it open: row_end() ends it. What differs from
 * the row above is marked; NULL: there is none. */
void table_header(struct text *out, const struct table *table);
void table_row(struct text *out, const struct table *table, const char *lead,
               const struct identity *now, const struct identity *above);

/* Appends as much of a string as is seen in so many columns, "..." for the
 * rest, '?' for what would not be seen. Characters from U+1100 on may be two
 * columns wide. Returns how many columns it took. */
int table_clip(struct text *out, int width, const char *s);

#endif
