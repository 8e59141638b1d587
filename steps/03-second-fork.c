/* 03-second-fork: the leader ends; a child that leads nothing goes on.
 *
 * Try: build/03-second-fork
 * Try: make diff-03
 * Try: build/03-second-fork --letters
 */
#include "die.h"
#include "options.h"
#include "report.h"
#include "stay.h"
#include <unistd.h>

int main(int argc, char *argv[])
{
    options(argc, argv);
    report("foreground");

    /* The shell stops waiting; the child leads no group: setsid is allowed. */
    switch (fork()) {
    case -1: die("fork");
    case 0: break;
    default: _exit(0);
    }
    report("fork");

    /* A new session has no terminal: no key and no hang-up signals it. */
    if (setsid() == -1)
        die("setsid");
    report("setsid");

    /* Only a session leader can get a terminal by opening one: do not lead. */
    switch (fork()) {
    case -1: die("fork");
    case 0: break;
    default: _exit(0);
    }
    report("second-fork");
    stay();
}
