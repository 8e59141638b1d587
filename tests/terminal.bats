#!/usr/bin/env bats
# The throw-away terminal that scripts and tests use: common/tools/terminal.c.
bats_require_minimum_version 1.5.0
load helper

setup() {
    cd "$BATS_TEST_TMPDIR"
}

# bats waits until no process has its descriptor 3 open. (Do not use this function in
# the background: $! would be the pid of a shell, not of the program.)
terminal() { "$BIN/terminal" --timeout 100 "$@" 3>&-; }

# ending STATUS COMMAND...: runs COMMAND, which must end with STATUS. Sets output, what
# it showed, without \r, and stderr, its complaints.
ending() {
    local expected=$1
    shift
    run "-$expected" --separate-stderr "$@"
    output=${output//$'\r'/}
}

# Parts of scripts for COMMAND: start a daemon by two forks, with its pid in the file
# "daemon"; start one that no SIGTERM ends; wait until it is there.
daemon="(setsid sh -c 'echo \$\$ >daemon; exec sleep 60' &)"
stubborn="(setsid sh -c 'trap \"\" TERM HUP; echo \$\$ >daemon
    while :; do sleep 1; done' &)"
until_it_is_there='until [ -s daemon ]; do sleep 0.02; done'

# in_background ARG...: starts terminal, and sets pid. SIGHUP has its default action,
# or is ignored with HUP=ignore, however the tests were started.
in_background() {
    env --${HUP:-default}-signal=HUP "$BIN/terminal" --timeout 100 "$@" </dev/null >shown 2>complaints 3>&- &
    pid=$!
    record "$pid"
}

assert_ended() { # checks that each of pids has ended
    local each
    for each in "${pids[@]}"; do
        ended "$each" || fail "$(ps -o pid=,stat=,args= -p "$each") has not ended"
    done
}

# --- the terminal ---

@test "terminal: COMMAND leads its session, with a terminal of its own" {
    ending 0 terminal -- sh -c 'echo $$; ps -o sid= -o tpgid= -o tty= -p $$; tty' \
        </dev/null
    read -r -d '' command sid foreground tty name <<<"$output" || true
    assert_equal "$sid" "$command" "session"
    assert_equal "$foreground" "$command" "foreground process group"
    assert_equal "/dev/$tty" "$name" "controlling terminal"
}

@test "terminal: it takes no controlling terminal itself" {
    ending 0 setsid -w "$BIN/terminal" --timeout 100 -- sh -c 'ps -o tty= -p $PPID' </dev/null 3>&-
    assert_equal "${output// /}" '?'
}

@test "terminal: it has 24 lines of 80 columns" {
    ending 0 terminal -- stty size </dev/null
    assert_equal "$output" '24 80'
}

@test "terminal: --size gives it another size, resize changes it: the foreground group is told" {
    ending 0 terminal --size 40x12 -- sh -c 'trap "stty size; exit" WINCH; stty size
        while :; do sleep 0.05; done' <<'END'
expect 12 40
resize 200x50
expect 50 200
END
    ending 0 terminal --size=1000x1 -- stty size </dev/null
    assert_equal "$output" '1 1000'
}

@test "terminal: 0, 1 and 2 are the terminal, also when the caller has closed them" {
    status=0
    terminal -- sh -c 'test -t 0 && test -t 1 && test -t 2 && ls -1 /proc/self/fd >fds' \
        <&- >&- 2>&- || status=$?
    assert_equal "$status" 0
    ls -1 /proc/self/fd >expected 3>&-
    assert_equal "$(cat fds)" "$(cat expected)" "descriptors"
}

@test "terminal: COMMAND inherits what the caller left open, and no more" {
    ls -1 /proc/self/fd >expected 3>&- 7</dev/null
    terminal -- sh -c 'ls -1 /proc/self/fd >fds' </dev/null 7</dev/null
    assert_equal "$(cat fds)" "$(cat expected)" "descriptors"
}

@test "terminal: no signal is ignored or blocked, whatever the caller's are" {
    cc -x c -o blocked - <<'END'
#include <signal.h>
#include <unistd.h>
int main(int argc, char **argv)
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    return argc < 2 || execvp(argv[1], argv + 1);
}
END
    ignoring() (
        trap '' INT QUIT TERM HUP PIPE CHLD USR1 TSTP TTIN TTOU
        ./blocked "$BIN/terminal" --timeout 100 -- grep -E '^Sig(Blk|Ign)' /proc/self/status 3>&-
    )
    ending 0 ignoring </dev/null
    # signals 32 and 33 are libc's own, and cannot be reset: make leaves them ignored
    for mask in $(awk '{ print $2 }' <<<"$output"); do
        assert_equal $((0x$mask & ~0x180000000)) 0 "$output"
    done
}

# --- the actions ---

@test "terminal: type ends with Enter, and C-d on an empty line ends the input" {
    ending 0 terminal -- sh -c 'IFS= read -r line; echo "<$line>"; cat; echo end' < <(
        printf '%s\n' '# this line and the next mean nothing' '' 'type  two  blanks ' \
            'expect < two  blanks >' 'press C-d' 'expect end'
    )
}

@test "terminal: press sends a key, without Enter" {
    ending 0 terminal -- sh -c 'stty raw -echo; echo ready; head -c 21 | od -An -c | tr -d " "' < <(
        echo expect ready
        printf 'press %s\n' x ' ' é Space Enter Tab Escape Backspace Up Left c-A C-z 'C-\' 'C-[' 'C-]' C-_
    )
    assert_equal "$(tail -n +2 <<<"$output" | tr -d '\n')" \
        'x303251\r\t033177033[A033[D001032034033035037'
}

@test "terminal: C-c interrupts, also where the caller ignores SIGINT" {
    # x is shown twice: the echo, and the output of cat. So ^C interrupts cat, not a
    # shell between its fork and its exec, where dash forgets SIGINT.
    interrupt() { printf '%s\n' 'type x' 'expect x' 'expect x' 'press C-c' | terminal -- cat; }
    ignoring() (
        trap '' INT
        interrupt
    )
    ending 130 interrupt
    ending 130 ignoring
}

@test "terminal: actions are done as they come" {
    mkfifo pipe
    "$BIN/terminal" --timeout 100 -- sh -c 'read -r line; echo "got $line"; read -r line' <pipe >shown 3>&- &
    pid=$!
    exec 8>pipe
    record "$pid"
    echo 'type something' >&8
    wait_until grep -q 'got something' shown
    printf '%s\n' 'type' >&8
    exec 8>&-
    wait "$pid"
}

@test "terminal: actions may come from a file or a pipe, and end without a newline" {
    printf 'expect one\nexpect two' >actions
    ending 0 terminal -- echo one two <actions
    ending 0 terminal -- echo one two < <(cat actions)
    ending 124 terminal -- echo one <actions
    assert_match "$stderr" "line 2: expect 'two'"
}

@test "terminal: without a stdin, or without actions in it, it waits for COMMAND" {
    closed() { terminal -- sh -c 'echo shown; exit 3' <&-; }
    unreadable() { terminal -- sh -c 'echo shown; exit 3' 0>empty; }
    empty() { terminal -- sh -c 'echo shown; exit 3' <empty; }
    for each in closed unreadable empty; do
        ending 3 $each
        assert_equal "$output" shown
    done
}

@test "terminal: hang-up ends the session leader and the foreground group" {
    ending 129 terminal -- sh -c 'sleep 60 & echo $! >job; echo ready; wait' <<'END'
expect ready
hang-up
END
    pids_in job
    assert_ended
}

@test "terminal: after a hang-up there is no typing" {
    local action
    for action in 'type x' 'press x' 'resize 80x24' hang-up; do
        ending 2 terminal -- sleep 60 < <(printf 'hang-up\n%s\n' "$action")
        assert_match "$stderr" "^terminal: line 2: '$action': .*hung up"
    done
}

# --- expect ---

@test "terminal: each expect looks after what the last one found" {
    ending 0 terminal -- echo one one two <<'END'
expect one
expect one
expect two
END
    ending 124 terminal -- echo one two <<'END'
expect two
expect one
END
    # what was found once is not found again
    ending 124 terminal -- echo one two <<'END'
expect one
expect one
END
    assert_match "$stderr" "^terminal: line 2: .*shown since: ' two"
}

@test "terminal: expect finds what comes in pieces" {
    ending 0 terminal -- sh -c 'stty -echo; printf pie; read -r line; printf ces' <<'END'
expect pie
type
expect ces
END
    ending 0 terminal -- sh -c 'printf pi; sleep 0.1; printf ec; sleep 0.1; printf es' \
        <<<'expect pieces'
}

@test "terminal: an expect that fails says so, and quotes what was shown" {
    ending 124 terminal -- printf 'left\033out\tand %0300d end' 7 <<'END'
expect left
expect right
END
    assert_match "$stderr" "^terminal: line 2: expect 'right': COMMAND has ended;"
    assert_match "$stderr" "'0{100,}7 end'$"
    ending 124 terminal -- printf 'a\033b\0c' <<<'expect right'
    assert_match "$stderr" "'a\?b\?c'$"
}

@test "terminal: an expect fails at once when COMMAND has ended, or is cut off" {
    local before=$SECONDS
    ending 124 terminal --timeout 60 -- true <<<'expect right'
    ending 124 terminal --timeout 60 -- sh -c 'trap "" HUP; echo ready; sleep 60' <<'END'
expect ready
hang-up
expect right
END
    [ $((SECONDS - before)) -lt 30 ] || fail "it waited for the timeout"
}

# --- what is shown ---

@test "terminal: the last output is not lost" {
    last() { terminal -- sh -c 'head -c 200000 /dev/zero | tr "\0" x; printf END' </dev/null; }
    for each in 1 2 3 4 5; do
        assert_equal "$(last | wc -c)" 200003 "bytes shown"
    done
    assert_equal "$(last | tail -c 3)" END
}

@test "terminal: a non-blocking stdout that is full is waited for" {
    ending 0 strace -o trace -e inject=write:error=EAGAIN:when=1..3 "$BIN/terminal" --timeout 100 -- echo shown \
        </dev/null 3>&-
    assert_equal "$output" shown
    assert_match "$(cat trace)" 'write\(1, "shown.*EAGAIN.*INJECTED'
}

@test "terminal: a COMMAND that closes the terminal and goes on costs no time" {
    TIMEFORMAT='%U %S'
    { time terminal -- sh -c 'exec <&- >&- 2>&-; sleep 1; exit 3' </dev/null || true; } 2>cost
    # a busy loop would have used all of that second
    awk '$1 + $2 > 0.5 { exit 1 }' cost || fail "seconds: $(cat cost)"
}

@test "terminal: typing 100 kB at a program that does not read blocks nothing" {
    { printf 'expect ready\ntype ' && head -c 100000 /dev/zero | tr '\0' x && echo; } >actions
    ending 7 terminal -- sh -c 'echo ready; sleep 0.2; exit 7' <actions
    ending 7 terminal -- sh -c 'stty raw; echo ready; sleep 0.2; exit 7' <actions
}

@test "terminal: typing 100 kB at a program that reads loses no byte" {
    { printf 'expect ready\ntype ' && head -c 100000 /dev/zero | tr '\0' x && echo; } >actions
    ending 0 terminal -- sh -c 'stty raw; echo ready; head -c 100001 | tr -d x | od -An -c' <actions
    assert_match "$output" '\\r *$'
}

# bats test_tags=thorough
@test "terminal: where it cannot read the terminal's output it says so, and ends everything" {
    ending 125 strace -o trace -P /dev/ptmx -e inject=read:error=ENOMEM:when=20+ "$BIN/terminal" --timeout 100 -- \
        sh -c 'echo $$ >child; while :; do echo x; sleep 0.02; done' </dev/null 3>&-
    assert_match "$stderr" '^terminal: read: (Cannot allocate|Out of) memory$'
    ended "$(cat child)" || fail "COMMAND is left"
}

# bats test_tags=thorough
@test "terminal: where stdout cannot be written it says so, and ends everything" {
    unwritable() { terminal -- sh -c "$daemon; $until_it_is_there; echo x; sleep 60" </dev/null; }
    to_full() { unwritable >/dev/full; }
    to_nobody() { unwritable > >(:); }
    for each in 'to_full:No space left' 'to_nobody:Broken pipe'; do
        rm -f daemon
        ending 125 "${each%:*}"
        assert_match "$stderr" "^terminal: write: ${each#*:}"
        pids_in daemon
        assert_ended
    done
}

# --- how it ends ---

@test "terminal: the status is COMMAND's, 128+N after a signal" {
    ending 0 terminal -- true </dev/null
    ending 3 terminal -- sh -c 'exit 3' </dev/null
    ending 137 terminal -- sh -c 'kill -KILL $$' </dev/null
}

@test "terminal: the status is 127 for a COMMAND that is not found, 126 for one that cannot be run" {
    ending 127 terminal -- ./nothing </dev/null
    assert_equal "$stderr" 'terminal: ./nothing: No such file or directory'
    # if PATH has a directory that may not be searched, the status would be 126
    PATH=/usr/bin:/bin ending 127 terminal -- no-such-command </dev/null
    ending 126 terminal -- "$BATS_TEST_TMPDIR" </dev/null
    assert_equal "$stderr" "terminal: $BATS_TEST_TMPDIR: Permission denied"
}

@test "terminal: a wrong value of an option is reported, with what is allowed" {
    local each
    for each in sh --timeout=0 --timeout=3601 --timeout=1.5 --timeout= --timeout=1s \
        --size= --size=80 --size=80x --size=x24 --size=80x0 --size=1001x24 --size=80x24x1 \
        --size=80x-1 '--size=80 x24' --size=65616x24; do
        ending 2 terminal "$each" -- true </dev/null
        assert_equal "${#stderr_lines[@]}" 1 "lines of complaint"
        assert_match "$stderr" "^terminal: .*'${each#--*=}'; allowed: "
    done
    ending 2 terminal </dev/null
    ending 2 terminal -- </dev/null
    ending 2 terminal --timeout </dev/null
    ending 2 terminal --size </dev/null
}

@test "terminal: an unknown action is reported, with its line and what is allowed" {
    local each
    for each in foo 'Type x' typex press 'press xy' 'press C-1' expect 'sleep' 'sleep x' \
        'sleep -1' 'sleep 1e1' 'sleep 1.2.3' 'sleep .' 'sleep 3601' 'hang-up now' \
        resize 'resize 80' 'resize 0x24' 'resize 80x1001' $'press \t'; do
        ending 2 terminal -- cat < <(printf '# line 1\n%s\n' "$each")
        assert_equal "${#stderr_lines[@]}" 1 "lines of complaint"
        assert_match "$stderr" "^terminal: line 2: '${each//$'\t'/.}': .*; allowed: "
    done
}

@test "terminal: --help fits a screen, and it says when it cannot be written" {
    ending 0 terminal --help
    [ "${#lines[@]}" -le 24 ] || fail "${#lines[@]} lines"
    ending 125 bash -c '"$1" --help >/dev/full' - "$BIN/terminal"
}

@test "terminal: one deadline bounds a COMMAND, an expect, a sleep, typing and waiting for actions" {
    { printf 'expect ready\ntype ' && head -c 100000 /dev/zero | tr '\0' x && echo; } >long
    mkfifo silent slow
    exec 8<>silent 9<>slow
    stuck() { # NAME SCRIPT, and the actions on stdin
        "$BIN/terminal" --timeout 4 -- sh -c "$2" <&0 >/dev/null 2>"$1.said" 3>&- 8>&- 9>&- &
        pids+=("$!")
        record "$!"
    }
    pids=()
    stuck command 'sleep 60' </dev/null
    stuck expect 'echo x; sleep 60' <<<'expect xx'
    stuck sleep 'echo x; sleep 60' <<<'sleep 60'
    stuck typing 'stty raw -echo; echo ready; sleep 60' <long
    stuck actions 'sleep 60' <silent
    "$BIN/terminal" --timeout 4 -- yes </dev/null >slow 2>reader.said 3>&- 8>&- 9>&- &
    pids+=("$!")
    record "$!"
    for each in "${pids[@]}"; do
        status=0
        wait "$each" || status=$?
        assert_equal "$status" 124 "status of $each"
    done
    exec 8>&- 9>&-
    assert_match "$(cat command.said)" 'COMMAND to end$'
    assert_match "$(cat expect.said)" "expect 'xx': the time is up; shown since: 'x\?\?'$"
    assert_match "$(cat sleep.said)" 'a sleep to end$'
    assert_match "$(cat typing.said)" 'to read what was typed$'
    assert_match "$(cat actions.said)" 'the next action, or the end of stdin$'
    assert_match "$(cat reader.said)" 'the time is up'
}

@test "terminal: when the time is up everything ends: a stubborn daemon, a stopped one, a stopped COMMAND" {
    in_background --timeout 4 -- sh -c "echo \$\$ >command; trap '' TERM HUP; $stubborn
        (setsid sh -c 'echo \$\$ >stopped; kill -STOP \$\$' &)
        $until_it_is_there; kill -STOP \$\$"
    pids_in command daemon stopped
    status=0
    wait "$pid" || status=$?
    assert_equal "$status" 124 "status"
    assert_ended
}

@test "terminal: it adopts what COMMAND left behind, and asks it to end, whatever its name" {
    cat >'a) Z 1 (b' <<'END'
#!/bin/sh
echo $$ >daemon
while :; do sleep 0.1; done
END
    chmod +x 'a) Z 1 (b'
    ending 0 strace -o trace -e trace=kill "$BIN/terminal" --timeout 100 -- sh -c "(setsid './a) Z 1 (b' &)
        $until_it_is_there
        until [ \$(ps -o ppid= -p \$(cat daemon)) = \$PPID ]; do sleep 0.02; done" </dev/null 3>&-
    pids_in daemon
    assert_ended
    assert_match "$(grep -m 1 "${pids[0]}" trace)" SIGTERM
}

@test "terminal: a stopped process is asked to end, and continued so that it can" {
    ending 0 strace -o trace -e trace=kill "$BIN/terminal" --timeout 100 -- sh -c "(setsid sh -c 'echo \$\$ >daemon
            kill -STOP \$\$' &)
        $until_it_is_there
        until [ \$(ps -o state= -p \$(cat daemon)) = T ]; do sleep 0.02; done" </dev/null 3>&-
    pids_in daemon
    assert_ended
    assert_equal "$(sed -n "s/^kill(${pids[0]}, \(SIG[A-Z]*\)).*/\1/p" trace | head -n 2 | xargs)" \
        'SIGTERM SIGCONT'
}

@test "terminal: an adopted process that ends by itself is reaped, and COMMAND goes on" {
    ending 3 terminal -- sh -c "(sh -c 'echo \$\$ >daemon' &)
        $until_it_is_there
        while [ -e /proc/\$(cat daemon) ]; do sleep 0.02; done; exit 3" </dev/null
}

@test "terminal: with --leave-daemons its session ends, a daemon does not" {
    ending 0 terminal --leave-daemons -- sh -c "$daemon
        (trap '' HUP; sh -c 'echo \$\$ >job; exec sleep 60' &)
        until [ -s job ]; do sleep 0.02; done; $until_it_is_there" </dev/null
    pids_in daemon
    alive "${pids[0]}" || fail "the daemon has ended"
    kill "${pids[0]}"
    pids_in job
    assert_ended
}

# bats test_tags=thorough
@test "terminal: without /proc it ends COMMAND's group, and says what it cannot know" {
    needs_namespaces
    ending 125 namespace -m sh -c "mount -t tmpfs none /proc
        exec '$PLAIN_BIN/terminal' --leave-daemons --timeout 1 -- sh -c 'trap \"\" HUP TERM
            echo \$\$ >child; while :; do sleep 1; done'" </dev/null 3>&-
    assert_match "$stderr" 'terminal: /proc: No such file or directory'
    pids_in child
    wait_until ended "${pids[0]}"
}

@test "terminal: the caller's other children are left alone" {
    status=0
    bash -c "sleep 60 3>&- & echo \$! >other
        exec \"$BIN/terminal\" -- true </dev/null 3>&-" || status=$?
    pids_in other
    assert_equal "$status" 0
    alive "${pids[0]}" || fail "it was ended, too"
}

@test "terminal: under nohup a SIGHUP ends nothing" {
    HUP=ignore in_background -- sh -c 'echo $$ >command; until [ -e go ]; do sleep 0.02; done; exit 7'
    pids_in command
    kill -HUP "$pid"
    touch go
    status=0
    wait "$pid" || status=$?
    assert_equal "$status" 7 "COMMAND's own status"
}

@test "terminal: SIGTERM, SIGINT and SIGHUP to terminal end what it started, and then itself" {
    local signal
    for signal in TERM:143 INT:130 HUP:129; do
        rm -f daemon
        in_background -- sh -c "$daemon; sleep 60"
        pids_in daemon
        kill "-${signal%:*}" "$pid"
        status=0
        wait "$pid" || status=$?
        assert_equal "$status" "${signal#*:}" "status"
        assert_ended
    done
}
