#!/usr/bin/env bats
# common/tools/inspect.c: which marks of a daemon a process has.
bats_require_minimum_version 1.5.0
load helper

setup() {
    cd "$BATS_TEST_TMPDIR"
}

# bats waits until no process holds its descriptor 3.
inspect() { "$BIN/inspect" "$@" 3>&-; }

# ending STATUS COMMAND...: runs COMMAND, asserts its status; sets output and stderr.
ending() {
    local expected=$1
    shift
    run "-$expected" --separate-stderr "$@"
}

# marks: reads json on stdin, and prints a line for each process: its name, then y, n
# or ? for each of the six marks and for daemon.
marks() {
    jq -r '.name + " " + ([.adopted, .own_session, .no_terminal, .not_leader,
        .cwd_root, .stdio_safe, .daemon] | map(if . == null then "?"
        elif . then "y" else "n" end) | add)'
}

marks_of() { inspect --format json "$@" | marks; }

# assert_marks PID MARKS: MARKS are all marks except the first, adopted. That is y if
# the parent is init, and ? otherwise: /proc does not show whether a parent adopted it.
assert_marks() {
    local adopted='?'
    [ "$(ps -o ppid= -p "$1")" -ne 1 ] || adopted=y
    assert_equal "$(marks_of "$1" | sed 's/.* //')" "$adopted$2" \
        "marks of $(ps -o args= -p "$1")"
}

assert_ended() { # waits for the processes in pids
    local each
    for each in "${pids[@]}"; do
        wait_until ended "$each"
    done
}

# compiled NAME: compiles NAME from the C source on stdin.
compiled() { cc -x c -o "$1" - -pthread; }

# --- identity ---

# What ps shows both before and after, inspect must show in between. The foreground
# process group may change and change back, so it is not compared. The number of
# threads does so less often: then everything is compared again.
@test "inspect: agrees with ps, column by column, on every process" {
    ps_all() {
        ps -eo pid=,ppid=,pgid=,sid=,tty=,tpgid=,nlwp= | tr -s ' ' '\t' | sed 's/^\t//' |
            but_tpgid | sort
    }
    but_tpgid() { sed 's/\(\([0-9]*	\)\{4\}[^?	]*\)	[0-9]*/\1	-/'; }
    for _ in {1..10}; do
        ps_all >before
        inspect --all --format tsv >rows
        ps_all >after
        cells 'pid ppid pgid sid tty tpgid threads' rows | but_tpgid | sort >seen
        comm -12 before after >stable
        [ "$(wc -l <stable)" -ge 3 ] || fail "ps shows too few: $(cat stable)"
        [ -n "$(comm -23 stable seen)" ] || break
    done
    assert_equal "$(comm -23 stable seen)" "" "as ps has them, and inspect has not"
    # and the table shows the same ids, whatever the name before them
    inspect --all | awk '{ print $(NF-8), $(NF-7), $(NF-6), $(NF-5), $(NF-4) }' | sort >seen
    ps_all >after
    cut -f 1-5 stable | tr '\t' ' ' >before
    cut -f 1-5 after | tr '\t' ' ' | sort | comm -12 <(sort before) - >stable
    assert_equal "$(comm -23 stable seen)" "" "as ps has them, and the table has not"
}

@test "inspect: says of itself what ps says, and of the working directory, umask, 0, 1 and 2" {
    for program in "${STEPS[@]}"; do
        rm -f "$ROWS"
        start "$program"
        inspect --format tsv "$pid" >inspected
        assert_equal "$(cells "$COLUMNS_OF_PS" inspected | but_shared_tpgid)" \
            "$(ps_says "$pid" | but_shared_tpgid)" "$program"
        assert_equal "$(cells name inspected)" "$(cat "/proc/$pid/comm")"
    done
}

@test "inspect: a name may hold blanks, parentheses, newlines and a backslash" {
    name=$'a) Z 1\n(\\b'
    cp "$(type -P sleep)" "$name"
    "./$name" 60 3>&- &
    record $!
    wait_until grep -q Z "/proc/$!/comm"
    assert_equal "$(inspect --format json $! | jq -j .name)" "$name"
    assert_equal "$(inspect --format tsv $! | cells 'name pid ppid')" "$(printf 'a) Z 1\\n(\\\\b\t%d\t%d' $! $$)"
    ending 0 inspect $!
    assert_match "${lines[1]}" "^a\) Z 1\?\(.b +$! "
}

@test "inspect NAME: it finds all processes of that name, of which the kernel keeps 15 bytes" {
    name=d$$-with-a-long-name # no other process has it
    cp "$(type -P sleep)" "$name"
    "./$name" 60 3>&- &
    record $!
    first=$!
    "./$name" 60 3>&- &
    record $!
    for each in $first $!; do
        wait_until grep -q "^d$$-" "/proc/$each/comm"
    done
    ending 0 inspect --format json "$name"
    assert_equal "$(jq -s -c 'map(.pid) | sort' <<<"$output")" "$(printf '%s\n' $first $! | jq -s -c sort)"
    ending 0 inspect --format json "${name:0:15}"
    assert_equal "${#lines[@]}" 2
    ending 1 inspect --format json "${name:0:14}" $first
    assert_equal "$stderr" "inspect: ${name:0:14}: there is no process with that name"
    assert_equal "$(jq .pid <<<"$output")" $first
}

@test "inspect: a name cannot send escapes to the reader's terminal" {
    name=$'s\xc2\x9b31mX\xe2\x80\xae'
    cp "$(type -P sleep)" "$name"
    "./$name" 60 3>&- &
    record $!
    wait_until grep -q X "/proc/$!/comm"
    for arguments in --all $!; do
        inspect $arguments >table
        grep -q '^s?31mX? ' table || fail "$(grep X table)"
    done
    assert_equal "$(inspect --format tsv $! | cells name)" 's\u009b31mX\u202e'
    assert_equal "$(inspect --format json $! | jq -j .name)" "$name"
}

@test "inspect: a kernel thread has no session and no descriptors" {
    local thread
    [ "$(cat /proc/2/comm)" = kthreadd ] || skip "this pid namespace has no kernel thread"
    thread=$(ps -o pid= --ppid 2 | head -n 1)
    assert_match "$(marks_of $thread)" ' nnyy(yn|.[?])n$'
    ending 0 inspect $thread
    assert_match "$output" 'a kernel thread'
}

@test "inspect: a zombie has ended: it does not guess what it had" {
    setsid bash -c 'sleep 60 & echo $! >child; exec sleep 60' 3>&- &
    record $!
    pids_in child
    kill "${pids[0]}"
    wait_until ended "${pids[0]}"
    assert_marks "${pids[0]}" nyy??n
    ending 0 inspect --format json "${pids[0]}"
    assert_equal "$(jq -c '[.cwd, .stdin, .umask, .state]' <<<"$output")" '[null,null,null,"Z"]'
}

@test "inspect: it says of pid 1 what can be seen" {
    ending 0 inspect --format json 1
    assert_equal "$(jq -c '[.pid, .ppid, .adopted]' <<<"$output")" '[1,0,null]'
    refute_equal "$(jq -c .daemon <<<"$output")" true
}

@test "inspect: a process lives on when its main thread has ended" {
    compiled threads <<'END'
#include <pthread.h>
#include <unistd.h>
static void *stay(void *nothing) { sleep(60); return nothing; }
int main(void)
{
    pthread_t thread;
    chdir("/");
    pthread_create(&thread, 0, stay, 0);
    pthread_exit(0);
}
END
    ./threads </dev/null >/dev/null 2>&1 3>&- &
    record $!
    wait_until grep -q Z "/proc/$!/stat"
    wait_until ended $!
    ending 0 inspect --format json $!
    assert_equal "$(jq -c '[.cwd, .stdin, .umask, .threads]' <<<"$output")" "[\"/\",\"/dev/null\",\"$(umask)\",2]"
    assert_match "$(inspect $!)" 'main thread has ended'
}

@test "inspect: the number of a thread is that of no process" {
    compiled threads <<'END'
#include <pthread.h>
#include <unistd.h>
static void *stay(void *nothing) { sleep(60); return nothing; }
int main(void)
{
    pthread_t thread;
    pthread_create(&thread, 0, stay, 0);
    sleep(60);
}
END
    ./threads 3>&- &
    record $!
    two_threads() { [ "$(ls "/proc/$1/task" | wc -l)" = 2 ]; }
    wait_until two_threads $!
    thread=$(cd "/proc/$!/task" && printf '%s\n' * | grep -vx $!)
    ending 1 inspect "$thread"
    assert_equal "$stderr" "inspect: $thread: not a process, but a thread of process $!"
    assert_match "$(inspect $!)" 'threads +2'
}

@test "inspect: it does not guess what it cannot read of another user's process" {
    cp "$BIN/inspect" .
    chmod 755 inspect
    user_copy
    local other=1
    if [ "$(id -u)" -eq 0 ]; then
        sleep 60 3>&- &
        record $!
        other=$!
    fi
    ending 0 as_user ./inspect --format json "$other"
    assert_equal "$(jq -c '[.cwd, .stdin, .stdout, .stderr, .cwd_root, .stdio_safe, .descriptors]' <<<"$output")" \
        '[null,null,null,null,null,null,null]'
    refute_equal "$(jq -c .daemon <<<"$output")" true
    ending 0 as_user ./inspect "$other"
    assert_match "$output" 'cwd_root +this user may not see that'
    assert_match "$output" 'descriptors +\?'
    assert_equal "$(as_user ./inspect --format tsv "$other" | cells 'cwd stdin stdout stderr')" \
        "$(printf 'unknown\tunknown\tunknown\tunknown')"
}

# bats test_tags=thorough
@test "inspect: where /proc hides other users' processes, it says so" {
    needs_root 'have processes of two users'
    needs_mounts
    cp "$BIN/inspect" .
    chmod 755 inspect
    user_copy
    local mode
    for mode in 1 2; do
        ending 0 unshare -mpf --kill-child --mount-proc sh -c "mount -t proc -o hidepid=$mode none /proc &&
            setpriv --reuid $ORDINARY --regid $ORDINARY --clear-groups -- sh -c './inspect 1; ./inspect --all; ./inspect sleep; true'"
        assert_match "${stderr}" 'inspect: 1: it exists, but /proc hides it from this user'
        assert_match "${stderr}" 'inspect: /proc hides processes of other users \(hidepid\)'
        assert_match "${stderr}" 'inspect: sleep: there is no process with that name that /proc shows to this user$'
        assert_match "$output" 'inspect '
    done
}

# bats test_tags=thorough
@test "inspect: without /proc, or with another namespace's, it refuses" {
    needs_namespaces
    ending 1 namespace -mpf --kill-child sh -c "'$PLAIN_BIN/inspect' 1; '$PLAIN_BIN/inspect' --all; '$PLAIN_BIN/inspect' --run true"
    assert_equal "$stderr" "inspect: /proc shows a pid namespace that is not this one
inspect: /proc shows a pid namespace that is not this one
inspect: /proc shows a pid namespace that is not this one"
    ending 1 namespace -m sh -c "mount -t tmpfs none /proc; '$PLAIN_BIN/inspect' 1; '$PLAIN_BIN/inspect' --all"
    assert_equal "$stderr" "inspect: /proc: No such file or directory
inspect: /proc: No such file or directory"
}

# ends_meanwhile HOW: inspects a process that ends after its "stat" has been read.
ends_meanwhile() {
    bash -c 'sleep 60 & echo $! >child; echo ready; '"$1" >said 3>&- &
    record $!
    pids_in child
    wait_until grep -q ready said
    strace -o trace -e trace=openat,readlinkat -e inject=readlinkat:delay_enter=700000:when=1 \
        "$BIN/inspect" --format json "${pids[0]}" >shown 2>errors 3>&- &
    record $!
    wait_until grep -q '"stat"' trace
    kill -KILL "${pids[0]}"
    status=0
    wait $! || status=$?
}

# bats test_tags=thorough
@test "inspect: a process that ends while it looks is said to be gone" {
    ends_meanwhile 'wait'
    assert_equal "$status" 1
    assert_equal "$(cat errors)" "inspect: ${pids[0]}: there is no such process"
    assert_equal "$(cat shown)" ""
}

# bats test_tags=thorough
@test "inspect: a process that becomes a zombie while it looks is called one" {
    ends_meanwhile 'exec sleep 60'
    assert_equal "$status" 0
    assert_equal "$(jq -c '[.state, .cwd, .stdin, .cwd_root, .stdio_safe]' shown)" '["Z",null,null,null,null]'
}

# bats test_tags=thorough
@test "inspect: --all is right while processes come and go" {
    local end=$((SECONDS + 1))
    (until [ $SECONDS -gt $end ]; do for i in 1 2 3 4 5; do /bin/true; done; done) 3>&- &
    record $!
    while alive $!; do
        inspect --all --format json >rows 2>errors
        assert_equal "$(cat errors)" ""
        jq -s -e 'map(.cwd_root | type) | length > 2' rows >parsed
    done
}

# --- marks ---

@test "inspect: marks of jobs at a shell's prompt: foreground, background, nohup, setsid -f" {
    job="sh -c 'echo \$\$ >%s; exec sleep 60'"
    {
        printf "type $job >background.out &\n" background
        printf "type nohup $job >/dev/null 2>&1 &\n" nohup
        printf "type setsid -f $job\n" setsid
        printf "type (cd /; exec setsid -f $job </dev/null >/dev/null 2>&1)\n" "$PWD/quiet"
        printf "type $job\n" foreground
        pids_in foreground background nohup setsid quiet
        read -r foreground background nohup setsid quiet <<<"${pids[*]}"
        for each in "${pids[@]}"; do
            wait_until grep -q sleep "/proc/$each/comm"
        done
        {
            assert_marks "$foreground" nnynnn &&
                assert_marks "$background" nnynnn &&
                assert_marks "$nohup" nnynyn &&
                assert_marks "$setsid" yynnnn &&
                assert_marks "$quiet" yynyyn &&
                touch held
        } >&2
        echo 'press C-c'
        echo 'type exit'
    } | env HISTFILE= "$BIN/terminal" --timeout 100 -- bash --norc -i >shown 2>errors 3>&- || true
    [ -e held ] || fail "$(cat shown errors)"
}

@test "inspect: marks of each step, by a script" {
    expected=(nyynn nyynn yynny yyyny yyyyn yyyyy)
    for n in 0 1 2 3 4 5; do
        rm -f "$ROWS"
        "$BIN/${STEPS[n]}" --format tsv --stay 60 <&- >"$ROWS" 2>"$ERRORS" 3>&- &
        record $!
        await_stage "${STEPS[n]}"
        # steps 0 and 1 have the own_session and no_terminal of the tests themselves
        marks=$(marks_of "$pid" | sed 's/.* //')
        case $n in
            0 | 1) assert_match "$marks" '^[?y]..ynnn$' ;;
            2) assert_match "$marks" '^[?y]yynnnn$' ;;
            3) assert_match "$marks" '^[?y]yyynnn$' ;;
            4) assert_match "$marks" '^[?y]yyyynn$' ;;
            5) assert_match "$marks" '^([?]yyyyy[?]|yyyyyyy)$' ;;
        esac
    done
}

@test "inspect: where a session leader has ended, its group still counts as its own session's, another group does not" {
    # a job of a shell that led its own session and has ended
    setsid bash -c 'set -m; sleep 60 & echo $! >job; exit' 3>&-
    # and a child of a process that made the session in order to fork that child
    setsid sh -c 'sleep 60 & echo $! >forked' 3>&-
    pids_in job forked
    read -r job forked <<<"${pids[*]}"
    wait_until ended "$(ps -o sid= -p "$job" | tr -d ' ')"
    wait_until ended "$(ps -o sid= -p "$forked" | tr -d ' ')"
    assert_equal "$(inspect --format json "$job" "$forked" | jq .own_session | xargs)" 'false true'
    assert_match "$(inspect "$job")" "own_session +the leader, [0-9]+, is gone, but it is in group $job"
    assert_match "$(inspect "$forked")" "own_session +the leader, [0-9]+, is gone; it is in that leader's group"
}

@test "inspect: where the session leader is hidden, own_session is unknown" {
    needs_root 'have processes of two users'
    needs_mounts
    cp "$BIN/inspect" .
    chmod 755 inspect
    user_copy
    ending 0 unshare -mpf --kill-child --mount-proc sh -c "mount -t proc -o hidepid=2 none /proc &&
        setsid -w sh -c 'setpriv --reuid $ORDINARY --regid $ORDINARY --clear-groups -- sh -c \"
            sleep 60 & ./inspect --format json \\\$!; ./inspect \\\$!; true\"; true'" 3>&-
    assert_equal "$(head -n 1 <<<"$output" | jq -c .own_session)" null
    assert_match "$output" 'own_session +the leader of its session, [0-9]+, cannot be seen'
}

@test "inspect: a session leader whose parent is init may have been started by init" {
    needs_namespaces
    ending 0 namespace -pf --kill-child --mount-proc sh -c "cd /; setsid -f sleep 60; setsid sleep 60 & exec 3>&-
        until [ \$('$BIN/inspect' --format tsv sleep | grep -c '^sleep	.*	1	') = 2 ]; do sleep 0.02; done
        '$BIN/inspect' --format json sleep; '$BIN/inspect' sleep" </dev/null 3>&-
    # they look the same in /proc, but init started one of them
    assert_equal "$(grep '^{' <<<"$output" | jq -c .adopted | xargs)" 'null null'
    assert_match "$output" 'adopted +init, 1 \(sh\), started or adopted it'
}

@test "inspect: a process whose parent is init is adopted, in a container, too" {
    needs_namespaces
    cat >daemon <<END
'$BIN/05-reopen' --format tsv --stay 60 >\$1
until grep -q '^reopen	.*	' \$1; do sleep 0.02; done
END
    ending 0 namespace -pf --kill-child --mount-proc sh -c ". ./daemon
        '$BIN/inspect' --format json 05-reopen" sh rows 3>&-
    assert_equal "$(marks <<<"$output")" '05-reopen yyyyyyy'
    # as seen from outside, with the PIDs of the outer namespace
    unshare -Urpf --kill-child --mount-proc sh -c ". ./daemon; echo >ready; exec sleep 60" sh outside 3>&- &
    record $!
    wait_until test -e ready
    init=$(ps -o pid= --ppid $! | tr -d ' ')
    inside=$(ps -o pid=,state=,comm= --ppid "$init" | awk '$2 != "Z" && $3 == "05-reopen" { print $1 }')
    record "$inside"
    assert_equal "$(marks_of "$inside")" '05-reopen yyyyyyy'
}

# --- what is printed ---

@test "inspect: json and tsv say the same, and json has its keys" {
    sleep 60 7<"$ROOT/README.md" 3>&- &
    record $!
    wait_until asleep $! # so its descriptors are open, and its name is its own
    inspect --format json $! $PPID >json
    inspect --format tsv $! $PPID >tsv
    plain='name pid ppid pgid sid tty tpgid cwd umask stdin stdout stderr'
    marks='adopted own_session no_terminal not_leader cwd_root stdio_safe daemon'
    assert_equal "$(jq -r '[.[] | select(type == "string" or type == "number")] | @tsv' json)" \
        "$(cells "$plain state threads" tsv)"
    assert_equal "$(jq -r --arg marks "$marks" '[.[$marks | split(" ")[]]] | map(tostring) | @tsv' json)" \
        "$(cells "$marks" tsv)"
    assert_equal "$(head -n 1 tsv)" "$(jq -r 'keys_unsorted | @tsv' json | head -n 1)"
    assert_equal "$(head -n 1 tsv)" "$(tr ' ' '\t' <<<"$plain $marks state threads descriptors ignored blocked")"
    assert_equal "$(jq -r '.descriptors["7"]' json | head -n 1)" "$ROOT/README.md"
    assert_match "$(cells descriptors tsv | head -n 1)" "7 $ROOT/README.md"
}

@test "inspect: its umask tells who else may write the files that it makes" {
    local mask
    declare -A who=([0000]=': all may write what it creates with mode 0666' [0022]='' [0077]=''
        [0002]=': its group may write what it creates with mode 0666' [0020]=': others may write what it creates with mode 0666')
    for mask in "${!who[@]}"; do
        (umask $mask && inspect $BASHPID >"table.$mask")
        assert_match "$(cat "table.$mask")" " umask +$mask${who[$mask]}"$'\n'
    done
}

@test "inspect: a lock that it holds is a note, by flock or by fcntl" {
    compiled locks <<'END'
#include <fcntl.h>
#include <unistd.h>
int main(void)
{
    struct flock all = {.l_type = F_WRLCK};
    fcntl(8, F_SETLK, &all);
    creat("locked", 0600);
    sleep(60);
}
END
    (
        flock 7
        exec ./locks
    ) 7>taken 8>fcntl 9>free 3>&- &
    record $!
    wait_until test -e locked
    ending 0 inspect $!
    assert_match "$output" " lock +on 7: others wait while this process has it: /"
    assert_match "$output" " lock +on 8: others wait while this process has it: /"
    refute_match "$output" ' on 9'
}

@test "inspect: ignored and blocked signals are shown by name" {
    compiled blocked <<'END'
#include <signal.h>
#include <unistd.h>
int main(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGRTMAX);
    sigprocmask(SIG_SETMASK, &set, 0);
    signal(SIGHUP, SIG_IGN);
    sleep(60);
}
END
    ./blocked 3>&- &
    record $!
    wait_until asleep $!
    ending 0 inspect --format json $!
    assert_equal "$(jq -c .blocked <<<"$output")" '["SIGUSR1","64"]'
    assert_equal "$(jq -c '.ignored | map(select(. == "SIGHUP"))' <<<"$output")" '["SIGHUP"]'
    ending 0 inspect $!
    assert_match "$output" 'blocks +SIGUSR1 64'
}

@test "inspect: a table is at most 79 columns wide" {
    deep=$BATS_TEST_TMPDIR/a-rather-long-name/and-yet-another-one/目錄目錄目錄
    mkdir -p "$deep"
    cd "$deep"
    export LC_ALL=C.UTF-8
    sleep 60 3>&- 7<. 8<. 9<. 10<. &
    record $!
    wait_until asleep $!
    {
        inspect $! 1 $$
        LC_ALL=C inspect $! 1 $$
        inspect --all
        inspect --help
    } >"$BATS_TEST_TMPDIR/table"
    while IFS= read -r line; do
        [ "$(wc -L <<<"$line")" -le 79 ] || fail "too wide: $line"
    done < <(awk 'length > 60' "$BATS_TEST_TMPDIR/table" | tail -n 60)
    inspect --help | wc -l | xargs test 35 -ge
}

@test "inspect: ticks where the locale has them, else words; color only in a terminal" {
    assert_match "$(LC_ALL=C.UTF-8 inspect $$)" '[✓✗] not_leader'
    refute_match "$(LC_ALL=C inspect $$)" '[✓✗]'
    assert_match "$(LC_ALL=C inspect $$)" '(yes|no ) not_leader'
    LC_ALL=C inspect --all >ascii
    [ "$(LC_ALL=C grep -c '[^ -~]' ascii)" = 0 ]
    refute_match "$(inspect $$)" $'\e'
    shown() {
        env -u NO_COLOR TERM=xterm LC_ALL=C.UTF-8 "$BIN/terminal" --timeout 100 -- env "$@" "$BIN/inspect" $$ \
            </dev/null 3>&-
    }
    assert_match "$(shown)" $'\e\\[[0-9;]+m(✓|✗)\e\\[0m not_leader'
    refute_match "$(shown NO_COLOR=1)" $'\e'
    refute_match "$(shown TERM=dumb)" $'\e'
}

# --- bad use ---

@test "inspect: bad usage is reported in one line on standard error, with status 2" {
    for arguments in '' 0 -1 'abc 0' '""' 99999999999 --alle '--all 1' '--all --run true' \
        --run '--run --' '--keep 1' '--timeout 5 1' '--run --timeout 0 true' '--run --timeout x true' \
        '--format xml 1' --format '--run --timeout'; do
        ending 2 eval "timeout 60 '$BIN/inspect' $arguments </dev/null 3>&-"
        assert_equal "$output" "" "$arguments"
        assert_match "$stderr" '^inspect: [^'$'\n'']+$'
    done
}

@test "inspect: a process that does not exist is reported, the others are shown, and the status is 1" {
    bash -c 'true' 3>&- &
    gone=$!
    wait $gone
    ending 1 inspect --format json $$ $gone 1
    assert_equal "$stderr" "inspect: $gone: there is no such process"
    assert_equal "$(jq -s -c 'map(.pid)' <<<"$output")" "[$$,1]"
}

# bats test_tags=thorough
@test "inspect: output that cannot be written is an error" {
    for arguments in $$ --all --help '--run --settle 1 setsid -f sleep 60'; do
        ending 1 sh -c "'$BIN/inspect' $arguments >/dev/full" 3>&-
        assert_match "$stderr" '^inspect: write: No space left on device$'
    done
}
