#ifndef REPORT_H
#define REPORT_H

/* Prints the row of a stage that was just done: who the process now is.
 *
 * In a process forked since the last row it first waits until that row's
 * process, the parent, is really gone: right after fork(2) a child may still
 * see it as its parent. Bounded: after 5 seconds, a message and _exit(1).
 *
 * Rows go to what standard output is at the first row, whatever becomes of 1:
 * to a private, close-on-exec duplicate, numbered 3 or above. Where they
 * cannot be written: die(); or, where a command is to follow, that is told
 * once, and there are no more. Nor are there any if they are not wanted.
 *
 * The shell's prompt may come among them, while the program goes on. So a line
 * of a table that comes from behind, to a terminal, takes the prompt's place,
 * and report_end() says what brings it back. */
void report(const char *stage);

/* Writes lines among the rows. */
void report_text(const char *text);

/* The number of the private duplicate, -1 where there is none. */
int report_descriptor(void);

/* Closes the private duplicate: the process is at rest, and holds just what
 * its stages left it. */
void report_end(void);

#endif
