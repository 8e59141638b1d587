#include "stay.h"

#include "die.h"
#include "options.h"
#include "report.h"
#include "text.h"
#include <time.h>
#include <unistd.h>

#ifdef __APPLE__
#define SID "sess" /* what its ps(1) calls the session */
#else
#define SID "sid"
#endif

static void say_how_to_look(void)
{
    struct text text = {0};
    long pid = (long)getpid();
    text_add(&text,
             "%s stays at this stage for %d s. To look at it, and to end it:\n"
             "    ps -eo pid,ppid,pgid," SID ",tty,args | grep %ld\n"
             "    kill %ld\n",
             program_name(), chosen.stay, pid, pid);
    report_text(text.bytes);
    text_free(&text);
}

void stay(void)
{
    struct timespec now, end;
    if (clock_gettime(CLOCK_MONOTONIC, &end) == -1)
        die("clock_gettime");
    end.tv_sec += chosen.stay;

    if (chosen.stay > 0 && chosen.format == TABLE)
        say_how_to_look();
    report_end();

    for (;;) {
        if (clock_gettime(CLOCK_MONOTONIC, &now) == -1)
            die("clock_gettime");
        struct timespec left = {.tv_sec = end.tv_sec - now.tv_sec,
                                .tv_nsec = end.tv_nsec - now.tv_nsec};
        if (left.tv_nsec < 0) {
            left.tv_sec -= 1;
            left.tv_nsec += 1000 * 1000 * 1000;
        }
        if (chosen.stay == 0 || left.tv_sec < 0)
            return;
        nanosleep(&left, NULL); /* a signal may end it early: look again */
    }
}
