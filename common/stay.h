#ifndef STAY_H
#define STAY_H

/* The last line of main(): ends the rows. With --stay, says how to look at
 * this process and how to end it (in a table only), then waits until the time
 * is up by CLOCK_MONOTONIC. A process that was stopped past that time ends
 * when it is continued. Changes no signal handling, and sets no timer. */
void stay(void);

#endif
