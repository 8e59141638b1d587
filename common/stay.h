#ifndef STAY_H
#define STAY_H

/* The last line of main(): ends the rows. With --stay, says how to look at
 * this process and how to end it (in a table only), then waits until the time
 * is up by CLOCK_MONOTONIC; a process that is stopped meanwhile ends as soon
 * as it goes on. Sets no signal, no timer. Returns when it may end. */
void stay(void);

#endif
