#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>

enum format { TABLE, TSV, JSON, NAMES /* tsv's first line: see row.h */ };

/* What the command line asked for. */
extern struct chosen {
    enum format format;
    bool letters;
    bool quiet;   /* no rows */
    bool command; /* a command follows the stages */
    int stay;     /* seconds, 0: do not */
    int longest; /* length of the longest stage name, if longer than the steps'
                  */
} chosen;

/* The parts of --help that differ from program to program. */
struct usage {
    const char *operands; /* after the options in the first line */
    const char *text;     /* the lines before those on the options */
    const char *list; /* what --list prints; NULL: there is no such option */
};

/* Reads the options into chosen. Returns the index of the first operand, or
 * argc if there is none. Invalid usage: one line on standard error, _exit(2).
 * --help, --list: prints that, _exit(0). */
int read_options(int argc, char *argv[], const struct usage *usage);

/* The same for a step, which takes no operands. */
void options(int argc, char *argv[]);

/* For programs with options of their own; invalid usage ends as above. */

/* Returns the value of --NAME VALUE or --NAME=VALUE if argv[*i] is that
 * option, else NULL. Moves *i to the value, which is "" if the arguments end
 * before. */
const char *option_value(const char *name, char *argv[], int *i);

/* Whether a word is --help or -h. */
bool option_help(const char *word);

/* The value of --format. */
enum format option_format(const char *value);

/* The value of an option that takes seconds, 1 to 3600. */
int option_seconds(const char *name, const char *value);

#endif
