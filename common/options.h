#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>

enum format { TABLE, TSV, JSON };

/* What the command line asked for. */
extern struct chosen {
    enum format format;
    bool letters;
    int stay; /* seconds, 0: do not */
} chosen;

/* What a program says of its own use. */
struct usage {
    const char *operands; /* behind the options, in the first line of --help */
    const char *text;     /* the other lines, before those on the options */
    const char *allowed; /* in a complaint, behind the options; "" or a word */
};

/* Reads the options into chosen and returns the index of the first operand,
 * argc where there is none. Bad use: one line on standard error and _exit(2);
 * --help: printed, and _exit(0). */
int read_options(int argc, char *argv[], const struct usage *usage);

/* The same for a step, which takes no operands. */
void options(int argc, char *argv[]);

#endif
