#!/usr/bin/env bats
# inspect --run: which processes a command leaves behind, and whether they are daemons.
bats_require_minimum_version 1.5.0
load helper

setup() {
    cd "$BATS_TEST_TMPDIR"
    daemon=("$BIN/recipe" --quiet fork setsid fork chdir reopen --) # a command follows
}

# ending STATUS ARG...: runs inspect --run; sets output, stderr, and marks: a line for
# each survivor, with y, n or ? for each mark and for daemon.
ending() {
    local expected=$1
    shift
    run "-$expected" --separate-stderr "$BIN/inspect" --format json --run "$@" </dev/null 3>&-
    output=$(grep '^{"name"' <<<"$output" || true) # without what COMMAND printed
    marks=$(jq -r '.name + " " + ([.adopted, .own_session, .no_terminal, .not_leader,
        .cwd_root, .stdio_safe, .daemon] | map(if . == null then "?"
        elif . then "y" else "n" end) | add)' <<<"$output")
}

assert_ended() { # PID...
    local each
    for each; do
        ended "$each" || fail "$(ps -o pid=,stat=,args= -p "$each") has not ended"
    done
}

# in_background ARG...: runs inspect --run in the background; sets pid. SIGHUP has its
# default action there, or is ignored with HUP=ignore, however the tests were started.
in_background() {
    env --${HUP:-default}-signal=HUP "$BIN/inspect" --format json --run "$@" </dev/null >shown 2>complaints 3>&- &
    pid=$!
    record "$pid"
}

# ends STATUS [PID]: waits until a background process ends, and asserts its status.
ends() {
    local status=0
    wait_until -t 100 ended "${2-$pid}"
    wait "${2-$pid}" || status=$?
    assert_equal "$status" "$1" "status"
}

pid_in() { # FILE
    wait_until test -s "$1"
    record "$(cat "$1")"
}

# --- which process is a daemon ---

@test "inspect --run: finds each step's survivor, and only the last has all marks" {
    # 0, 1 and 2 are files, so a missing mark is due to the step; but no_terminal is
    # also missing if the tests have a terminal
    cd /tmp
    no_terminal=y
    [ "$(ps -o tty= -p $$)" = '?' ] || no_terminal=n
    steps=("${STEPS[@]:1}")
    ending 1 --settle 1 sh -c 'for step; do "$step" --stay 60; done' sh \
        "${steps[@]/#/$BIN/}"
    assert_equal "$(sort <<<"$marks")" "01-fork yn${no_terminal}ynnn
02-setsid yyynnnn
03-second-fork yyyynnn
04-chdir yyyyynn
05-reopen yyyyyyy"
    mapfile -t pids < <(jq .pid <<<"$output")
    assert_ended "${pids[@]}"
}

@test "inspect --run: a daemon's descendants stand below it, and do not decide" {
    ending 0 sh -c '"$@"; "$@"' sh "${daemon[@]}" sh -c 'sh -c "sleep 60; true"; true'
    assert_equal "$marks" 'sh yyyyyyy
sh ?yyyyy?
sleep ?yyyyy?
sh yyyyyyy
sh ?yyyyy?
sleep ?yyyyy?'
    assert_equal "$(jq -s -c '[.[0].pid, .[0].pid, .[3].pid, .[3].pid] == map(.child_of | values)' <<<"$output")" true
}

@test "inspect --run: a daemon that starts children all the time passes" {
    cat >children.c <<'END'
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
    for (;;) {
        if (fork() == 0) {
            usleep(20000);
            _exit(3);
        }
        wait(0);
    }
}
END
    cc -o children children.c
    local round
    for round in 1 ${THOROUGH:+2 3 4 5 6 7 8 9 10}; do
        ending 0 "${daemon[@]}" "$PWD/children"
        assert_match "$marks" '^children yyyyyyy'
        assert_equal "$stderr" "" "round $round: how children end is their parent's business"
    done
}

# bats test_tags=thorough
@test "inspect --run: a descriptor that is still the starter's is not safe, whatever it refers to" {
    local to each expected=1
    keeps=("$BIN/recipe" --quiet fork setsid fork chdir -- sleep 60)
    pids=()
    for to in '>file' '>>file 2>&1' '>/dev/null 2>&1' '<&-' '2>&-' '| cat >piped' '<>file >&0 2>&0'; do
        eval "set -o pipefail; '$BIN/inspect' --run --settle 1 \"\${keeps[@]}\" </dev/null 3>&- $to" &
        pids+=($!)
        eval "set -o pipefail; '$BIN/inspect' --run \"\${daemon[@]}\" sleep 60 </dev/null 3>&- $to" &
        pids+=($!)
    done
    for each in "${pids[@]}"; do
        ends $expected "$each"
        expected=$((1 - expected))
    done
    # and it says so, in a few words for all three
    "$BIN/inspect" --run --settle 1 "${keeps[@]}" </dev/null >file 2>&1 3>&- || true
    assert_match "$(cat file)" "stdio_safe +0, 1 and 2 are each its starter's"
}

@test "inspect --run: the same file is safe if the daemon opened it anew" {
    in_background sh -c 'exec "$@" </dev/null >>shown 2>>shown' sh \
        "$BIN/recipe" --quiet fork setsid fork chdir -- sleep 60
    ends 0
}

# bats test_tags=thorough
@test "inspect --run: what a daemon opened itself is its own, even if its starter has the same file open" {
    opens='exec sleep 60 <>/dev/zero >&0 2>&0'
    run -1 bash -c '"$@" </dev/zero >/dev/zero 2>&1 3>&-' bash "$BIN/inspect" --settle 1 --run \
        "$BIN/recipe" --quiet fork setsid fork chdir -- sleep 60
    "$BIN/inspect" --format tsv --run "$BIN/recipe" --quiet fork setsid fork chdir -- sh -c "$opens" \
        </dev/zero >shown 3>&-
    assert_equal "$(cells stdio_safe shown)" true
}

@test "inspect --run: a note says who waits for a pipe of the starter's, or for a lock" {
    "$BIN/inspect" --run sh -c 'exec "$@" 5>&1 >/dev/null' sh "${daemon[@]}" sleep 60 </dev/null 2>&1 3>&- | cat >shown
    assert_match "$(cat shown)" "pipe +5 is its starter's: its reader gets no end-of-file yet"
    "$BIN/inspect" --run sh -c 'exec 9>locked; flock 9; exec "$@"' sh "${daemon[@]}" sleep 60 </dev/null >shown 3>&-
    assert_match "$(cat shown)" 'lock +on 9: others wait while this process has it: '
    # a pipe with a name, and a descriptor with a high number
    mkfifo named
    cat named >/dev/null 3>&- &
    "$BIN/inspect" --run "${daemon[@]}" sleep 60 5>named </dev/null >shown 3>&-
    assert_match "$(cat shown)" "pipe +5 is its starter's"
    bash -c 'exec "$@" 300> >(cat >/dev/null)' bash "$BIN/inspect" --run "${daemon[@]}" sleep 60 </dev/null >shown 3>&-
    assert_match "$(cat shown)" "pipe +300 is its starter's"
    # no reader waits for a pipe that the daemon reads, although it could be written to
    : | "$BIN/inspect" --run sh -c 'exec "$@" 5<&0 4>&-' sh "${daemon[@]}" sleep 60 4>/proc/self/fd/0 >shown 3>&-
    assert_match "$(cat shown)" ' 5 pipe'
    refute_match "$(cat shown)" ' pipe +5'
}

# --- when inspect looks ---

@test "inspect --run --settle: a daemon that takes its time is waited for" {
    in_background --settle 60 sh -c '(echo $$ >waits; until [ -e go ]; do sleep 0.05; done; exec "$0" --stay 60) &' \
        "$BIN/05-reopen"
    pid_in waits
    sleep 0.5 # longer than inspect waits for changes before it decides
    touch go
    ends 0
}

@test "inspect --run --settle: it waits no longer than that; then it says when it looked, and what still changed" {
    pids=()
    "$BIN/inspect" --run --settle 1 sh -c 'sleep 60 </dev/null >quiet 2>&1 &' </dev/null >sleeps 3>&- &
    pids+=($!)
    "$BIN/inspect" --run --settle 1 sh -c 'while :; do cd /; cd /tmp; done &' </dev/null >changes 3>&- &
    pids+=($!)
    ends 1 "${pids[0]}"
    ends 1 "${pids[1]}"
    assert_match "$(cat sleeps)" 'looked at +[1-9][0-9]*\.[0-9] s after sh had returned'$'\n?''$'
    assert_match "$(cat changes)" 'looked at +[1-9][0-9]*\.[0-9] s after sh had returned; it was still changing'
}

@test "inspect --run --settle: a process that never rests does not pass, even with all marks" {
    cat >restless.c <<'END'
#include <unistd.h>
int main(void)
{
    while (usleep(5000) == 0)
        if (fork() != 0)
            return 0;
}
END
    cc -o restless restless.c
    for _ in 1 ${THOROUGH:+2 3}; do
        ending 1 --settle 1 "${daemon[@]}" "$PWD/restless"
        refute_match "$marks" '\?' "none of them is one that has ended"
    done
}

# bats test_tags=thorough
@test "inspect --run: a change in its terminal is not a change of a process" {
    cat >flips.c <<'END'
#include <signal.h>
#include <unistd.h>
int main(void)
{
    pid_t before = getpgrp();
    signal(SIGTTOU, SIG_IGN);
    if (setpgid(0, 0) == -1)
        return 1;
    for (int own = 1; usleep(5000) == 0; own = !own)
        if (tcsetpgrp(2, own ? getpgrp() : before) == -1)
            return 1;
}
END
    cc -o flips flips.c
    run -1 "$BIN/terminal" --timeout 100 -- "$BIN/inspect" --format json --settle 1 --run \
        sh -c './flips & exec sleep 60 &' </dev/null 3>&-
    assert_equal "$(grep '^{' <<<"$output" | tr -d '\r' | jq -c '[.name, .changing] | select(.[0] == "sleep")')" '["sleep",false]'
}

@test "inspect --run: a daemon that only computes rests" {
    run -0 --separate-stderr "$BIN/inspect" --run "${daemon[@]}" sh -c 'while :; do :; done' </dev/null 3>&-
    refute_match "$output" 'still changing'
}

# bats test_tags=thorough
@test "inspect --run: the time at which it looked counts from COMMAND's end, even a late one" {
    in_background --timeout 1 --settle 600 sh -c '"$@"; until [ -e go ]; do sleep 0.05; done' sh "${daemon[@]}" sleep 60
    wait_until grep -q 'has not returned' complaints
    sleep 1 # this second must not count
    began=$(date +%s%N)
    touch go
    ends 1
    lasted=$((($(date +%s%N) - began) / 1000000))
    assert_equal "$(jq ".looked * 1000 <= $lasted + 10" shown)" true "$(jq .looked shown) s, of $lasted ms"
}

@test "inspect --run --live: a process that lives passes; one that ended does not, and it says how it ended" {
    in_background --live 1 "$BIN/05-reopen" --stay 60
    local life
    for life in 1 5 25; do # it must settle before it ends
        run --separate-stderr "$BIN/inspect" --format json --run --live 60 "${daemon[@]}" sh -c "sleep $life; exit 7" \
            </dev/null 3>&-
        [ "$status" = 3 ] || break
    done
    assert_equal "$status" 1
    assert_match "${stderr_lines[0]}" "^inspect: [0-9]+ \(sh\) ended with status 7 after [0-9.]+ s$"
    assert_match "${stderr_lines[1]}" '^inspect: .*/recipe returned 0, and nothing that it started is left$'
    assert_equal "${#stderr_lines[@]}" 2
    assert_equal "$(jq -c '[.name, .returned, .ended.status, .ended.signal]' <<<"$output")" '[null,0,7,null]'
    ends 0
    assert_equal "$(grep '^{"name"' shown | jq -c '[.daemon, .looked >= 1]')" '[true,true]'
}

@test "inspect --run: a zombie has no line: it is not a survivor" {
    # its parent would have to wait for it, but has become another program; bash might
    # wait for it before that, dash does not
    needs dash
    ending 0 "${daemon[@]}" dash -c 'true & exec sleep 60'
    assert_equal "$marks" 'sleep yyyyyyy'
}

# bats test_tags=thorough
@test "inspect --run: \"nothing is left\" means no process at all, even where each soon forks another and ends" {
    # this goes on for half a second; the last process stays, and is found
    cat >"$BATS_TEST_TMPDIR/chain" <<'END'
[ "$1" -lt 20 ] || exec sleep 60
sleep 0.02
sh "$0" $(($1 + 1)) &
END
    ending 0 "${daemon[@]}" sh "$BATS_TEST_TMPDIR/chain" 0
    assert_equal "$stderr" ""
}

# bats test_tags=thorough
@test "inspect --run: a chain of processes that fork and end faster than it looks is ended" {
    cat >hop.c <<'END'
#include <stdlib.h>
#include <unistd.h>
int main(int argc, char **argv)
{
    for (;;) {
        if (fork() != 0)
            _exit(0);
        usleep(atoi(argv[1]));
    }
}
END
    cc -o hop hop.c
    local each
    for each in 1000 ${THOROUGH:+0 1000 3000 20000 0 1000 3000 20000}; do
        ending 1 --settle 1 sh -c "echo \$\$ >group; ./hop $each </dev/null >/dev/null 2>&1 &"
        group_ended || fail "it lives on: $each"
    done
    [ -n "${THOROUGH-}" ] || return 0
    # so many that there is always one to reap: inspect must at least report that
    run --separate-stderr "$BIN/inspect" --run --settle 1 sh -c 'echo $$ >group
        for i in 1 2 3 4 5 6 7 8; do ./hop 0 </dev/null >/dev/null 2>&1 & done' 3>&-
    refute_equal "$status" 0
    group_ended || assert_match "$stderr" 'of the processes that it started do'
}

group_ended() { # succeeds if the group in the file group is gone; else tries to end it
    local i
    for i in {1..400}; do
        kill -KILL -- "-$(cat group)" 2>/dev/null || break
    done
    [ "$i" = 1 ]
}

# --- which process ended ---

@test "inspect --run: if nothing is left, it says how COMMAND ended, with status 3" {
    ending 3 sh -c 'exit 7'
    assert_equal "$stderr" "inspect: sh returned 7, and nothing that it started is left"
    assert_equal "$output" '{"name":null,"command":"sh","returned":7,"signal":null,"ended":null}'
    ending 3 sh -c 'kill -9 $$'
    assert_equal "$stderr" "inspect: sh was killed by SIGKILL, and nothing that it started is left"
}

@test "inspect --run: a daemon that ended by itself is reported, with how it ended" {
    ending 3 sh -c '(sh -c "exit 7" &)'
    assert_match "$stderr" \
        '^inspect: sh returned 0, and nothing that it started is left: [0-9]+ \(sh\) ended with status 7 after [0-9.]+ s$'
    assert_equal "$(jq -c '[.returned, .ended.name, .ended.status, .ended.signal]' <<<"$output")" '[0,"sh",7,null]'
    ending 3 "${daemon[@]}" sh -c 'kill -SEGV $$'
    assert_match "$stderr" ': [0-9]+ \(sh\) was killed by SIGSEGV after [0-9.]+ s$'
    assert_equal "$(jq -c '[.returned, .ended.status, .ended.signal]' <<<"$output")" '[0,null,"SIGSEGV"]'
    # even if a process that ended before it, with status 0, is reaped after it
    ending 3 sh -c '(sh -c "exit 7" &) & exec sleep 0.5'
    assert_equal "$(jq -c '[.returned, .ended.status]' <<<"$output")" '[0,7]'
    # also if another daemon lives; and the status of COMMAND is shown, too
    ending 0 sh -c '(sh -c "exit 7" &); "$@"; exit 5' sh "${daemon[@]}" sleep 60
    assert_match "$stderr" '^inspect: sh returned 5'$'\n''inspect: [0-9]+ \(sh\) ended with status 7 after [0-9.]+ s$'
    assert_equal "$(jq -c '[.command, .returned]' <<<"$output")" '["sh",5]'
}

@test "inspect --run: of hundreds that end at once each is reported" {
    cat >many.c <<'END'
#include <unistd.h>
int main(void)
{
    int ends[2];
    char byte;
    if (pipe(ends) == -1)
        return 1;
    for (int i = 0; i < 200; i++)
        if (fork() == 0) { /* these end as soon as their parent has ended */
            close(ends[1]);
            _exit(7 + (int)read(ends[0], &byte, 1));
        }
    return 0;
}
END
    cc -o many many.c
    ending 3 "$PWD/many"
    assert_equal "$(grep -c '(many) ended with status 7 after' <<<"$stderr")" 200
}

# bats test_tags=thorough
@test "inspect --run: a COMMAND that does not return in time is shown as it is, and ended; its status is shown" {
    mkdir stays stops returns
    declare -A inspects
    cd stays
    in_background --timeout 1 --settle 1 sleep 60
    inspects[stays]=$pid
    cd ../stops
    in_background --settle 1 sh -c 'kill -STOP $$; exit 5'
    inspects[stops]=$pid
    cd ../returns
    in_background --timeout 1 --settle 60 sh -c 'until [ -e go ]; do sleep 0.05; done; exit 3'
    wait_until grep -q 'sh has not returned within 1 s' complaints
    touch go
    ends 3
    assert_equal "$(tail -n 1 complaints)" 'inspect: sh returned 3, and nothing that it started is left'
    cd ../stays
    ends 1 "${inspects[stays]}"
    assert_equal "$(cat complaints)" 'inspect: sleep has not returned within 1 s'
    assert_equal "$(jq -c '[.name, .adopted, .returned]' shown)" '["sleep",false,null]'
    assert_ended "$(jq .pid shown)"
    cd ../stops
    ends 1 "${inspects[stops]}"
    assert_equal "$(cat complaints)" 'inspect: sh was stopped by SIGSTOP'
    assert_ended "$(jq .pid shown)"
}

@test "inspect --run: names that others chose reach the terminal clean" {
    name=$'e\e[31m\xc2\x9b'
    cp "$(type -P bash)" "$name"
    ending 3 sh -c '("$0" -c "exit 7" &)' "./$name"
    assert_match "$stderr" '\(e\?\[31m\?\) ended with status 7'
    ending 3 "./$name" -c 'exit 7'
    assert_match "$stderr" '^inspect: ./e\?\[31m\? returned 7'
    "$BIN/inspect" --format tsv --run "./$name" -c '"$@"' "" "${daemon[@]}" sleep 60 </dev/null >shown 3>&-
    refute_match "$(cat shown)" $'[\e\x9b]'
    assert_equal "$(cells command shown)" './e\u001b[31m\u009b'
    assert_equal "$(awk -F '\t' '{ print NF }' shown | uniq | wc -l)" 1 "columns in the header, and in rows"
}

@test "inspect --run: COMMAND may end between two looks at it" {
    run -3 strace -o trace -e trace=waitid -e inject=waitid:delay_enter=500000:when=3 \
        "$BIN/inspect" --run sleep 0.1 3>&-
    assert_equal "$output" 'inspect: sleep returned 0, and nothing that it started is left'
}

@test "inspect --run: the status is 126 or 127 where COMMAND cannot be run" {
    : >no-program
    ending 126 ./no-program
    assert_equal "$stderr" "inspect: ./no-program: Permission denied"
    ending 126 /
    ending 127 ./not-there
    assert_equal "$stderr" "inspect: ./not-there: No such file or directory"
}

# --- which process inspect ends ---

@test "inspect --run --keep: the survivors run on" {
    ending 0 --keep "$BIN/05-reopen" --stay 60
    kept=$(jq .pid <<<"$output")
    record "$kept"
    alive "$kept"
    refute_equal "$(ps -o ppid= -p "$kept")" ""
}

# bats test_tags=thorough
@test "inspect --run: a signal to it reaches COMMAND, and everything ends" {
    local signal
    declare -A inspects
    # SIGALRM, too: the caller may have set an alarm before exec
    for signal in INT TERM HUP QUIT ALRM USR1; do
        mkdir $signal
        cd $signal
        in_background --keep sh -c "trap 'echo $signal >told; exit' $signal
            (setsid sh -c 'trap \"\" TERM; echo \$\$ >daemon; while :; do sleep 1; done' &)
            while :; do sleep 0.05; done"
        inspects[$signal]=$pid
        pid_in daemon
        kill -$signal "$pid"
        cd ..
    done
    for signal in INT:130 TERM:143 HUP:129 QUIT:131 ALRM:142 USR1:138; do
        cd "${signal%:*}"
        ends "${signal#*:}" "${inspects[${signal%:*}]}"
        assert_equal "$(cat told)" "${signal%:*}" "what COMMAND was told"
        assert_ended "$(cat daemon)"
        assert_equal "$(cat shown)" ""
        cd ..
    done
}

@test "inspect --run: under nohup a SIGHUP ends nothing" {
    HUP=ignore in_background sh -c "echo \$\$ >command; until [ -e go ]; do sleep 0.02; done
        exec '$BIN/05-reopen' --stay 60"
    pid_in command
    kill -HUP "$pid"
    touch go
    ends 0
    assert_equal "$(grep "^{\"name\"" shown | jq -c "[.name, .daemon]")" '["05-reopen",true]'
}

@test "inspect --run: a signal while the survivors settle ends them" {
    in_background --settle 60 --keep sh -c 'setsid -f sh -c "echo \$\$ >daemon; while :; do cd /; cd /tmp; done"'
    pid_in daemon
    kill "$pid"
    ends 143
    assert_ended "$(cat daemon)"
}

# bats test_tags=thorough
@test "inspect --run: a signal ends it, too, while it waits for its reader" {
    mkfifo full
    exec 5<>full
    timeout 1 head -c 100000 /dev/zero >&5 || [ $? -eq 124 ]
    for descriptors in '>&5 2>/dev/null' '>/dev/null 2>&5'; do
        rm -f went
        eval "'$BIN/inspect' --format json --run touch went </dev/null 3>&- $descriptors &"
        pid=$!
        record "$pid"
        wait_until test -e went
        wait_until eval '! ps --ppid $pid >/dev/null'
        kill "$pid" # by now it writes, or is about to
        ends 143
    done
    exec 5>&-
}

@test "inspect --run: COMMAND is a foreground job: it reads the terminal, and ^C ends it" {
    cat >reads <<'END'
ps -o pgid=,tpgid= -p $$ | xargs
echo ready
read -r x
echo "<$x>"
END
    cat >leaves <<'END'
(setsid sh -c 'echo $$ >daemon; exec sleep 60' &)
exec sleep 60
END
    cat >unsettled <<'END'
setsid -f sh -c 'echo $$ >busy; while :; do cd /; cd /tmp; done'
END
    foreground_again() { # PID: succeeds if its parent, inspect, is in the foreground
        [ "$(ps -o tpgid= -p "$(ps -o ppid= -p "$1")")" = "$(ps -o pgid= -p "$(ps -o ppid= -p "$1")")" ]
    }
    {
        printf '%s\n' 'expect prompt>' "type '$BIN/inspect' --run sh reads" 'expect ready' 'type hello' \
            'expect <hello>' 'expect sh returned 0, and nothing that it started is left' \
            'expect prompt>' "type '$BIN/inspect' --run sh leaves"
        pid_in daemon >&2
        printf '%s\n' 'press C-c' 'expect prompt>' 'type echo status $?' 'expect status 130' \
            'expect prompt>' "type '$BIN/inspect' --run --settle 60 sh unsettled"
        pid_in busy >&2
        wait_until foreground_again "$(cat busy)" >&2
        printf '%s\n' 'press C-c' 'expect prompt>' 'type echo status $?' 'expect status 130' \
            'expect prompt>' 'press C-d'
    } | env HISTFILE= PS1='prompt> ' "$BIN/terminal" --timeout 100 -- bash --norc -i >shown 2>errors 3>&- ||
        fail "$(cat shown errors)"
    read -r pgid tpgid <<<"$(grep -E '^[0-9]+ [0-9]+' shown | tr -d '\r')"
    assert_equal "$pgid" "$tpgid" "its group, and the one in the foreground"
    assert_ended "$(cat daemon)" "$(cat busy)"
}

@test "inspect --run: in the background it holds no terminal" {
    printf 'expect done\n' | "$BIN/terminal" --timeout 100 -- bash --norc -ic "'$BIN/inspect' --run sh -c \
        'ls -l /proc/\$PPID/fd >'\''$PWD/held'\''; true' 2>/dev/null & wait; echo done" >/dev/null 3>&- || true
    [ -s held ]
    refute_match "$(cat held)" ' (1[0-9]|[3-9]) -> /dev/tty'
}

# bats test_tags=thorough
@test "inspect --run: a COMMAND stopped by ^Z is shown, and ended" {
    echo 'echo ready; exec sleep 60' >waits
    printf '%s\n' 'expect prompt>' "type '$BIN/inspect' --run --settle 1 sh waits" 'expect ready' 'press C-z' \
        'expect sh was stopped by SIGTSTP' 'expect prompt>' 'type echo status $?' 'expect status 1' \
        'expect prompt>' 'press C-d' |
        env HISTFILE= PS1='prompt> ' "$BIN/terminal" --timeout 100 -- bash --norc -i >shown 2>errors 3>&- ||
        fail "$(cat shown errors)"
}

@test "inspect --run: COMMAND ignores and blocks no signal, and inherits no more than was open" {
    ls -1 /proc/self/fd >expected 3>&- 7</dev/null
    (
        trap '' INT QUIT HUP USR1 TSTP TTOU
        "$BIN/inspect" --run sh -c 'grep -E "^Sig(Blk|Ign)" /proc/self/status >signals
            ls -1 /proc/self/fd >fds' </dev/null 7</dev/null 3>&- 2>/dev/null || true
    )
    for mask in $(awk '{ print $2 }' signals); do
        # the C library uses 32 and 33 itself; they cannot be reset
        assert_equal $((0x$mask & ~0x180000000)) 0 "$(cat signals)"
    done
    assert_equal "$(cat fds)" "$(cat expected)" "descriptors"
}

@test "inspect --run: the caller's other children are left alone" {
    status=0
    bash -c "sleep 60 3>&- & echo \$! >other
        exec '$BIN/inspect' --run '$BIN/05-reopen' --stay 60 </dev/null >shown 3>&-" || status=$?
    pid_in other
    assert_equal "$status" 0
    alive "$(cat other)" || fail "it was ended, too"
    refute_match "$(cat shown)" sleep
}

@test "inspect --run: what those children leave behind is left alone, too" {
    status=0
    bash -c "(sleep 60 3>&- & echo \$! >other; until [ -e go ]; do sleep 0.02; done) & echo \$! >between
        exec '$BIN/inspect' --run sh -c 'until [ -s other ]; do sleep 0.02; done; touch go
            while [ \"\$(ps -o state= -p \$(cat between))\" = S ]; do sleep 0.02; done
            exec \"\$@\"' sh '$BIN/05-reopen' --stay 60 </dev/null >shown 3>&-" || status=$?
    pid_in other
    assert_equal "$status" 0
    alive "$(cat other)" || fail "it was ended, too"
    refute_match "$(cat shown)" sleep
}

# bats test_tags=thorough
@test "inspect --run: where memory runs out it says so, and leaves nothing" {
    cat >many.c <<'END'
#include <fcntl.h>
#include <unistd.h>
int main(void)
{
    int more = 40;
    while (more > 0 && fork() > 0)
        more--;
    if (more == 0)
        return 0;
    setsid();
    for (int i = 0; i < 500; i++)
        open("/dev/null", O_RDONLY);
    sleep(60);
}
END
    cc -o many many.c
    local kilobytes=9000 told=0
    until [ $told = 4 ] || [ $kilobytes = 2000 ]; do # the need depends on the libc
        bash -c 'ulimit -S -v "$0"; exec "$@"' $kilobytes "$PLAIN_BIN/inspect" --settle 1 --run "$PWD/many" \
            </dev/null >shown 2>complaints 3>&- || true
        ! grep -q '^inspect: .*: Cannot allocate memory' complaints || told=$((told + 1))
        wait_until eval '! pgrep -f "^$PWD/many" >/dev/null'
        kilobytes=$((kilobytes - 500))
    done
    [ $told -gt 0 ]
}

@test "inspect --run: no process is left where fork is refused, or no descriptor free" {
    strace -o trace -e inject=clone,clone3,fork,vfork:error=EAGAIN "$BIN/inspect" --run true 2>errors 3>&- &&
        fail "status 0"
    assert_match "$(cat errors)" 'inspect: fork: Resource temporarily unavailable'
    strace -o trace -e inject=pipe,pipe2:error=EMFILE "$BIN/inspect" --run true 2>errors 3>&- &&
        fail "status 0"
    assert_match "$(cat errors)" 'inspect: pipe: (Too many open files|No file descriptors available)'
}
