/* faults: strace's inject should hit only one of the processes that a program
 * forks, but it counts calls in each process anew. So all other processes use
 * up that count here, before they do anything else. tests/faults builds from
 * this file a library to preload, and a static program, which executes the
 * program to be tested. The static program is for the first process, whose
 * loader makes calls before any library is loaded. */
#define _GNU_SOURCE /* syscall(2), program_invocation_short_name */

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* From FAULT="NUMBER COUNT GENERATION PROGRAM": the call, how often, and which
 * generation is spared: 0 is the program itself, 1 its children, and so on. */
static long number, count;
static int spared, generation;

static void use_up(void)
{
    int reason = errno;
    for (long i = 0; i < count && generation != spared; i++)
        syscall(number, -1L, -1L, -1L, -1L, -1L, -1L);
    errno = reason;
}

static const char *read_fault(void)
{
    char *end = getenv("FAULT");
    if (end == NULL)
        return "";
    number = strtol(end, &end, 10);
    count = strtol(end, &end, 10);
    spared = (int)strtol(end, &end, 10);
    return *end != '\0' ? end + 1 : end;
}

#ifdef START
/* If CHILD is set, the program has a child from the start, as if a shell with
 * a child had executed it. */
int main(int argc, char *argv[])
{
    (void)argc;
    read_fault();
    use_up();
    if (getenv("CHILD") != NULL && fork() == 0)
        return pause();
    execv(argv[1], argv + 1);
    return 127;
}
#else
/* Marks in the trace where the program's own calls begin. */
static void begin(void)
{
    syscall(SYS_close, -1000L);
}

static void begin_child(void)
{
    generation++;
    use_up();
    begin();
}

__attribute__((constructor)) static void begin_program(void)
{
    if (strcmp(read_fault(), program_invocation_short_name) != 0)
        generation = -1000; /* COMMAND, which is not tested */
    pthread_atfork(NULL, NULL, begin_child);
    begin();
}
#endif
