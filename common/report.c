#include "report.h"

#include "clock.h"
#include "die.h"
#include "identity.h"
#include "options.h"
#include "row.h"
#include "table.h"
#include "text.h"
#include "write_all.h"
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

enum {
    PATIENCE = 5, /* seconds that a parent may take to end */
    LONGEST = sizeof "second-fork" - 1 /* stage name of a step */
};

static int rows = -1; /* the private duplicate of standard output */

/* A table, at a terminal where a shell may print its prompt: when the process
 * that was typed ends, the shell takes its terminal back, at any moment. */
static bool
    cleared;        /* clear the line before a background process writes one */
static bool prompt; /* the shell does not wait, or will not after a fork */
static pid_t first; /* the process that was started */

static bool is_behind(void)
{
    return getpid() != first || tcgetpgrp(rows) != getpgrp();
}

/* No row can be written. A command that is to follow is started all the same.
 */
static void give_up(const char *call)
{
    if (!chosen.command)
        die(call);
    complain("%s: %s: no more rows", call, strerror(errno));
    chosen.quiet = true;
}

static void open_rows(void)
{
    rows = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (rows == -1) {
        give_up("fcntl: standard output");
        return;
    }
    first = getpid();
    cleared = chosen.format == TABLE && table_terminal();
    prompt = cleared && (is_behind() || getpgrp() == first);
    if (first == 1)
        complain(
            "this is pid 1 of its pid namespace: when it ends, the kernel "
            "ends the others in it");
}

void report_text(const char *text)
{
    if (chosen.quiet)
        return;
    const char *clear = cleared && is_behind() ? "\r\033[K" : "";
    struct text out = {0};
    for (int length; *text != '\0'; text += length) {
        length = (int)strcspn(text, "\n") + 1; /* each line has its end */
        text_add(&out, "%s%.*s", clear, length, text);
    }
    if (write_whole(rows, out.bytes, out.length) == -1)
        give_up("write");
    text_free(&out);
}

int report_descriptor(void)
{
    return rows;
}

void report_end(void)
{
    if (prompt && is_behind())
        report_text("(No prompt? It may have come while this was printed: "
                    "press Enter.)\n");
    if (rows != -1 && close(rows) == -1)
        give_up("close");
    rows = -1;
}

/* The kernel gives a child a new parent at some moment of its old one's exit,
 * and POSIX has no way to be told. So look, in pauses from 0.01 to 10 ms. */
static void await_adoption_from(pid_t parent)
{
    double end = clock_now() + PATIENCE;
    for (double pause = 1e-5; getppid() == parent;) {
        if (clock_now() > end) {
            complain("fork: the parent, process %ld, is still there after %d "
                     "seconds",
                     (long)parent, PATIENCE);
            _exit(1);
        }
        clock_sleep(pause);
        if (pause < 1e-2)
            pause *= 1.1;
    }
}

void report(const char *stage)
{
    static struct table table;
    static struct identity above;
    static bool begun;
    enum format format = chosen.format;
    struct text out = {0};

    if (!begun && !chosen.quiet)
        open_rows();
    if (chosen.quiet)
        return;
    if (begun && getpid() != above.pid)
        await_adoption_from(above.pid);

    struct identity now = identity_of_self();
    if (!begun && format == TABLE) {
        int lead = chosen.longest > LONGEST ? chosen.longest : LONGEST;
        table = (struct table){.heading = "STAGE",
                               .lead = lead,
                               .ids = table_ids(&now),
                               .marks = true,
                               .colour = table_colour(),
                               .directory = true};
        table_fit(&table, 0);
        table_header(&out, &table);
        row_end(&out, format);
    }
    if (!begun && format == TSV) {
        row_begin(&out, NAMES, "stage", stage, &now);
        row_end(&out, NAMES);
    }
    if (format == TABLE)
        table_row(&out, &table, stage, &now, begun ? &above : NULL);
    else
        row_begin(&out, format, "stage", stage, &now);
    row_end(&out, format);
    report_text(out.bytes);
    text_free(&out);

    if (begun)
        identity_free(&above);
    above = now;
    begun = true;
}
