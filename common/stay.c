#include "stay.h"

#include "clock.h"
#include "die.h"
#include "options.h"
#include "report.h"
#include "text.h"
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
             "    ps -o pid,ppid,pgid," SID ",tty,args -p %ld\n"
             "    kill %ld\n",
             program_name(), chosen.stay, pid, pid);
    report_text(text.bytes);
    text_free(&text);
}

void stay(void)
{
    double end = clock_now() + chosen.stay;

    if (chosen.stay > 0 && chosen.format == TABLE)
        say_how_to_look();
    report_end();

    for (double left; (left = end - clock_now()) > 0;)
        clock_sleep(left);
}
