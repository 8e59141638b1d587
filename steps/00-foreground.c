/* 00-foreground: a program as the shell started it, and nothing else.
 *
 * Try: build/00-foreground
 * Try: build/00-foreground | cat
 * Try: sh -c 'build/00-foreground; true'
 */
#include "options.h"
#include "report.h"
#include "stay.h"

int main(int argc, char *argv[])
{
    options(argc, argv);
    report("foreground");
    stay();
}
