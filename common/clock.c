#include "clock.h"

#include "die.h"
#include <time.h>

double clock_now(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) == -1)
        die("clock_gettime");
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void clock_sleep(double seconds)
{
    time_t whole = (time_t)seconds;
    struct timespec length = {
        .tv_sec = whole, .tv_nsec = (long)((seconds - (double)whole) * 1e9)};
    nanosleep(&length, NULL);
}
