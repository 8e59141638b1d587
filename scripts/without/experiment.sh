# What the five experiments share; each begins with
#     . "$(dirname "$0")/experiment.sh"
# shellcheck shell=sh disable=SC2034
#
# An experiment runs twice, without the stage and with it, in build/terminal
# and a temporary folder, and says: the question, the commands, what was seen in
# both cases, and what that shows. It checks what it saw. Status 0: the kernel
# did as told; 1: it did not; 77: this system does not allow the experiment.

set -u
NAME=${0##*/}
ROOT=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
BIN=${BIN:-$ROOT/build}
export BIN

if [ $# -gt 0 ]; then
    printf "without/%s: '%s': it takes no arguments\n" "$NAME" "$1" >&2
    exit 2
fi
if [ ! -x "$BIN/recipe" ] || [ ! -x "$BIN/terminal" ]; then
    printf 'without/%s: %s/recipe and terminal are not built: make\n' "$NAME" "$BIN" >&2
    exit 1
fi

not_here() { # REASON
    printf 'without/%s: not on this system: %s\n' "$NAME" "$1" >&2
    exit 77
}

# what ps does not show has ended, here
[ -n "$(ps -o stat= -p $$ 2>/dev/null)" ] ||
    not_here 'ps is missing, or shows no process as /proc is'
needs_room=1
# shellcheck source=scripts/folder.sh
. "$ROOT/scripts/folder.sh"
FOLDER=$folder
export FOLDER

# started: all that was, and that is left: it has FOLDER in its environment.
started() {
    unset FOLDER # not in that of grep and sed
    grep -ls "FOLDER=$folder" /proc/[0-9]*/environ | sed 's,[^0-9]*\([0-9]*\).*,\1,'
}

# A program may have forked again, and not have told its pid yet: so all of them
# are ended, until there are none.
finish() {
    trap '' HUP INT QUIT TERM # nothing ends rm
    signal=TERM tries=50
    while left=$(started) && [ -n "$left" ] && [ $tries -gt 0 ]; do
        # shellcheck disable=SC2086 # a word each
        kill -s $signal $left 2>/dev/null
        signal=KILL tries=$((tries - 1))
        sleep 0.02
    done
    rm -rf "$FOLDER"
}
trap finish EXIT
trap 'exit 143' HUP
trap 'exit 1' TERM # from in_terminal, too

# pid_in FILE: the process of the last row in a file of rows (tsv).
pid_in() {
    awk -F '\t' '$2 ~ /^[0-9]+$/ { pid = $2 } END { print pid + 0 }' "$1"
}

# ended PID: it is gone, or a zombie, which is as dead. 0 is nobody.
ended() {
    case $(ps -o stat= -p "$1" 2>/dev/null) in '' | Z*) return 0 ;; esac
    return 1
}

# within SECONDS COMMAND...: tries until it succeeds, so many seconds at most. No
# more is typed where it is over: see in_terminal.
within() {
    tries=$(($1 * 20))
    shift
    until "$@"; do
        [ ! -e "$FOLDER/over" ] || exit 1
        tries=$((tries - 1))
        [ $tries -gt 0 ] || return 1
        sleep 0.05
    done
}

# rows FILE STAGE...: the rows of all those stages have come, in tsv.
rows() {
    [ -e "$1" ] && [ "$(wc -l <"$1")" -gt $# ]
}

# fate PID: what became of it, in a word.
fate() {
    if ended "$1"; then echo ended; else echo lives; fi
}

# in_terminal SECONDS COMMAND...: build/terminal, with the actions on stdin. A
# shell in it reads none of the reader's files and writes no history. Where there
# is no terminal to be had, that has been told, and the experiment ends.
in_terminal() {
    seconds=$1
    shift
    ENV='' HISTFILE='' TERM=dumb PS1='$ ' "$BIN/terminal" --timeout "$seconds" -- "$@"
    if [ $? -eq 125 ]; then
        touch "$FOLDER/over"
        kill -TERM $$
        exit 1 # from here: it is a part of a pipe
    fi
}

# --- what is said ---

bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR-}" ] && [ "${TERM:-dumb}" != dumb ]; then
    bold=$(printf '\033[1m') plain=$(printf '\033[0m')
fi

question() {
    printf '%s%s%s\n' "$bold" "$1" "$plain" || exit 1
}

typed() {
    printf '\n'
    printf '    %s\n' "$@"
}

differs=0

# seen WHAT WITHOUT EXPECTED WITH EXPECTED: a line of what was seen in the two
# cases, and, if that is not what was expected, what that was.
seen() {
    printf '  %-34s %-20s %s\n' "$1" "$2" "$4"
    if [ "$2" != "$3" ] || [ "$4" != "$5" ]; then
        printf '  %-34s %-20s %s\n' "  expected:" "$3" "$5"
        differs=1
    fi
}

cases() { # WITHOUT WITH
    printf '\n  %-34s %-20s %s\n' '' "$1" "$2"
}

# shows SENTENCE: the end of an experiment.
shows() {
    if [ $differs -ne 0 ]; then
        printf '\nwithout/%s: this kernel did not do as told\n' "$NAME" >&2
        exit 1
    fi
    printf '\n%s\n' "$1"
}
