#include "report.h"

#include "die.h"
#include "identity.h"
#include "options.h"
#include "table.h"
#include "text.h"
#include "write_all.h"
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int rows = -1; /* the private duplicate of standard output */

static void open_rows(void)
{
    rows = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (rows == -1)
        die("fcntl: standard output");
    table_choose_colour();
}

void report_text(const char *text)
{
    write_all(rows, text, strlen(text));
}

void report_end(void)
{
    if (close(rows) == -1)
        die("close");
    rows = -1;
}

/* The kernel hands a child over at some moment of its parent's exit, and tells
 * nobody. So look, in pauses from a hundredth of a millisecond to ten. */
static void await_adoption_from(pid_t parent)
{
    struct timespec pause = {.tv_nsec = 10 * 1000};
    for (double waited = 0; getppid() == parent;) {
        if (waited > 10) {
            complain("fork: the parent, process %ld, is still there after 10 "
                     "seconds",
                     (long)parent);
            _exit(1);
        }
        nanosleep(&pause, NULL);
        waited += (double)pause.tv_nsec / 1e9;
        if (pause.tv_nsec < 10 * 1000 * 1000)
            pause.tv_nsec += pause.tv_nsec / 8;
    }
}

void report(const char *stage)
{
    static struct identity above;
    static bool begun;
    struct text out = {0};

    if (!begun)
        open_rows();
    else if (getpid() != above.pid)
        await_adoption_from(above.pid);

    struct identity now = identity_of_self();
    if (!begun)
        table_header(&out, &now);
    table_row(&out, stage, &now, begun ? &above : NULL);
    write_all(rows, out.bytes, out.length);
    text_free(&out);

    if (begun)
        identity_free(&above);
    above = now;
    begun = true;
}
