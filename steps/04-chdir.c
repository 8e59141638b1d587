/* 04-chdir: the working directory becomes /, which is always there.
 *
 * Try: build/04-chdir
 * Try: make diff-04
 * Try: x=$(build/04-chdir --stay 3)
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

    /* A working directory keeps its file system busy; / is always in use. */
    if (chdir("/") == -1)
        die("chdir");
    report("chdir");
    stay();
}
