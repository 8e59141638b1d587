/* 05-reopen: descriptors 0, 1 and 2 become /dev/null.
 *
 * Try: build/05-reopen
 * Try: make diff-05
 * Try: x=$(build/05-reopen --stay 3)
 */
#include "die.h"
#include "options.h"
#include "report.h"
#include "stay.h"
#include <fcntl.h>
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

    /* If left open, 0 can steal what is typed, 1 can keep a reader waiting. */
    int in = open("/dev/null", O_RDONLY);
    int out = open("/dev/null", O_WRONLY | O_APPEND);
    if (in == -1 || out == -1)
        die("open");
    if (dup2(in, 0) == -1 || dup2(out, 1) == -1 || dup2(out, 2) == -1)
        die("dup2");
    if ((in > 2 && close(in) == -1) || (out > 2 && close(out) == -1))
        die("close");
    report("reopen");
    stay();
}
