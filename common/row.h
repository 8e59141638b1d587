#ifndef ROW_H
#define ROW_H

#include "identity.h"
#include "options.h"
#include "text.h"
#include <stdbool.h>
#include <stddef.h>

/* The one list of the columns, in the order of tsv and json. To add a column,
 * add a line to it, and the field of struct identity that the line names. */

enum kind { ID, WORD, MODE, DESCRIPTOR, DIRECTORY };

extern const struct column {
    const char *name;    /* in tsv and json; NULL ends the list */
    const char *heading; /* in a table; NULL: it is not shown there */
    enum kind kind;
    size_t place; /* in struct identity */
} columns[];

/* Returns a cell in full, as tsv has it. A process id is a number, or with
 * --letters A, B, ... in the order in which ids are asked for. NULL: it is not
 * known. The result may be stored in `room`. */
const char *row_value(const struct column *column, const struct identity *who,
                      char room[24]);

/* Appends a row up to its last column, or with NAMES the line of column names.
 * The first column is called `lead` and holds `name`. Not for TABLE: see
 * table.h. */
void row_begin(struct text *out, enum format format, const char *lead,
               const char *name, const struct identity *who);

/* Adds a field; in json as it is if `bare` (a number, a list), else as a
 * string. NULL: it is not known. */
void row_field(struct text *out, enum format format, const char *name,
               const char *value, bool bare);

/* Ends a row, in any format. */
void row_end(struct text *out, enum format format);

#endif
