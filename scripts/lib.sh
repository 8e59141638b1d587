# What the scripts share. Each begins with
#     . "$(dirname "$0")/lib.sh"
# and then has NAME, its own name; ROOT, the project; BIN, the programs. ROOT and BIN
# are absolute paths, whatever the environment says. -h and --help print the comment
# at the head of the script, and end it.
# shellcheck shell=sh disable=SC2034,SC2153

# With CDPATH, cd may go elsewhere, and prints where. If LD_PRELOAD names a missing
# file, every program complains. ps complains of some sizes.
unset CDPATH LD_PRELOAD COLUMNS LINES
umask u=rwx # what is written here is read here
export NAME="${0##*/}"
# If standard error is closed, no other file must get its number.
true 3>&2 || exec 2>/dev/null
ROOT=${0%/*}
[ "$ROOT" != "$0" ] || ROOT=.
[ -e "$ROOT/lib.sh" ] || ROOT=$ROOT/..
ROOT=$(cd "$ROOT/.." && pwd -P && echo .) || exit 1 # its name may end in a newline
ROOT=${ROOT%??}
export BIN="${BIN:-$ROOT/build}" TMPDIR="${TMPDIR:-/tmp}"
case $BIN in /*) ;; *) BIN=$PWD/$BIN ;; esac
case $TMPDIR in /*) ;; *) TMPDIR=$PWD/$TMPDIR ;; esac
tab=$(printf '\t')

for word; do
    case $word in
        -h | --help)
            sed -n '1d; /^#/!q; /^# shellcheck/d; s/^# \{0,1\}//p' "$0" || exit 1
            exit
            ;;
    esac
done

# Colours, if standard output shows them. What is new is green, as in a diff.
colour=0 bold='' new='' red='' dim='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR-}" ] && [ "${TERM:-dumb}" != dumb ]; then
    escape=$(printf '\033[')
    colour=1 bold="${escape}1m" new="${escape}1;32m" red="${escape}1;31m"
    dim="${escape}2m" plain="${escape}0m"
fi

# --- refusing ---

# clean: standard input, with a ? for whatever a terminal may take for a command, and
# for what is not a character, as in all tables and pictures.
clean() {
    LC_ALL=C awk "$(cat "$ROOT/scripts/drawing/characters.awk")"'
        BEGIN { FS = OFS = "\t" } # which may stay
        { for (i = 1; i <= NF; i++) $i = cleaned($i); print }'
}

say() { # MESSAGE, to standard error, in one line
    message="$NAME: $1"
    case $message in
        # few messages need it, and it may be a process that cannot be had
        *[!\ -~]*) message=$(printf '%s\n' "$message" | tr '\n\t' '??' | clean) && message=${message%?} ;;
    esac
    printf '%s\n' "$message" >&2
}

fail() { # MESSAGE [STATUS]
    say "$1"
    exit "${2-1}"
}

{ true 3>&1; } 2>&- || fail 'standard output is closed'

refuse() { # WORD ALLOWED
    case $1 in
        -*) fail "unknown option '$1'; allowed: $2" 2 ;;
        *) fail "invalid argument '$1'; allowed: $2" 2 ;;
    esac
}

no_arguments() {
    [ $# -eq 0 ] || fail "unexpected argument '$1': it takes none" 2
}

needs_built() { # PROGRAM...
    for needed; do
        [ -x "$BIN/$needed" ] || fail "$BIN/$needed is not built; run make"
    done
}

# terminal_columns: sets columns, the width of standard output; 80 if it is not a
# terminal.
terminal_columns() {
    columns=''
    [ ! -t 1 ] || { columns=$(stty size <&3 2>/dev/null); } 3>&1
    columns=${columns#* }
    [ "${columns:-0}" -gt 0 ] || columns=80
}

needs_columns() { # COLUMNS
    terminal_columns
    [ "$columns" -ge "$1" ] || fail "needs $1 columns; this terminal has $columns"
}

# step_named WORD FIRST: sets step to 03-second-fork for 3, 03, second-fork or
# 03-second-fork; refuses a WORD that names no step from FIRST on.
step_named() {
    names=''
    stages=$("$ROOT/scripts/stages") || exit
    while IFS=$tab read -r number name _; do
        step=$number-$name number=${number#0}
        [ "$number" -ge "$2" ] || continue
        case $1 in "$number" | "0$number" | "$name" | "$step") return ;; esac
        names="$names $name" last=$number
    done <<END_OF_STAGES
$stages
END_OF_STAGES
    refuse "$1" "$2 to $last, or$names"
}

export WORDS="$ROOT/scripts/drawing/words.tsv"

# in_language WORD: sets language to WORD, if WORDS has a column of that name.
in_language() {
    language=$1
    languages=$(sed -n "1s/^language$tab//p" "$WORDS" | tr "$tab" ' ') || exit
    case " $languages " in *" $language "*) [ -z "$language" ] || return 0 ;; esac
    fail "invalid language '$language'; allowed: $languages" 2
}

# --- a temporary folder ---

at_end() { :; } # what is to be done before it goes: a script has its own

finish() {
    trap '' HUP INT QUIT TERM PIPE XFSZ USR1 # nothing ends rm
    at_end
    rm -rf "$folder"
}

# end STATUS: for the trap of a signal. It may run when the EXIT trap has begun and finish
# has not done its work: in bash, if set -e ends the script at the command that the same
# signal has ended; in any shell, if the signal comes just then. An exit alone would end
# the EXIT trap, too.
end() {
    finish
    trap - EXIT
    exit "$1"
}

# room_for PROCESSES: succeeds if this user may have that many more at once.
room_for() {
    [ "$1" -eq 0 ] || : | room_for $(($1 - 1))
}

# make_folder: makes a temporary folder, and sets folder. It is removed when the script
# ends. It would stay if a signal came between its creation and the trap, or if there
# were no process left for rm: so signals wait meanwhile, and there must be room for
# as many processes as the script has at once.
room=16
make_folder() {
    (room_for $room) 2>/dev/null || fail 'fork: this user may not have more processes'
    interrupted=''
    trap 'interrupted=129' HUP
    trap 'interrupted=130' INT
    trap 'interrupted=131' QUIT
    trap 'interrupted=143' TERM
    trap 'interrupted=141' PIPE
    folder=$(trap '' HUP INT QUIT TERM PIPE && exec mktemp -d) || exit "${interrupted:-1}"
    trap finish EXIT
    trap 'end 129' HUP
    trap 'end 130' INT
    trap 'end 131' QUIT
    trap 'end 143' TERM
    # without this, dash would leave the folder
    trap 'end 141' PIPE
    # the file that is too large may be standard error
    trap 'trap "" XFSZ; say "a file would exceed the limit on its size (ulimit -f)"; end 153' XFSZ
    trap 'given_up; end "$over"' USR1
    [ -z "$interrupted" ] || exit "$interrupted"
    # grep (in of_ours) takes each line as a pattern, and an empty one matches all
    case $folder in *"
"*) fail 'TMPDIR: a newline in its name' ;; esac
}

# make_roomy_folder: the same, after a check that there is room for files. Otherwise a
# full disk would look like a fault of the programs. head or the shell says that.
make_roomy_folder() {
    make_folder
    for file in 1 2 3 4 5 6 7 8 9 10 11 12; do
        head -c 4096 /dev/zero >"$folder/$file" || exit 1
    done
    rm "$folder"/*
}

# --- processes ---

# state PROCESS: sets state (R, S, T, Z, as in ps), pgid, sid, and born, the time when
# it was started. All are empty if it is gone. PROCESS is its pid, or better what
# identity prints: then another process with that pid counts as gone.
state() {
    state='' pgid='' sid='' born=''
    { read -r stat <"/proc/${1%@*}/stat"; } 2>/dev/null || return 0
    # shellcheck disable=SC2086 # its words
    set -- "$1" ${stat##*) }
    case $1 in *@*) [ "${1#*@}" = "${21}" ] || return 0 ;; esac
    state=$2 pgid=$4 sid=$5 born=${21}
}

# identity PID: the pid and the start time of a process that was started here; of any
# other process, an identity that no process has.
identity() {
    state "$1"
    (unset FOLDER && of_ours "/proc/$1/environ" >/dev/null) || born=''
    echo "$1@$born"
}

# end_it PROCESS: ends it, whatever signals it ignores or blocks.
end_it() {
    ended "$1" || kill -s KILL "${1%@*}" 2>/dev/null
    await ended "$1"
}

# ended PROCESS: succeeds if it is gone, or a zombie. 0 is no process.
ended() {
    state "$1"
    case $state in '' | [ZX]) return 0 ;; esac
    return 1
}

# within SECONDS COMMAND...: tries until COMMAND succeeds, for that long at most. If the
# script has given up meanwhile, exits.
within() {
    deadline=$(($(date +%s) + $1 + 1))
    shift
    until "$@"; do
        [ ! -e "$folder/over" ] || exit 1
        [ "$(date +%s)" -lt $deadline ] || return 1
        sleep 0.05
    done
}

# await COMMAND...: waits for what must come. If it does not, the machine is at fault.
await() {
    within 60 "$@" || give_up 77 "not within 60 s on this machine: $*"
}

# give_up STATUS [MESSAGE]: ends the script, even from a part of a pipe, from $(...) or
# from the background. Only the first call counts.
give_up() {
    (set -C && printf '%s\n' "$1" "${2-}" >"$folder/over") 2>/dev/null && kill -s USR1 $$
    exit "$1"
}
# given_up: says so, and sets over, the status. Whoever made the folder removes it.
trap 'given_up; exit "$over"' USR1
given_up() {
    message=''
    { read -r over && message=$(cat); } <"${folder-}/over" || over=1
    [ -z "$message" ] || say "$message"
}

# in_terminal COMMAND...: build/terminal, with the actions on stdin. A shell in it reads
# none of the user's files, and writes no history. If there is no terminal to be had,
# or not in time, gives up. If the writer of the actions has given up, hangs up.
in_terminal() {
    errors=$FOLDER/errors
    { cat && [ ! -e "$folder/over" ] || echo hang-up; } | {
        ENV='' HISTFILE='' TERM=dumb PS1='$ ' "$BIN/terminal" --timeout 150 -- "$@" 2>"$errors"
        case $? in # which who acts may learn only from give_up
            124) give_up 77 "$(cat "$errors")" ;;
            125) give_up 1 "$(cat "$errors")" ;;
        esac
    }
}

# end_started: ends all that was started here and is left; it has FOLDER in its
# environment. A look may miss a process that is forked meanwhile, so several looks in
# a row must find none: more than a daemon forks.
end_started() {
    signal=TERM tries=50 empty=0
    while [ $empty -lt 3 ] && [ $tries -gt 0 ]; do
        left=$(started)
        if [ -z "$left" ]; then
            empty=$((empty + 1))
        else
            # shellcheck disable=SC2086 # a word each
            kill -s $signal $left 2>/dev/null
            signal=KILL tries=$((tries - 1)) empty=0
            sleep 0.02
        fi
    done
}

started() {
    unset FOLDER # not in that of grep and sed
    of_ours /proc/[0-9]*/environ | sed 's,[^0-9]*\([0-9]*\).*,\1,'
}

# of_ours FILE...: those of these environments that have FOLDER. With -F, the grep of
# busybox would read only the first variable.
of_ours() {
    grep -ls "FOLDER=$(printf '%s\n' "$folder" | sed 's/[][\.*^$]/\\&/g')" "$@"
}

# --- rows ---

# by_name PROGRAM [VARIABLE=VALUE | FILE]...: awk, with the cells of rows by name.
by_name() {
    by_name_program="$(cat "$ROOT/scripts/columns.awk")
$1"
    shift
    awk "$by_name_program" "$@"
}

# have_come FILE STAGE...: succeeds if the rows of all these stages are in FILE.
have_come() {
    [ -e "$1" ] && [ "$(wc -l <"$1")" -gt $# ]
}

# cell 'COLUMN...' FILE [STAGE]: those cells of the last row, or of the row of STAGE.
cell() {
    by_name 'stage == "" || cell("stage") == stage {
            found = ""
            n = split(names, name, " ")
            for (i = 1; i <= n; i++) found = found (i > 1 ? " " : "") cell(name[i])
        }
        END { print found }' names="$1" stage="${3-}" "$2"
}

# rows_of STEP [OPTION...]: writes its rows, as it prints them when it is typed at a
# prompt, into the file rows in the folder. The status says nothing about its child, so
# the last row must be there. runs_it is typed before the program.
runs_it=''
rows_of() {
    program=$1
    shift
    status=0
    TERM=dumb PROGRAM=$BIN/$program "$ROOT/scripts/typed" \
        "$runs_it \"\$PROGRAM\" --format tsv $*" >"$folder/rows" 2>&1 || status=$?
    if [ $status -ne 0 ] || ! tail -n 1 "$folder/rows" | grep -q "^${program#*-}$tab"; then
        say "$program: status $status"
        clean <"$folder/rows" >&2
        exit 1
    fi
}
