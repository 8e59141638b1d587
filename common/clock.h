#ifndef CLOCK_H
#define CLOCK_H

/* Seconds on the clock that nobody sets: clock_gettime(2), CLOCK_MONOTONIC. */
double clock_now(void);

/* Sleeps so many seconds, or less if a signal comes: nanosleep(2). */
void clock_sleep(double seconds);

#endif
