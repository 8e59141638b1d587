# What the tests share: assertions that print expected and actual, bounded
# waits, and processes that are recorded, ended and seen gone.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BIN=${BIN:-$ROOT/build}
STAGES=(foreground fork setsid second-fork chdir reopen)
STEPS=(00-foreground 01-fork 02-setsid 03-second-fork 04-chdir 05-reopen)
ROWS=$BATS_TEST_TMPDIR/rows     # what a started program printed
ERRORS=$BATS_TEST_TMPDIR/errors # and what it complained of
RECORDED=$BATS_TEST_TMPDIR/recorded

# AddressSanitizer looks for leaks at exit, which it cannot do under strace,
# and reads /proc/self/maps at the start: where a test takes /proc away, it
# takes this folder's programs, which are built without.
export ASAN_OPTIONS=detect_leaks=${DETECT_LEAKS:-0}
PLAIN_BIN=${PLAIN_BIN:-$BIN}

# --- assertions ---
#
# They end a test by bats' set -e: never call one, or a function that holds
# one, behind if, ! or before || and &&, where set -e is off.

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

# alive PID: it runs. A zombie has ended, though kill -0 and /proc know it.
alive() {
    local state
    state=$(sed 's/.*) \(.\).*/\1/' "/proc/$1/stat" 2>/dev/null) || return 1
    [ -n "$state" ] && [ "$state" != Z ] && [ "$state" != X ]
}

ended() { ! alive "$1"; }
asleep() { [ "$(ps -o state= -p "$1")" = S ]; }
stopped() { [ "$(ps -o state= -p "$1")" = T ]; }

# wait_until [-t SECONDS] COMMAND...: until it succeeds, 10 seconds at most.
wait_until() {
    local bound=10
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

# record PID...: teardown ends them.
record() { printf '%s\n' "$@" >>"$RECORDED"; }

# start PROGRAM [OPTION...]: in the background, rows as tsv into $ROWS, to
# stay; returns when it stands at its own stage, its pid in $pid.
start() {
    local program=$1
    shift
    "$BIN/$program" --format tsv --stay 60 "$@" \
        </dev/null >"$ROWS" 2>"$ERRORS" 3>&- &
    record $!
    await_stage "$program"
}

# await_stage PROGRAM: until the last row of that program is in $ROWS. Sets
# pid and records it.
await_stage() {
    wait_until has_row "${1#*-}" || fail "$1 said: $(cat "$ERRORS" "$ROWS")"
    pid=$(cell "${1#*-}" pid)
    record "$pid"
}

has_row() { grep -q "^$1	.*	" "$ROWS" 2>/dev/null; }

# Ends what the test recorded, and sees it gone.
teardown() {
    local each
    [ -e "$RECORDED" ] || return 0
    while read -r each; do
        kill -KILL "$each" 2>/dev/null || true
        kill -CONT "$each" 2>/dev/null || true
        wait_until ended "$each"
    done <"$RECORDED"
}

# --- rows ---

# cell STAGE COLUMN: one cell of the rows in $ROWS.
cell() {
    awk -F '\t' -v stage="$1" -v column="$2" '
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == column) c = i }
        $1 == stage { print $c }' "$ROWS"
}

# row_without STAGE COLUMN...: its other cells, for comparing rows.
row_without() {
    local stage=$1
    shift
    awk -F '\t' -v stage="$stage" -v columns=" stage $* " '
        NR == 1 { split($0, name) }
        $1 == stage {
            for (i = 1; i <= NF; i++)
                if (!index(columns, " " name[i] " ")) printf "%s=%s ", name[i], $i
        }' "$ROWS"
}

# only_changed STAGE ABOVE COLUMN...: no other cell differs between the two.
only_changed() {
    local stage=$1 above=$2
    shift 2
    assert_equal "$(row_without "$stage" "$@")" "$(row_without "$above" "$@")" \
        "$stage: all but $* is as after $above"
}

# The relations that each stage makes, whoever started the program; the rows
# are in $ROWS. The columns that a stage is about are checked one by one, and
# all the others are those of the row above.

relations_of_fork() {
    refute_equal "$(cell fork pid)" "$(cell foreground pid)" "a new pid"
    refute_equal "$(cell fork ppid)" "$(cell foreground pid)" "not the old parent"
    # at a prompt the shell takes the foreground back at some moment: tpgid
    only_changed fork foreground pid ppid tpgid
}

relations_of_setsid() {
    assert_equal "$(cell setsid pgid)" "$(cell setsid pid)" "leads its group"
    assert_equal "$(cell setsid sid)" "$(cell setsid pid)" "leads its session"
    assert_equal "$(cell setsid tty)" "?" "no terminal"
    assert_equal "$(cell setsid tpgid)" -1 "no foreground group"
    only_changed setsid fork pgid sid tty tpgid
}

relations_of_second-fork() {
    refute_equal "$(cell second-fork pid)" "$(cell setsid pid)" "a new pid"
    refute_equal "$(cell second-fork ppid)" "$(cell setsid pid)" "not the old parent"
    assert_equal "$(cell second-fork pgid)" "$(cell setsid pid)" "in the dead one's group"
    assert_equal "$(cell second-fork sid)" "$(cell setsid pid)" "in the dead one's session"
    # below another pid namespace, a pid there is none here
    [ -n "$OTHER_NAMESPACE" ] || wait_until ended "$(cell setsid pid)"
    only_changed second-fork setsid pid ppid
}

relations_of_chdir() {
    assert_equal "$(cell chdir cwd)" / "cwd"
    only_changed chdir second-fork cwd
}

relations_of_reopen() {
    local each
    for each in stdin stdout stderr; do
        assert_equal "$(cell reopen $each)" /dev/null "$each"
    done
    only_changed reopen chdir stdin stdout stderr
}

# relations_up_to PROGRAM: those of every stage that it passed, and no others.
relations_up_to() {
    local n=$((10#${1%%-*})) i
    assert_equal "$(cut -f 1 "$ROWS" | tail -n +2 | xargs)" \
        "${STAGES[*]:0:n+1}" "the stages of $1"
    for ((i = 1; i <= n; i++)); do
        "relations_of_${STAGES[i]}"
    done
}

# ps_agrees STAGE: what was printed equals what ps and /proc say of the living
# process $pid.
ps_agrees() {
    local column fd link
    for column in pid ppid pgid sid tty tpgid; do
        assert_equal "$(cell "$1" $column)" \
            "$(ps -o "$column=" -p "$pid" | tr -d ' ')" "$column"
    done
    assert_equal "$(cell "$1" cwd)" "$(readlink "/proc/$pid/cwd")" cwd
    assert_equal "$(cell "$1" umask)" \
        "$(awk '/^Umask:/ { print $2 }' "/proc/$pid/status")" umask
    for fd in 0:stdin 1:stdout 2:stderr; do
        link=$(readlink "/proc/$pid/fd/${fd%:*}") || link=closed
        case $link in pipe:* | socket:*) link=${link%%:*} ;; esac
        assert_equal "$(cell "$1" "${fd#*:}")" "$link" "${fd#*:}"
    done
}

# --- surroundings ---

# as_user COMMAND...: as an ordinary user, also when root runs the tests. What
# it runs and writes must be in $BATS_TEST_TMPDIR: see user_copy.
ORDINARY=54321
as_user() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid $ORDINARY --regid $ORDINARY --clear-groups -- "$@"
    else
        "$@"
    fi
}

# user_copy: the programs where an ordinary user can reach them, in $USER_BIN.
user_copy() {
    USER_BIN=$BATS_TEST_TMPDIR/bin
    mkdir -p "$USER_BIN"
    cp "$BIN"/0?-* "$USER_BIN"
    chmod 755 "$USER_BIN" "$USER_BIN"/*
    chmod 777 "$BATS_TEST_TMPDIR"
    chmod go+x "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/* # made by bats for this run
}

# namespace OPTION... COMMAND...: unshare(1), as root of a user namespace.
namespace() { unshare -Ur "$@"; }

needs_namespaces() {
    namespace -mpf true 2>/dev/null ||
        skip "this system lets ordinary users make no namespaces"
}
