#!/usr/bin/env bats
# inspect --run: what a command leaves behind, and how much of a daemon it is.
bats_require_minimum_version 1.5.0
load helper

setup() {
    cd "$BATS_TEST_TMPDIR"
}

# ending STATUS ARG...: inspect --run; $output, $stderr, and in $marks a line
# for each survivor, y, n or ? for each mark, and for daemon.
ending() {
    local expected=$1
    shift
    run "-$expected" --separate-stderr "$BIN/inspect" --format json --run "$@" </dev/null 3>&-
    output=$(grep '^{"name"' <<<"$output" || true) # not what COMMAND printed
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

# in_background ARG...: inspect --run, its pid in $pid. SIGHUP does there what it
# does by default, or with HUP=ignore nothing: whoever runs the tests may ignore it.
in_background() {
    env --${HUP:-default}-signal=HUP "$BIN/inspect" --format json --run "$@" </dev/null >shown 2>complaints 3>&- &
    pid=$!
    record "$pid"
}

pid_in() { # FILE
    wait_until test -s "$1"
    record "$(cat "$1")"
}

@test "inspect --run: finds each step's survivor, and only the last has all marks" {
    # no terminal, and nothing but files: what is missing is due to the step
    cd /tmp
    for n in 1 2 3 4 5; do
        status=1
        [ "$n" -lt 5 ] || status=0
        ending "$status" "$BIN/${STEPS[n]}" --stay 60
        case $n in
            1) assert_match "$marks" '^01-fork yn.yn.n$' ;;
            2) assert_match "$marks" '^02-setsid yyynn.n$' ;;
            3) assert_match "$marks" '^03-second-fork yyyyn.n$' ;;
            4) assert_match "$marks" '^04-chdir yyyyynn$' ;;
            5) assert_equal "$marks" '05-reopen yyyyyyy' ;;
        esac
        assert_ended "$(jq .pid <<<"$output")"
    done
}

@test "inspect --run: finds several daemons, with their children, and ends all" {
    ending 1 sh -c "'$BIN/05-reopen' --stay 60; '$BIN/05-reopen' --stay 60
        (setsid sh -c 'sleep 60; true' </dev/null >/dev/null 2>&1 &)"
    assert_equal "$(sort <<<"$marks")" "05-reopen yyyyyyy
05-reopen yyyyyyy
sh yyynnyn
sleep ?yyynyn"
    mapfile -t pids < <(jq .pid <<<"$output")
    assert_ended "${pids[@]}"
}

@test "inspect --run: waits until a daemon is what it is going to be" {
    ending 0 sh -c "(for i in 1 2 3; do sleep 0.1; done; exec '$BIN/05-reopen' --stay 60) &"
    assert_equal "$marks" '05-reopen yyyyyyy'
}

@test "inspect --run: one that computes is not ready, though nothing changes for a while" {
    ending 0 perl -e 'exit if fork; 1 while (times)[0] + (times)[1] < 0.5; exec @ARGV' \
        "$BIN/05-reopen" --stay 60
    assert_equal "$marks" '05-reopen yyyyyyy'
}

@test "inspect --run: a zombie is nothing that is left: no line is for it" {
    # its parent, who would have to ask how it ended, is another program by now
    ending 1 setsid -f bash -c 'true & exec sleep 60'
    assert_match "$marks" '^sleep y[^'$'\n'']*$'
}

@test "inspect --run: nothing is left when no process is, however soon each hands on to another" {
    # for half a second; what stays in the end is found
    cat >"$BATS_TEST_TMPDIR/chain" <<'END'
[ "$1" -lt 20 ] || exec sleep 60
sleep 0.02
sh "$0" $(($1 + 1)) &
END
    for _ in 1 2 3; do
        ending 1 sh "$BATS_TEST_TMPDIR/chain" 0
        assert_equal "$stderr" ""
        assert_match "$marks" '^sleep y'
    done
}

@test "inspect --run: nothing left is status 3, and says how COMMAND ended" {
    ending 3 sh -c 'exit 7'
    assert_equal "$stderr" "inspect: sh returned 7, and nothing that it started is left"
    assert_equal "$output" '{"name":null,"command":"sh","returned":7,"signal":null,"ended":null}'
    ending 3 sh -c 'kill -9 $$'
    assert_equal "$stderr" "inspect: sh died of SIGKILL, and nothing that it started is left"
}

@test "inspect --run: 126 and 127 where COMMAND cannot be run" {
    : >no-program
    ending 126 ./no-program
    assert_equal "$stderr" "inspect: ./no-program: Permission denied"
    ending 126 /
    ending 127 ./not-there
    assert_equal "$stderr" "inspect: ./not-there: No such file or directory"
}

@test "inspect --run: what does not return in time is shown as it is, and ended" {
    ending 1 --timeout 1 sleep 60
    assert_equal "$stderr" "inspect: sleep has not returned within 1 s"
    assert_match "$marks" '^sleep nn'
    assert_ended "$(jq .pid <<<"$output")"
    ending 1 sh -c 'kill -STOP $$; exit 5'
    assert_match "$stderr" '^inspect: sh was stopped by SIGSTOP$'
    assert_ended "$(jq .pid <<<"$output")"
}

@test "inspect --run --keep: what was left runs on" {
    ending 0 --keep "$BIN/05-reopen" --stay 60
    kept=$(jq .pid <<<"$output")
    record "$kept"
    alive "$kept"
    refute_equal "$(ps -o ppid= -p "$kept")" ""
}

@test "inspect --run: SIGINT, SIGTERM, SIGHUP, SIGQUIT reach COMMAND, and all ends" {
    local signal
    declare -A inspects
    for signal in INT TERM HUP QUIT; do
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
    for signal in INT:130 TERM:143 HUP:129 QUIT:131; do
        status=0
        wait "${inspects[${signal%:*}]}" || status=$?
        cd "${signal%:*}"
        assert_equal "$status" "${signal#*:}" "status"
        assert_equal "$(cat told)" "${signal%:*}" "what COMMAND was told"
        assert_ended "$(cat daemon)"
        assert_equal "$(cat shown)" ""
        cd ..
    done
}

@test "inspect --run: a SIGHUP that its caller ignores, as nohup does, ends nothing" {
    HUP=ignore in_background sh -c "echo \$\$ >command; until [ -e go ]; do sleep 0.02; done
        exec '$BIN/05-reopen' --stay 60"
    pid_in command
    kill -HUP "$pid"
    touch go
    status=0
    wait "$pid" || status=$?
    assert_equal "$status" 0
    assert_equal "$(grep "^{\"name\"" shown | jq -c "[.name, .daemon]")" '["05-reopen",true]'
}

@test "inspect --run: a signal while the survivors settle ends them" {
    in_background --keep --settle 60 sh -c 'setsid -f sh -c "echo \$\$ >daemon; while :; do cd /; cd /tmp; done"'
    pid_in daemon
    kill "$pid"
    status=0
    wait "$pid" || status=$?
    assert_equal "$status" 143
    assert_ended "$(cat daemon)"
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
    foreground_again() { # PID: its parent, inspect, is in the foreground
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
    } | env HISTFILE= PS1='prompt> ' "$BIN/terminal" --timeout 20 -- bash --norc -i >shown 2>errors 3>&- ||
        fail "$(cat shown errors)"
    read -r pgid tpgid <<<"$(grep -E '^[0-9]+ [0-9]+' shown | tr -d '\r')"
    assert_equal "$pgid" "$tpgid" "its group, and the one in the foreground"
    assert_ended "$(cat daemon)" "$(cat busy)"
}

@test "inspect --run: in the background it holds no terminal" {
    printf 'expect done\n' | "$BIN/terminal" -- bash --norc -ic "'$BIN/inspect' --run sh -c \
        'ls -l /proc/\$PPID/fd >'\''$PWD/held'\''; true' 2>/dev/null & wait; echo done" >/dev/null 3>&- || true
    [ -s held ]
    refute_match "$(cat held)" ' (1[0-9]|[3-9]) -> /dev/tty'
}

@test "inspect --run: COMMAND stopped by ^Z is shown, and ended" {
    echo 'echo ready; exec sleep 60' >waits
    printf '%s\n' 'expect prompt>' "type '$BIN/inspect' --run sh waits" 'expect ready' 'press C-z' \
        'expect sh was stopped by SIGTSTP' 'expect prompt>' 'type echo status $?' 'expect status 1' \
        'expect prompt>' 'press C-d' |
        env HISTFILE= PS1='prompt> ' "$BIN/terminal" --timeout 20 -- bash --norc -i >shown 2>errors 3>&- ||
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
        # 32 and 33 are libc's own, and cannot be reset
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

@test "inspect --run: no process is left where fork is refused, or no descriptor free" {
    strace -o trace -e inject=clone,clone3,fork,vfork:error=EAGAIN "$BIN/inspect" --run true 2>errors 3>&- &&
        fail "status 0"
    assert_match "$(cat errors)" 'inspect: fork: Resource temporarily unavailable'
    strace -o trace -e inject=pipe,pipe2:error=EMFILE "$BIN/inspect" --run true 2>errors 3>&- &&
        fail "status 0"
    assert_match "$(cat errors)" 'inspect: pipe: (Too many open files|No file descriptors available)'
}
