#!/usr/bin/env bats
# recipe: the stages in any order, a row each, and then a command.
bats_require_minimum_version 1.5.0
load helper

# cook STAGE...: starts recipe with --stay, and waits for its last row, which it stores
# in $ROWS under the name "last". Sets pid. SIGHUP ends recipe, even if SIGHUP is
# ignored where the tests run.
cook() {
    local all=$BATS_TEST_TMPDIR/all
    rm -f "$all"
    env --default-signal=HUP "$BIN/recipe" --format tsv --stay 60 "$@" \
        </dev/null >"$all" 2>"$ERRORS" 3>&- &
    record $!
    rows=$(($# + 2))
    wait_until has_lines $rows "$all"
    sed -n "1p; ${rows}s/^[^	]*/last/p" "$all" >"$ROWS"
    pid=$(cell last pid)
    record "$pid"
    # descriptor 1 is open on $all, not on $ROWS
}

has_lines() { [ "$(wc -l <"$2" 2>/dev/null)" = "$1" ] || { [ -s "$ERRORS" ] && cat "$ERRORS" && false; }; }

@test "recipe: what it prints after any stages is what ps and /proc say" {
    every=3 # try every third recipe; in CI, all
    [ -z "${THOROUGH-}" ] || every=1
    while read -r -a stages; do
        cook "${stages[@]}"
        ps_agrees last || fail "${stages[*]}"
    done < <(
        awk "NR % $every == 0" <<'RECIPES'
fork
fork fork
fork setsid
fork setsid fork
fork setsid fork chdir reopen
fork setsid chdir reopen
fork chdir
fork reopen
fork umask
fork new-group
fork new-group fork
fork new-group fork setsid
fork ignore-hup setsid
fork open-terminal
fork setsid open-terminal
fork setsid fork open-terminal
fork setsid open-terminal reopen
daemon
fork daemon
daemon open-terminal
daemon fork
chdir
chdir fork
chdir chdir
reopen
reopen fork setsid
reopen chdir umask
umask
umask fork
close-fds
close-fds fork setsid
reset-signals ignore-hup
new-group
new-group fork
new-group chdir
open-terminal
ignore-hup fork
umask fork setsid ignore-hup fork close-fds chdir reopen
RECIPES
    )
}

@test "recipe: reopen opens for reading, and for appending, as 05 does" {
    modes() { wait_until asleep "$pid" && grep -h '^flags' "/proc/$pid/fdinfo"/[012]; }
    start 05-reopen
    modes >"$BATS_TEST_TMPDIR/modes"
    cook reopen
    assert_equal "$(modes)" "$(cat "$BATS_TEST_TMPDIR/modes")"
}

@test "recipe: it is the steps, stage by stage" {
    "$BIN/recipe" --letters --format tsv fork setsid fork chdir reopen </dev/null 3>&- |
        cat >"$BATS_TEST_TMPDIR/recipe"
    "$BIN/05-reopen" --letters --format tsv </dev/null 3>&- | cat >"$ROWS"
    assert_equal "$(cells "$COLUMNS_OF_PS" "$BATS_TEST_TMPDIR/recipe")" "$(cells "$COLUMNS_OF_PS" "$ROWS")"
    assert_equal "$(cells stage "$BATS_TEST_TMPDIR/recipe" | xargs)" \
        "foreground fork setsid fork chdir reopen"
}

@test "recipe: a long name's row stands below the header, in 80 columns, also with a pid of 7 digits" {
    for stages in 'chdir reset-signals' open-terminal 'chdir reopen umask'; do
        # words
        # shellcheck disable=SC2086
        run -0 --separate-stderr strace -o /dev/null -e inject=getpid:retval=1234567 \
            "$BIN/recipe" $stages </dev/null 3>&-
        assert_equal "$stderr" "" "of a file nobody can say how wide it is"
        ends=$(awk '!/^[(]/ { match($0, NR == 1 ? " PID" : " [0-9]+"); print RSTART + RLENGTH }' <<<"$output" | sort -u)
        assert_equal "$(wc -l <<<"$ends")" 1 "columns in which PID ends"
        assert_match "$output" ' 1234567 '
        assert_equal "$(awk 'length > 80' <<<"$output")" ""
    done
}

@test "recipe: setsid is refused to a group leader, and it says which group that process leads" {
    for stages in 'new-group setsid' 'fork setsid setsid' 'fork new-group setsid'; do
        # words
        # shellcheck disable=SC2086
        "$BIN/recipe" --format tsv $stages </dev/null >"$ROWS" 2>"$ERRORS" 3>&- ||
            assert_equal $? 1
        wait_until test -s "$ERRORS"
        last=$(cells pid "$ROWS" | tail -n 1)
        assert_equal "$(cat "$ERRORS")" \
            "recipe: setsid: Operation not permitted: process group $last exists and this process leads it"
    done
}

@test "recipe: a refusal is reported even when 2 is /dev/null by then" {
    for stages in 'new-group reopen setsid' 'daemon new-group setsid'; do
        # words
        # shellcheck disable=SC2086
        "$BIN/recipe" --format tsv $stages </dev/null >"$ROWS" 2>"$ERRORS" 3>&- ||
            assert_equal $? 1
        wait_until test -s "$ERRORS"
        assert_match "$(cat "$ERRORS")" '^recipe: set(sid|pgid): Operation not permitted: '
    done
}

@test "recipe: a session leader cannot leave its group, and it says so" {
    run -1 --separate-stderr sh -c "'$BIN/recipe' setsid new-group; exit \$?"
    assert_match "$stderr" '^recipe: setpgid: Operation not permitted: this process leads session [0-9]+, and'
}

@test "recipe: --list has a line for each stage" {
    run -0 "$BIN/recipe" --list
    for stage in fork setsid chdir reopen umask close-fds reset-signals ignore-hup \
        new-group open-terminal daemon; do
        assert_match "$output" "(^|
)$stage +[^ ]"
    done
    assert_equal ${#lines[@]} "$(grep -c '^    {"' "$ROOT/steps/recipe.c")"
    run -0 "$BIN/recipe" --help
    assert_match "$output" '^usage: recipe .* STAGE\.\.\. \[-- COMMAND'
    [ "$(wc -l <<<"$output")" -le 24 ] || fail "more than a screen"
    run -2 "$BIN/recipe" --list fork
    assert_equal "$output" "recipe: --list must be the only argument"
    [ ${#lines[@]} -le 24 ]
}

# refused MESSAGE ARGUMENT...: checks for status 2, only that line, and no row.
refused() {
    local message=$1
    shift
    run -2 --separate-stderr timeout 60 "$BIN/recipe" "$@"
    assert_equal "$output" ""
    assert_equal "${#stderr_lines[@]}" 1
    assert_match "$stderr" "^recipe: $message"
}

@test "recipe: bad usage is reported in one line" {
    refused 'no STAGE;'
    refused 'no STAGE;' --letters
    refused 'no STAGE;' -- true
    refused "unknown stage 'frok'; allowed: fork setsid .* daemon; COMMAND follows --$" fork frok
    refused "unknown stage ''" ''
    refused 'no COMMAND after --' fork --
    refused "--stay 5 cannot be combined with COMMAND" --stay 5 fork -- true
    refused "invalid --stay '0'" --stay 0 fork
    refused "unknown stage '--letters'; allowed:" fork --letters
}

@test "recipe: it takes a thousand stages" {
    # the words of a list
    # shellcheck disable=SC2046
    run -0 "$BIN/recipe" --format tsv $(yes chdir | head -n 1000)
    assert_equal ${#lines[@]} 1002
    # shellcheck disable=SC2046
    "$BIN/recipe" --format tsv --letters $(yes fork | head -n 200) </dev/null 3>&- | cat >"$ROWS"
    assert_equal "$(wc -l <"$ROWS")" 202
    assert_equal "$(cells pid "$ROWS" | sort -u | wc -l)" 201 "pids"
}

@test "recipe: it takes a stage twice" {
    "$BIN/recipe" --format tsv reopen reopen umask umask close-fds close-fds >"$ROWS" 3>&-
    assert_equal "$(cells 'umask stdin' "$ROWS" | tail -n 1)" "0000	/dev/null"
}

@test "recipe: the command inherits what the stages left, and nothing more" {
    cd "$BATS_TEST_TMPDIR"
    "$BIN/recipe" fork setsid fork chdir reopen umask close-fds -- \
        sh -c 'exec >"$1"; echo $$; pwd; umask; ps -o pgid=,sid=,tty= -p $$; ls /proc/$$/fd' \
        sh "$PWD/out" </dev/null >"$ROWS" 3>&-
    wait_until grep -q '^2$' out
    pid=$(head -n 1 out)
    assert_equal "$(sed -n 2,3p out | xargs)" "/ 0000"
    read -r pgid sid tty <<<"$(sed -n 4p out)"
    assert_equal "$pgid $tty" "$sid ?"
    refute_equal "$sid" "$pid"
    assert_equal "$(tail -n +5 out | head -n 3 | xargs)" "0 1 2"
}

@test "recipe: a command is found before the terminal is given up" {
    cd "$BATS_TEST_TMPDIR"
    mkdir folder
    printf '#!/bin/sh\necho ran\n' >plain
    # if PATH has a directory that may not be searched, the status would be 126
    PATH=/usr/bin:/bin run -127 --separate-stderr "$BIN/recipe" fork setsid reopen -- no-such-command
    assert_equal "$stderr" "recipe: no-such-command: not found in PATH"
    assert_equal "$output" ""
    run -127 --separate-stderr "$BIN/recipe" fork -- ./none
    run -127 --separate-stderr "$BIN/recipe" fork -- ''
    run -127 --separate-stderr "$BIN/recipe" fork -- ./plain/none
    assert_equal "$stderr" "recipe: ./plain/none: Not a directory"
    run -126 --separate-stderr "$BIN/recipe" fork -- ./folder
    assert_equal "$stderr" "recipe: ./folder: Is a directory"
    run -126 --separate-stderr "$BIN/recipe" fork -- ./plain
    assert_equal "$stderr" "recipe: ./plain: Permission denied"
}

# bats test_tags=thorough
@test "recipe: a command that exec refuses is reported, after reopen and a fork, too" {
    cd "$BATS_TEST_TMPDIR"
    printf '#!/no/such/shell\n' >lost
    printf '\177ELF no more of it' >broken
    chmod +x lost broken
    run -127 --separate-stderr "$BIN/recipe" reopen -- ./lost
    assert_equal "$stderr" "recipe: ./lost: its interpreter: No such file or directory"
    "$BIN/recipe" fork setsid fork chdir reopen -- ./lost 2>"$ERRORS" >"$ROWS" 3>&-
    wait_until test -s "$ERRORS"
    assert_equal "$(cat "$ERRORS")" "recipe: ./lost: its interpreter: No such file or directory"
}

@test "recipe: a script without #! is run by sh, with its arguments, after chdir, too" {
    cd "$BATS_TEST_TMPDIR"
    printf 'echo "$0:" "$#" "$@"; exit 7\n' >bare
    chmod +x bare
    run -7 --separate-stderr "$BIN/recipe" --quiet chdir -- ./bare 'a b' '' c
    assert_equal "$output" "$PWD/./bare: 3 a b  c"
    run -7 --separate-stderr "$BIN/recipe" --quiet chdir -- ./bare
    assert_equal "$output" "$PWD/./bare: 0"
}

# started: waits for the file that COMMAND writes, whatever became of the rows.
started() {
    wait_until test -s started
    rm started
}

# bats test_tags=thorough
@test "recipe: rows that cannot be written are reported once, and COMMAND starts all the same" {
    cd "$BATS_TEST_TMPDIR"
    daemon=(fork setsid fork chdir reopen -- sh -c 'echo yes >"$0"' "$PWD/started")
    run -0 --separate-stderr bash -c '"$@" >&- 3>&-' - "$BIN/recipe" "${daemon[@]}"
    assert_equal "$stderr" "recipe: fcntl: standard output: Bad file descriptor: no more rows"
    started
    run -0 --separate-stderr bash -c '"$@" >/dev/full 3>&-' - "$BIN/recipe" "${daemon[@]}"
    assert_equal "$stderr" "recipe: write: No space left on device: no more rows"
    started
    # the reader exits before the first row, or after two lines
    for reader in true 'sed 2q'; do
        mkfifo rows
        bash -c '"$@" 2>"$0" >rows 3>&-' "$ERRORS" "$BIN/recipe" "${daemon[@]}" &
        $reader <rows >/dev/null
        wait $!
        started
        rm rows
    done
    # the limit on file size is 0: by default, SIGXFSZ would end recipe
    run -0 bash -c 'ulimit -f 0; "$@" 2>&1 >"$0" 3>&-' "$ROWS" "$BIN/recipe" \
        fork setsid fork chdir reopen -- mkdir "$PWD/started-0"
    assert_equal "$output" "recipe: write: File too large: no more rows"
    wait_until test -d started-0
    # standard error has no reader, either: nobody sees a message
    bash -c '"$@" 2>&1 3>&- | true' - "$BIN/recipe" fork setsid fork chdir reopen -- \
        mkdir "$PWD/started-1"
    wait_until test -d started-1
    # it may be close() that finds that the last rows cannot be written
    strace --quiet=path-resolution -o /dev/null -P "$ROWS" -e inject=close:error=ENOSPC:when=1 \
        "$PLAIN_BIN/recipe" chdir -- echo yes >"$ROWS" 2>"$ERRORS" 3>&-
    assert_equal "$(cat "$ERRORS")" 'recipe: close: No space left on device: no more rows'
    assert_equal "$(tail -n 1 "$ROWS")" yes
    # without a command, rows are the only output: if they are lost, recipe fails
    run -1 --separate-stderr bash -c '"$@" >/dev/full' - "$BIN/recipe" chdir
    assert_equal "$stderr" "recipe: write: No space left on device"
}

@test "recipe: --quiet prints no row, and leaves nothing of recipe in the process" {
    run -0 --separate-stderr "$BIN/recipe" --quiet chdir -- true
    assert_equal "$output$stderr" ""
    run -0 --separate-stderr bash -c '"$@" >&- 3>&-' - "$BIN/recipe" --quiet chdir reopen -- true
    assert_equal "$stderr" ""
    # COMMAND gets the same as from env, which adds nothing
    is='readlink /proc/$$/fd/* >is; grep -e ^SigBlk -e ^SigIgn -e ^Umask /proc/self/status >>is
        env | grep -v ^_= >>is'
    cd "$BATS_TEST_TMPDIR"
    env bash -c "$is" 3>&-
    mv is is.from-env
    "$BIN/recipe" --quiet new-group -- bash -c "$is" 3>&-
    diff is.from-env is
}

@test "recipe: --quiet asks the kernel for nothing but the stages, and a duplicate for complaints" {
    cd "$BATS_TEST_TMPDIR"
    strace -f -o trace "$PLAIN_BIN/recipe" --quiet fork setsid fork chdir reopen -- /bin/true 3>&-
    # libcs implement fork(), open() and dup2() differently, with calls of their own
    sed -n '/ fcntl(/,/ execve(/p' trace | sed -n '/F_SETFD/d; s/^[0-9]* *\([a-z]\)/\1/; s/(.*//p' |
        sed 's/^clone.*\|^vfork/fork/; s/^openat/open/; s/^dup3/dup2/
            /^exit/d; /^set_robust/d; /^gettid/d; /^rt_sig/d; /^set_tid/d' | xargs >calls
    assert_equal "$(cat calls)" \
        "fcntl fork setsid fork chdir open open dup2 dup2 dup2 close close execve"
}

@test "recipe: after reopen a command reads nothing, and its output is lost" {
    run -0 --separate-stderr "$BIN/recipe" reopen -- sh -c 'echo a && echo b >&2 && ! read -r c'
    refute_match "$output$stderr" '^[ab]$'
}

@test "recipe: a command named from here is the same one after chdir" {
    cd "$BATS_TEST_TMPDIR"
    printf '#!/bin/sh\npwd; echo "$@"\n' >mine
    chmod +x mine
    run -0 "$BIN/recipe" chdir -- ./mine a 'b c'
    assert_equal "${lines[-2]}${lines[-1]}" "/a b c"
    PATH=:$PATH run -0 "$BIN/recipe" chdir -- mine
    PATH=.:$PATH run -0 "$BIN/recipe" chdir -- mine
    assert_equal "${lines[-1]}" /
}

@test "recipe: a command's status is recipe's, unless a fork comes between" {
    run -7 "$BIN/recipe" chdir -- sh -c 'exit 7'
    run -0 "$BIN/recipe" fork -- sh -c 'exit 7' 3>&-
}

@test "recipe: its signal stages reset, block none, and ignore SIGHUP" {
    signals() { awk '/^Sig(Blk|Ign)/ { print $2 }' "/proc/$pid/status" | xargs; }
    # start it with some signals ignored, and another one, SIGUSR2, blocked
    cat >"$BATS_TEST_TMPDIR/recipe" <<END
#!/usr/bin/perl
use POSIX;
sigprocmask(SIG_BLOCK, POSIX::SigSet->new(SIGUSR2));
exec "$BIN/recipe", @ARGV;
END
    chmod +x "$BATS_TEST_TMPDIR/recipe"
    trap '' INT USR1 PIPE
    BIN=$BATS_TEST_TMPDIR cook umask
    wait_until asleep "$pid"
    assert_match "$(signals)" '^0*800 '
    BIN=$BATS_TEST_TMPDIR cook reset-signals
    wait_until asleep "$pid"
    for mask in $(signals); do
        assert_equal $((0x$mask & ~0x180000000)) 0 # signals 32 and 33 are libc's own
    done
    cook reset-signals ignore-hup
    wait_until asleep "$pid"
    assert_equal $((0x$(signals | cut -d ' ' -f 2) & 0x7fffffff)) 1
}

@test "recipe: close-fds closes all from 3 up" {
    exec 9>"$BATS_TEST_TMPDIR/nine"
    cook fork close-fds
    wait_until asleep "$pid"
    assert_equal "$(cd "/proc/$pid/fd" && echo *)" "0 1 2"
}

@test "recipe: only a session leader gets a terminal by opening one" {
    cook fork setsid open-terminal
    assert_match "$(cell last tty)" '^pts/'
    cook fork setsid fork open-terminal
    assert_equal "$(cell last tty)" '?'
    cook fork open-terminal
    assert_equal "$(cell last tty)" "$(ps -o tty= -p $$ | tr -d ' ')"
}

@test "recipe: a terminal is opened even where SIGCHLD is ignored" {
    run -0 --separate-stderr bash -c "trap '' CHLD; exec '$BIN/recipe' --format tsv setsid open-terminal" </dev/null 3>&-
    assert_equal "$(cells stage <<<"$output" | xargs)" 'foreground setsid open-terminal'
    keeper=${stderr//[!0-9]/}
    wait_until ended "$keeper"
}

@test "recipe: how to close the terminal stands among the rows of a table, else on standard error" {
    run -0 --separate-stderr "$BIN/recipe" fork setsid open-terminal </dev/null 3>&-
    assert_equal "$stderr" ''
    assert_match "$output" '[(]kill [0-9]+ closes the terminal that this stage opens[)]'
    for format in tsv json; do
        run -0 --separate-stderr "$BIN/recipe" --format $format open-terminal </dev/null 3>&-
        assert_match "$stderr" '^recipe: kill [0-9]+ closes the terminal that this stage opens$'
        refute_match "$output" closes
    done
}

# keeper_of STAGE...: prints the pid of the other process that runs this recipe.
keeper_of() {
    pgrep -f -x "$BIN/recipe --format tsv --stay 60 $*" | grep -vx "$pid" || true
}

@test "recipe: the terminal's keeper ends with the last process that has it open" {
    cook fork setsid open-terminal
    keeper=$(keeper_of fork setsid open-terminal)
    record "$keeper"
    alive "$keeper"
    kill "$pid"
    wait_until ended "$pid"
    wait_until ended "$keeper"
}

@test "recipe: when its terminal is closed, only its session leader ends" {
    cook fork setsid open-terminal
    keeper=$(keeper_of fork setsid open-terminal)
    record "$keeper"
    kill "$keeper"
    wait_until ended "$pid"

    cook fork setsid fork open-terminal
    keeper=$(keeper_of fork setsid fork open-terminal)
    record "$keeper"
    kill "$keeper"
    wait_until ended "$keeper"
    alive "$pid"
}

@test "recipe: a session leader's end hangs its terminal up: its child goes too" {
    env --default-signal=HUP "$BIN/recipe" --format tsv fork setsid open-terminal fork \
        </dev/null >"$ROWS" 2>"$ERRORS" 3>&-
    wait_until has_row open-terminal
    wait_until ended "$(cell open-terminal pid)"
    assert_equal "$(cells stage "$ROWS" | tail -n 1)" open-terminal
}
