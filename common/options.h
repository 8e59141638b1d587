#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>

enum format { TABLE, TSV, JSON, NAMES /* tsv's first line: see row.h */ };

/* What the command line asked for. */
extern struct chosen {
    enum format format;
    bool letters;
    bool quiet;   /* no rows */
    bool command; /* one follows the stages: rows are not all there is to do */
    int stay;     /* seconds, 0: do not */
    int longest;  /* characters of a stage's name, if more than the steps' */
} chosen;

/* What a program says of its own use. */
struct usage {
    const char *operands; /* behind the options, in the first line of --help */
    const char *text;     /* the other lines, before those on the options */
    const char *list; /* what --list prints; NULL: there is no such option */
};

/* Reads the options into chosen and returns the index of the first operand,
 * argc where there is none. Bad use: one line on standard error and _exit(2);
 * --help, --list: printed, and _exit(0). */
int read_options(int argc, char *argv[], const struct usage *usage);

/* The same for a step, which takes no operands. */
void options(int argc, char *argv[]);

/* For programs with options of their own; bad use ends as above. */

/* The value of --NAME VALUE or --NAME=VALUE where argv[*i] is that option,
 * else NULL. *i moves on to the value, which is "" at the line's end. */
const char *option_value(const char *name, char *argv[], int *i);

/* Whether a word is --help or -h. */
bool option_help(const char *word);

/* The value of --format. */
enum format option_format(const char *value);

/* The value of an option that takes seconds, 1 to 3600. */
int option_seconds(const char *name, const char *value);

#endif
