#ifndef REPORT_H
#define REPORT_H

/* Prints the row of the stage that was just done: what the process now is.
 *
 * In a process that was forked since the last row, first waits until the
 * process of that row, its parent, is gone: right after fork(2) a child may
 * still see it as its parent. After 5 seconds: a message, and _exit(1).
 *
 * Rows go to what standard output is at the first row, whatever becomes of 1:
 * to a private, close-on-exec duplicate, numbered 3 or above. If a row cannot
 * be written: die(); or, if a command is to follow, one message and no more
 * rows. With --quiet there are none at all.
 *
 * The shell's prompt may come among the rows, while the program goes on. So a
 * line that a background process writes to a terminal takes the prompt's
 * place, and report_end() says how to get the prompt back. */
void report(const char *stage);

/* Writes lines among the rows. */
void report_text(const char *text);

/* Returns the number of the private duplicate, or -1 if there is none. */
int report_descriptor(void);

/* Closes the private duplicate. From then on the process holds only what its
 * stages left it. */
void report_end(void);

#endif
