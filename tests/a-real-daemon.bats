#!/usr/bin/env bats
# docs/become_daemon.c and docs/a-real-daemon.c: code for a reader's own daemons.
bats_require_minimum_version 1.5.0
load helper

# compiled CC FILE...: compiles ./real-daemon with the compiler options of the project.
compiled() {
    local warnings
    warnings=$(sed -n 's/^WARNINGS := //p' "$ROOT/Makefile")
    # shellcheck disable=SC2086 # a word each
    "$1" -std=c11 -D_POSIX_C_SOURCE=200809L $warnings -Werror -o real-daemon \
        "${@:2}" "$ROOT/docs/become_daemon.c"
}

setup() {
    needs cc gcc
    cd "$BATS_TEST_TMPDIR"
    compiled cc "$ROOT/docs/a-real-daemon.c"
}

# started [COMMAND...]: starts the daemon, by COMMAND if any; sets pid and records it.
started() {
    "$@" ./real-daemon file log </dev/null >shown 2>&1 3>&-
    pid=$(cat file)
    record "$pid"
}

# said LINE...: waits up to a minute until the log consists of exactly these lines.
said() {
    printf '%s\n' "$@" >expected
    wait_until cmp -s log expected || fail "the log: $(cat log)"
}

@test "with gcc, clang and musl it compiles without a warning, and has the six marks" {
    for cc in cc ${THOROUGH:+clang musl-gcc}; do
        compiled $cc "$ROOT/docs/a-real-daemon.c"
        "$BIN/inspect" --run ./real-daemon file log </dev/null >shown 3>&-
        "$BIN/terminal" -- "$BIN/inspect" --run ./real-daemon file log </dev/null >shown 3>&-
    done
}

@test "a starter that catches SIGCHLD waits for the daemon all the same" {
    cat >caught.c <<'CODE'
#include <signal.h>
#include <unistd.h>
int become_daemon(void);
static void caught(int number) { (void)number; }
int main(void)
{
    struct sigaction action = {.sa_handler = caught};
    sigaction(SIGCHLD, &action, NULL);
    int ready = become_daemon();
    while (getppid() == getsid(0)) /* the child of the starter must end first */
        usleep(1000);
    return write(ready, "", 1) == 1 ? 0 : 1;
}
CODE
    cc -o caught caught.c "$ROOT/docs/become_daemon.c"
    run -0 timeout 60 ./caught
}

@test "when it returns, its pid file holds the number of a process that runs" {
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        started
        alive "$pid"
        assert_equal "$(readlink "/proc/$pid/exe")" "$PWD/real-daemon"
        kill -KILL "$pid"
        wait_until ended "$pid"
    done
}

@test "as leader of a terminal that is closed behind it, it lives, each time" {
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        started "$BIN/terminal" --leave-daemons --
        alive "$pid"
        kill "$pid"
        wait_until ended "$pid"
    done
    assert_equal "$(sort log | uniq -c | xargs)" "20 TERM: ends 20 ready"
}

CLOSED=('<&-' '>&-' '2>&-' '<&- >&-' '<&- 2>&-' '>&- 2>&-' '<&- >&- 2>&-')

# bats test_tags=thorough
@test "started with 0, 1 or 2 closed it keeps its files, and 0, 1 and 2 are /dev/null and the log" {
    for closed in "${CLOSED[@]}"; do
        eval "./real-daemon file log 3>&- $closed"
        pid=$(cat file)
        record "$pid"
        assert_equal "$(readlink "/proc/$pid/fd/0" "/proc/$pid/fd/1" "/proc/$pid/fd/2" | xargs)" \
            "/dev/null /dev/null $PWD/log" "$closed"
        kill "$pid"
        wait_until ended "$pid"
    done
}

@test "while one runs, a second is refused; after a kill -9 the next one starts, whatever the file says" {
    started
    run -1 ./real-daemon file log 3>&-
    assert_equal "$output" "file is locked: a daemon is running"
    assert_equal "$(cat file)" "$pid"
    kill -KILL "$pid"
    wait_until ended "$pid"
    assert_equal "$(cat file)" "$pid" "a stale number"
    started
    run -1 ./real-daemon file log 3>&-
}

@test "it acts on HUP, even under nohup; TERM ends it and empties its pid file" {
    for how in env nohup; do
        rm -f log
        started $how
        kill -HUP "$pid"
        said ready 'HUP: reads its configuration again'
        kill "$pid"
        said ready 'HUP: reads its configuration again' 'TERM: ends'
        wait_until ended "$pid"
        assert_equal "$(wc -c <file)" 0
    done
}

@test "in the foreground it does the same, and its log is stderr" {
    ./real-daemon 2>log 3>&- &
    pid=$!
    record $pid
    said ready
    kill -HUP $pid
    said ready 'HUP: reads its configuration again'
    kill $pid
    wait $pid
    run -2 ./real-daemon file
    assert_equal "$output" "usage: real-daemon [PIDFILE LOG]"
}

# bats test_tags=thorough
@test "a failure before the fork is reported; one after the fork gives the starter's status" {
    run -1 ./real-daemon nowhere/file log
    assert_equal "$output" "nowhere/file: No such file or directory"
    run -1 ./real-daemon file nowhere/log
    assert_equal "$output" "nowhere/log: No such file or directory"
    ulimit -f 0
    (trap '' XFSZ && exec ./real-daemon file log 3>&-) || status=$?
    assert_equal "$status" 1
}

# slow_one: makes a daemon that writes its PID to a file, and waits for another file.
slow_one() {
    cat >slow.c <<'C'
#include <stdio.h>
#include <unistd.h>
int become_daemon(void);
int main(int argc, char *argv[])
{
    printf("%d arguments", argc - 1);
    fflush(stdout);
    int ready = become_daemon();
    if (ready == -1) {
        perror("become_daemon");
        return 1;
    }
    alarm(60); /* end even if the test has failed */
    FILE *file = fopen(argv[1], "w");
    if (file == NULL || fprintf(file, "%ld\n", (long)getpid()) < 0 || fclose(file) == EOF)
        return 1;
    while (access(argv[2], F_OK) == -1)
        sleep(1);
    if (write(ready, "", 1) != 1)
        return 1;
    pause();
}
C
    compiled cc slow.c
}

# start_slow_one: sets starter, which waits for it, and pids.
start_slow_one() {
    slow_one
    ./real-daemon "$PWD/file" "$PWD/go" >shown 3>&- &
    starter=$!
    record $starter
    pids_in file
}

@test "the starter waits until the daemon is ready" {
    start_slow_one
    asleep $starter
    touch go
    wait $starter
    alive "${pids[0]}"
    assert_equal "$(cat shown)" "2 arguments" "once"
}

# bats test_tags=thorough
@test "started with 0, 1 or 2 closed it is reported as ready, too, and 0, 1 and 2 are /dev/null" {
    slow_one
    touch go
    for closed in "${CLOSED[@]}"; do
        eval "./real-daemon '$PWD/file' '$PWD/go' 3>&- >shown $closed"
        pids_in file
        assert_equal "$(readlink "/proc/${pids[0]}/fd/"[012] | sort -u)" /dev/null "$closed"
        rm file
    done
}

@test "a daemon that dies before it is ready gives the starter status 1" {
    start_slow_one
    kill -KILL "${pids[0]}"
    wait $starter || status=$?
    assert_equal "$status" 1
}

# bats test_tags=thorough
@test "a starter that is interrupted ends the daemon, too" {
    start_slow_one
    kill -TERM $starter
    wait $starter || status=$?
    assert_equal "$status" 143
    touch go
    wait_until ended "${pids[0]}"
}

# bats test_tags=thorough
@test "each failed call of become_daemon is reported, and leaves nothing" {
    needs strace
    slow_one
    for failing in openat pipe,pipe2 fcntl clone,fork,vfork setsid chdir dup2,dup3; do
        only=()
        [ $failing != openat ] || only=(-P /dev/null)
        calls=$(sed 's/[a-z0-9]*/?&/g' <<<"$failing")
        status=0
        strace -f -qq -o trace "${only[@]}" -e "trace=$calls" -e "inject=$calls:error=EIO" \
            ./real-daemon "$PWD/file" "$PWD/go" >shown 2>errors 3>&- || status=$?
        assert_equal "$status" 1 "$failing"
        assert_equal "$(cat errors)" "become_daemon: Input/output error" "$failing"
        grep -q INJECTED trace || fail "$failing was not called"
    done
}
