/* 02-setsid: the child leads a new session, which has no terminal.
 *
 * Try: build/02-setsid
 * Try: make diff-02
 * Try: build/02-setsid --stay 60
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
    stay();
}
