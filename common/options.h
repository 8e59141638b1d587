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

/* Reads the command line of a step into chosen. Bad use: one line on standard
 * error and _exit(2); --help: printed, and _exit(0). */
void options(int argc, char *argv[]);

#endif
