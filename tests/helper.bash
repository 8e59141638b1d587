# What the tests share: assertions that print the expected and the actual value,
# waits with a time limit, and functions that record processes and end them.

# Make the environment like that of a reader's shell. The make that runs the tests
# passes its flags on; if -O is one of them, the commands of a make see no terminal.
unset CDPATH MAKEFLAGS MFLAGS MAKELEVEL
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export BIN=${BIN:-$ROOT/build}
[[ $BIN == /* ]] || BIN=$PWD/$BIN
# The steps and their stages, the same as in scripts/stages.
mapfile -t STEPS < <(cd "$ROOT/steps" && printf '%s\n' [0-9][0-9]-*.c | sed 's/\.c$//')
STAGES=("${STEPS[@]#*-}")
# The shells in which each script is tested: sh; or with THOROUGH=1, as in CI, the
# shells that some systems use as sh.
SHELLS=(sh)
[ -z "${THOROUGH-}" ] || SHELLS=(dash bash 'busybox sh')
ROWS=$BATS_TEST_TMPDIR/rows     # standard output of the started program
ERRORS=$BATS_TEST_TMPDIR/errors # standard error of that program
RECORDED=$BATS_TEST_TMPDIR/recorded

# AddressSanitizer looks for leaks at exit, which fails under strace. It also reads
# /proc/self/maps at the start, so a test that removes /proc uses the programs in
# PLAIN_BIN, which are built without AddressSanitizer.
export ASAN_OPTIONS=detect_leaks=${DETECT_LEAKS:-0}
PLAIN_BIN=${PLAIN_BIN:-$BIN}
[[ $PLAIN_BIN == /* ]] || PLAIN_BIN=$PWD/$PLAIN_BIN

# --- assertions ---
#
# An assertion ends a test by means of set -e, which bats sets. So do not call one, or
# a function that contains one, where set -e is off: after if or !, before || or &&,
# or in a { } that is piped into a command with || after it.

fail() {
    printf '%s\n' "$*" >&2
    return 1
}

assert_equal() { # ACTUAL EXPECTED [WHAT]
    [ "$1" = "$2" ] || fail "${3:-not equal}: expected '$2', got '$1'"
}

refute_equal() { # ACTUAL UNEXPECTED [WHAT]
    [ "$1" != "$2" ] || fail "${3:-equal}: '$1' is what it must not be"
}

assert_match() { # TEXT ERE
    [[ $1 =~ $2 ]] || fail "expected something like '$2', got '$1'"
}

refute_match() { # TEXT ERE
    ! [[ $1 =~ $2 ]] || fail "nothing like '$2' was expected, got '$1'"
}

# --- processes ---

# alive PID: succeeds if it runs. A zombie does not, but kill -0 and /proc know it.
alive() {
    local state
    state=$(sed 's/.*) \(.\).*/\1/' "/proc/$1/stat" 2>/dev/null) || return 1
    [ -n "$state" ] && [ "$state" != Z ] && [ "$state" != X ]
}

ended() { ! alive "$1"; }
asleep() { [ "$(ps -o state= -p "$1")" = S ]; }
stopped() { [ "$(ps -o state= -p "$1")" = T ]; }

# wait_until [-t SECONDS] COMMAND...: waits until COMMAND succeeds, 60 s at most.
wait_until() {
    local bound=60
    if [ "$1" = -t ]; then
        bound=$2
        shift 2
    fi
    local end=$((SECONDS + bound + 1))
    until "$@"; do
        [ $SECONDS -lt $end ] || fail "not within $bound s: $*" || return 1
        sleep 0.02
    done
}

# record PID...: teardown will end these processes. The start time of each is recorded,
# too, because another process may have the same PID by then.
record() {
    local each
    for each in "$@"; do
        echo "$each $(started_at "$each")" >>"$RECORDED"
    done
}

# pids_in FILE...: waits until each FILE holds a PID; sets pids and records them.
pids_in() {
    local file
    pids=()
    for file; do
        wait_until test -s "$file"
        pids+=("$(cat "$file")")
    done
    record "${pids[@]}"
}

started_at() { # PID, in clock ticks since the machine was booted
    sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20
}

# start PROGRAM [OPTION...]: starts PROGRAM in the background with --stay, its rows as
# tsv in $ROWS. Returns when PROGRAM has reached its own stage; sets pid.
start() {
    local program=$1
    shift
    "$BIN/$program" --format tsv --stay 60 "$@" \
        </dev/null >"$ROWS" 2>"$ERRORS" 3>&- &
    record $!
    await_stage "$program"
}

# await_stage PROGRAM: waits until the last row of PROGRAM is in $ROWS. Sets pid and
# records it.
await_stage() {
    wait_until has_row "${1#*-}" || fail "$1 said: $(cat "$ERRORS" "$ROWS")"
    pid=$(cell "${1#*-}" pid)
    record "$pid"
}

has_row() { grep -q "^$1	.*	" "$ROWS" 2>/dev/null; }

# own_tmpdir: makes a temporary directory for the test. Each process that is started
# later inherits a descriptor of a FIFO. When the reader of the FIFO sees end of file,
# all of them have ended. A scan of /proc could miss a process that forks meanwhile.
own_tmpdir() {
    export TMPDIR=$BATS_TEST_TMPDIR/tmp
    mkdir -m 777 "$TMPDIR"
    mkfifo "$BATS_TEST_TMPDIR/held"
    hand_out
}

hand_out() { # the reader must not be a child of the test: `wait` would wait for it
    reader=$(
        cat "$BATS_TEST_TMPDIR/held" >/dev/null 3>&- &
        echo $!
    )
    exec 7>"$BATS_TEST_TMPDIR/held"
}

# nothing_left: asserts that no file and no process is left.
nothing_left() {
    assert_equal "$(ls "$TMPDIR")" "" "files left"
    exec 7>&-
    wait_until ended "$reader"
    hand_out
}

# teardown: ends the recorded processes, and waits until they have ended.
teardown() {
    local each time
    [ -e "$RECORDED" ] || return 0
    while read -r each time; do
        [ -n "$time" ] && [ "$(started_at "$each")" = "$time" ] || continue
        kill -KILL "$each" 2>/dev/null || true
        wait_until ended "$each"
    done <"$RECORDED"
}

# --- rows ---
#
# One awk process reads many cells: bats traces each bash command, which takes longer
# than starting a process.

# by_name PROGRAM [VARIABLE=VALUE | FILE]...: runs awk with functions that find the
# cells of a row by name, as in the scripts.
by_name() {
    local program
    program="$(<"$ROOT/scripts/columns.awk")
$1"
    awk "$program" "${@:2}"
}

# cell STAGE COLUMN: prints one cell of the rows in $ROWS. STAGE is the name of a stage
# or of a process.
cell() {
    by_name 'cell(heading[1]) == stage { print cell(name) }' stage="$1" name="$2" "$ROWS"
}

# cells 'COLUMN...' [FILE]: prints these columns of all rows in FILE or on stdin,
# separated by tabs.
cells() {
    by_name '{
        n = split(names, name, " ")
        for (i = 1; i <= n; i++) printf "%s%s", cell(name[i]), i < n ? "\t" : "\n"
    }' names="$1" "${2:--}"
}

# seen HEADING...: prints the last row of a table on stdin, only these columns.
seen() {
    awk -v names="$*" '
        NR == 1 { for (i = 1; i <= NF; i++) place[$i] = i }
        END {
            n = split(names, name, " ")
            for (i = 1; i <= n; i++) printf "%s%s", $place[name[i]], i < n ? " " : "\n"
        }'
}

# relations_up_to PROGRAM: asserts that $ROWS has a row for each stage of PROGRAM, in
# order, with the relations that each stage creates, whatever started PROGRAM. Each
# cell that a stage changes is checked. All others must equal those of the row above.
# Every cell that is wrong is reported.
relations_up_to() {
    local n=$((10#${1%%-*}))
    assert_equal "$(cells stage "$ROWS" | xargs)" \
        "${STAGES[*]:0:n+1}" "the stages of $1"
    assert_equal "$(by_name "$RELATIONS" "$ROWS")" "" "relations of $1"
    # process ids of another pid namespace mean nothing here
    [ "$n" -lt 3 ] || [ -n "$OTHER_NAMESPACE" ] || wait_until ended "$(cell setsid pid)"
}

RELATIONS='
    function is(stage, column, expected) {
        if (at[stage, column] != expected)
            print stage ": " column " is " at[stage, column] ", not " expected
    }
    function is_not(stage, column, unexpected) {
        if (at[stage, column] == unexpected)
            print stage ": " column " is " unexpected
    }
    function all_other(stage, above, changing,    i) {
        for (i = 2; i <= columns; i++)
            if (!index(" " changing " ", " " heading[i] " "))
                is(stage, heading[i], at[above, heading[i]])
    }
    {
        stage = cell("stage")
        for (i = 1; i <= columns; i++) at[stage, heading[i]] = cell(heading[i])
    }

    stage == "fork" {
        is_not("fork", "pid", at["foreground", "pid"])
        is_not("fork", "ppid", at["foreground", "pid"])
        # at a prompt the shell takes the foreground back, sooner or later
        all_other("fork", "foreground", "pid ppid tpgid")
    }
    stage == "setsid" {
        is("setsid", "pgid", at["setsid", "pid"])
        is("setsid", "sid", at["setsid", "pid"])
        is("setsid", "tty", "?")
        is("setsid", "tpgid", -1)
        all_other("setsid", "fork", "pgid sid tty tpgid")
    }
    stage == "second-fork" {
        is_not("second-fork", "pid", at["setsid", "pid"])
        is_not("second-fork", "ppid", at["setsid", "pid"])
        is("second-fork", "pgid", at["setsid", "pid"])
        is("second-fork", "sid", at["setsid", "pid"])
        all_other("second-fork", "setsid", "pid ppid")
    }
    stage == "chdir" {
        is("chdir", "cwd", "/")
        all_other("chdir", "second-fork", "cwd")
    }
    stage == "reopen" {
        is("reopen", "stdin", "/dev/null")
        is("reopen", "stdout", "/dev/null")
        is("reopen", "stderr", "/dev/null")
        all_other("reopen", "chdir", "stdin stdout stderr")
    }'

# ps_agrees STAGE: asserts that the row of STAGE equals what ps and /proc say about the
# running process $pid. The foreground process group of the terminal in which the tests
# run may change at any time, so it is not compared.
COLUMNS_OF_PS='pid ppid pgid sid tty tpgid cwd umask stdin stdout stderr'
ps_agrees() {
    local printed
    printed=$(cells "stage $COLUMNS_OF_PS" "$ROWS" | grep "^$1	")
    assert_equal "$(but_shared_tpgid <<<"${printed#*	}")" \
        "$(ps_says "$pid" | but_shared_tpgid)" "$COLUMNS_OF_PS"
}

but_shared_tpgid() { # hides that tpgid in rows that begin: pid ppid pgid sid tty tpgid
    local shared
    shared=$(ps -o tty= -p $$)
    [ "$shared" = '?' ] && cat || sed "s,	$shared	[0-9]*,	$shared	-,"
}

ps_says() { # PID
    {
        ps -o pid=,ppid=,pgid=,sid=,tty=,tpgid= -p "$1" | tr -s ' ' '\n' | sed '/^$/d'
        readlink "/proc/$1/cwd"
        sed -n 's/^Umask:.//p' "/proc/$1/status"
        for fd in 0 1 2; do
            readlink "/proc/$1/fd/$fd" || echo closed
        done | sed 's/^\(pipe\|socket\):.*/\1/'
    } | paste -s
}

# --- surroundings ---

# the_article: sets ROOT to a copy that has only the steps of the article, for tests
# that know what these steps show. Other steps make no difference to them.
the_article() {
    local copy=$BATS_FILE_TMPDIR/article
    if [ ! -e "$copy" ]; then
        mkdir -p "$copy/steps"
        cp "$ROOT"/steps/0[0-5]-*.c "$copy/steps"
        cp -R "$ROOT/scripts" "$ROOT/Makefile" "$copy"
    fi
    ROOT=$copy STEPS=("${STEPS[@]:0:6}") STAGES=("${STAGES[@]:0:6}")
    LAST=$((${#STEPS[@]} - 1))
}

# as_user COMMAND...: runs COMMAND as an ordinary user, even if root runs the tests.
# The files that it runs or writes must be in $BATS_TEST_TMPDIR: see user_copy.
ORDINARY=54321
as_user() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid $ORDINARY --regid $ORDINARY --clear-groups -- "$@"
    else
        "$@"
    fi
}

# path_without TOOL...: prints a PATH that has all programs of $PATH except TOOL...
path_without() {
    local folder=$BATS_TEST_TMPDIR/without-$1 each
    mkdir -p "$folder"
    for each in ${PATH//:/ }; do
        ln -s "$each"/* "$folder" 2>/dev/null || true # the first in PATH wins
    done
    for each; do rm -f "$folder/$each"; done
    echo "$folder"
}

# path_with SHELL: prints a PATH in which sh is SHELL.
path_with() {
    mkdir -p "$BATS_TEST_TMPDIR/sh-is-$1"
    ln -sf "$(command -v "$1")" "$BATS_TEST_TMPDIR/sh-is-$1/sh"
    echo "$BATS_TEST_TMPDIR/sh-is-$1:$PATH"
}

# user_copy: copies the programs to $USER_BIN, where an ordinary user can run them.
user_copy() {
    USER_BIN=$BATS_TEST_TMPDIR/bin
    mkdir -p "$USER_BIN"
    cp "$BIN"/[a-z0-9]* "$USER_BIN" 2>/dev/null || true # programs, not directories
    chmod 755 "$USER_BIN" "$USER_BIN"/*
    chmod 777 "$BATS_TEST_TMPDIR"
    # the directories above it, which bats made for this run
    chmod go+x "$BATS_RUN_TMPDIR" "$(dirname "$BATS_TEST_TMPDIR")"
}

# namespace OPTION... COMMAND...: runs unshare(1) as root of a new user namespace.
namespace() { unshare -Ur "$@"; }

# --- what a machine may lack ---
#
# A test that cannot run on every machine calls one of these functions first, which may
# skip it. On a machine prepared by scripts/setup dev, none of them skips a test.

# needs TOOL [PACKAGE]: PACKAGE is the Debian package, if its name is not TOOL.
needs() {
    type -P "$1" >/dev/null || skip "$1 is missing here: apt-get install ${2:-$1}"
}

needs_screen() {
    needs screen
    getent passwd "$(id -u)" >/dev/null || skip "screen refuses a user without an account"
}

needs_root() {
    [ "$(id -u)" -eq 0 ] || skip "only root may ${1:-do that}"
}

needs_namespaces() {
    namespace -mpf true 2>/dev/null ||
        skip "this system lets ordinary users make no namespaces"
}

# needs_mounts: skips the test also in a chroot, where / is not a mount point.
needs_mounts() {
    unshare -mpf --mount-proc true 2>/dev/null ||
        skip "this system lets root make no mount namespace"
}

# --- a script that asks ---

# signaled_at QUESTION COMMAND...: in each of the SHELLS, SIGHUP and SIGTERM end the
# script COMMAND where it waits for an answer to QUESTION; nothing is left.
signaled_at() {
    local shell signal started status
    for shell in "${SHELLS[@]}"; do
        for signal in HUP:129 TERM:143; do
            mkfifo "$BATS_TEST_TMPDIR/in"
            # The tests may run with SIGHUP ignored; a shell may be two words.
            # shellcheck disable=SC2086
            env --default-signal=HUP $shell "${@:2}" <"$BATS_TEST_TMPDIR/in" >"$BATS_TEST_TMPDIR/said" 2>&1 3>&- &
            started=$!
            record $started
            exec 6>"$BATS_TEST_TMPDIR/in"
            wait_until grep -qF "$1" "$BATS_TEST_TMPDIR/said"
            wait_until asleep $started
            kill -s "${signal%:*}" $started
            status=0
            wait $started || status=$?
            exec 6>&-
            rm "$BATS_TEST_TMPDIR/in"
            assert_equal "$status" "${signal#*:}" "$shell, SIG${signal%:*}"
            nothing_left
        done
    done
}
