#ifndef CLOCK_H
#define CLOCK_H

/* Seconds on a clock that is never set: clock_gettime(2), CLOCK_MONOTONIC. */
double clock_now(void);

/* Sleeps that many seconds, or less if a signal arrives: nanosleep(2). */
void clock_sleep(double seconds);

#endif
