#ifndef RUN_H
#define RUN_H

#include <stdbool.h>

/* The options of inspect --run, in seconds. live 0: do not look again. */
struct run {
    int timeout, settle, live;
    bool keep;
};

/* Starts COMMAND as a shell would, waits until it returns, inspects all that
 * it leaves running, ends that, and exits: see --help of inspect. */
_Noreturn void run_command(const struct run *run, char *argv[]);

#endif
