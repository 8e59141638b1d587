/* 01-fork: the program ends at once, and a child goes on in its place.
 *
 * Try: build/01-fork
 * Try: make diff-01
 * Try: build/01-fork --stay 60
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
    stay();
}
