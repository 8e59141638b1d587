#ifndef RUN_H
#define RUN_H

#include <stdbool.h>

/* What inspect --run is asked for; in seconds, live 0: not again. */
struct run {
    int timeout, settle, live;
    bool keep;
};

/* Starts COMMAND as a shell would, waits until it returns, looks at all that
 * it leaves, ends that, and itself, as --help tells. */
_Noreturn void run_command(const struct run *run, char *argv[]);

#endif
