# What the experiments share; each begins with
#     . "$(dirname "$0")/experiment.sh"
# shellcheck shell=sh disable=SC2034,SC2153,SC2317
#
# An experiment runs twice, without the stage and with it, in build/terminal and a
# temporary folder. It prints the question, commands to type, what was seen in both
# cases, and what that shows. It checks what it saw. Exit status: 0 the kernel did what
# was expected; 1 it did not; 77 this system does not allow the experiment, or is too
# slow for it.
#
# --question prints only the question; --quiz what a quiz may ask (see asks); --rows
# FILE also writes what was seen to FILE, as tsv.

if [ "${1-}" = --question ]; then # soon told: scripts/stages asks all of them
    question() {
        printf '%s\n' "$1"
        exit
    }
    return
fi
set -u
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/../lib.sh"
NAME=without/$NAME
only='' rows_file=/dev/null
case $#${1-} in
    0) ;;
    1--quiz) only=$1 ;;
    2--rows) rows_file=$2 ;;
    *) refuse "$1" '--question, --quiz, --rows FILE, --help' ;;
esac

not_here() { # REASON
    fail "not on this system: $1" 77
}

# fate PROCESS: what became of it, in one word.
fate() {
    if ended "$1"; then echo ended; else echo lives; fi
}

# guard: runs this experiment in the background, and ends what is left of it. A shell
# that only waits is sure to notice ^C; bash may miss one that comes in $(...).
guard() {
    needs_columns 80
    needs_built recipe terminal
    state $$ # what is not seen has ended, here
    [ -n "$state" ] || not_here '/proc shows no process'
    make_roomy_folder
    at_end() { end_started; } # which needs room, too
    GUARD=$$ FOLDER=$folder sh "$0" --rows "$rows_file" &
    wait $!
    exit
}

# --- what is said ---

question() { asked=$1; } # TEXT

# asks LINE YES TEXT WITHOUT WITH: what a quiz may ask: about which line, how that begins
# if the answer is yes, the question, and its ends for the two cases.
asks() {
    if [ "$only" = --quiz ]; then
        printf '%s\t%s\t%s\t%s\t%s\n' "$@"
        exit
    fi
    [ "${GUARD-}" = "$PPID" ] || guard
    folder=$FOLDER
    printf 'seen\twithout\twith\n' >"$rows_file" || exit 1
    printf '%s%s%s\n' "$bold" "$asked" "$plain" || exit 1
}

# to_type INTRODUCTION COMMAND...: what a reader may type.
to_type() {
    printf '\n%s\n' "$1"
    shift
    printf '    %s\n' "$@"
}

differs=0

# seen WHAT WITHOUT EXPECTED WITH EXPECTED: prints what was seen in the two cases, and,
# if something else was expected, that.
seen() {
    printf '  %-34s %-20s %s\n' "$1" "$2" "$4"
    printf '%s\t%s\t%s\n' "$1" "$2" "$4" >>"$rows_file"
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
    if [ "$differs" -ne 0 ]; then
        echo >&2
        fail 'this kernel did something else than expected'
    fi
    printf '\n%s\n' "$1"
}
