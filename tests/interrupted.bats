#!/usr/bin/env bats
# A script is cut short by ^C, a window that closes, a signal, a reader that goes away,
# or a limit on file size. Whenever that happens, no file, process or mount is left.
# bats file_tags=thorough
bats_require_minimum_version 1.5.0
load helper

# The scripts, with their arguments. CI cuts each of them short at eight moments. Else,
# only one script, which also mounts, is cut short, at two moments.
SCRIPTS=(without/chdir) MOMENTS=2
[ -z "${THOROUGH-}" ] || MOMENTS=8 SCRIPTS=('beliefs 27' compare 'docs --check short.md' libc
    multiplexer 'picture rows' 'quiz 4' reach rows 'setup --dry-run' stages 'step-diff 3'
    'stress 5 0' 'others stages nohup redis'
    'tour --no-pause 4' 'typed ps' without/{fork,setsid,second-fork,chdir,reopen})

# setup_file: puts a stand-in before each program. A moment in the life of a script is
# the number of programs started so far, which does not depend on the speed of the
# machine. The stand-in counts, and at the chosen moment cuts the script short. Then it
# waits, because a key or hang-up may end it as well, and executes the program.
setup_file() {
    cd "$BATS_FILE_TMPDIR"
    cat >stand-in <<'END'
#!/bin/bash
given=$PATH PATH=$REAL_PATH name=${0##*/}
real=$REAL_BIN/$name
[[ $0 == */programs/* ]] || real=$(type -P "$name")
printf . >>"$CUT/count"
count=$(<"$CUT/count")
if [ ${#count} -ge "$MOMENT" ] && mkdir "$CUT/short" 2>/dev/null; then
    mapfile -t shown <"$CUT/shown"
    echo ${#shown[@]} >"$CUT/short/shown"
    case $HOW in
        C-*) echo "press $HOW" >"$CUT/actions" && sleep 0.3 ;;
        hang-up) kill -KILL "$(<"$CUT/terminal")" && sleep 0.3 ;;
        *) kill -s "$HOW" "$(<"$CUT/script")" ;;
    esac
fi
PATH=$given
exec -a "$name" "$real" "$@"
END
    chmod +x stand-in
    mkdir tools programs
    for each in sh awk basename cat cmp cut date dd diff dirname grep head ln make mkdir \
        mkfifo mktemp mount mv nice nohup readlink rm rmdir sed seq sleep stty tail touch \
        tr umount unshare wc; do
        ln -s ../stand-in "tools/$each"
    done
    for each in "$BIN"/[0-9a-z]*; do
        [ -d "$each" ] || ln -s ../stand-in "programs/${each##*/}"
    done
    # When the terminal closes, its shell ends. The starter of the script lives on, and
    # records the status of the script.
    cat >shell <<'END'
echo $PPID >"$CUT/terminal"
[ "$HOW" = hang-up ] || trap : INT QUIT
/bin/sh "${0%/*}/starter" "$@"
read -r _ # until the terminal is closed
END
    cat >starter <<'END'
trap : HUP INT QUIT
sh -c 'echo $$ >"$CUT/script"; PATH=$GIVEN_PATH exec sh "$@"' sh "$@" \
    <answers >"$CUT/shown" 2>"$CUT/errors" 7>"$HELD"
echo $? >"$CUT/ended" && mv "$CUT/ended" "$CUT/status"
END
    # the input of the scripts
    printf '%s\n' s s s s s s n y n t >answers
    printf '%s\n' '```console' '$ echo one' one '$ echo two' two '```' >short.md
    "$ROOT/scripts/rows" >rows
}

setup() {
    own_tmpdir
    cd "$BATS_FILE_TMPDIR"
}

# begin FOLDER MOMENT SHELL HOW SCRIPT: runs SCRIPT in a terminal that stays open.
begin() {
    mkdir "$1"
    mkfifo "$1/actions"
    # shellcheck disable=SC2086 # a script and its arguments
    terminal=$(
        export CUT=$1 MOMENT=$2 HOW=$4 HELD=$BATS_TEST_TMPDIR/held REAL_BIN=$BIN
        REAL_PATH=$(path_with "${3% sh}")
        export REAL_PATH GIVEN_PATH=$PWD/tools:$REAL_PATH
        env BIN="$PWD/programs" "$BIN/terminal" --timeout 120 --leave-daemons -- \
            sh "$PWD/shell" "$ROOT/scripts/"$5 <>"$1/actions" >/dev/null 2>&1 3>&- 7>&- &
        echo $!
    )
    record "$terminal"
}

# close_all FOLDER...: closes the terminal of each FOLDER, and removes the FOLDER.
close_all() {
    local folder
    for folder; do
        kill -KILL "$(<"$folder/terminal")" 2>/dev/null || true
        rm -r "$folder"
    done
}

# life_of SCRIPT: sets life, the number of programs that it starts, and printed, the
# number of lines that it prints. Each script is run only once for this.
life_of() {
    local known=$BATS_FILE_TMPDIR/life-of-${1//[^a-z0-9]/-} folder=$BATS_TEST_TMPDIR/life
    if [ ! -e "$known" ]; then
        begin "$folder" 999999 sh none "$1"
        wait_until -t 60 test -e "$folder/status"
        echo "$(wc -c <"$folder/count") $(wc -l <"$folder/shown")" >"$known"
        close_all "$folder"
    fi
    read -r life printed <"$known"
}

# cut_short HOW [STATUS]: cuts each script short at each moment. All moments of one
# script are tried at the same time. The shells take turns.
cut_short() {
    local turn=0 script folder moment shell life printed
    for script in "${SCRIPTS[@]}"; do
        life_of "$script"
        folders=()
        for ((i = 0; i < MOMENTS; i++)); do
            moment=$((1 + i * life / MOMENTS)) shell=${SHELLS[turn++ % ${#SHELLS[@]}]}
            folder=$BATS_TEST_TMPDIR/$i
            begin "$folder" $moment "$shell" "$1" "$script"
            folders+=("$folder")
            echo "$script, $1 at $moment of $life, in $shell" >"$folder/what"
        done
        for folder in "${folders[@]}"; do
            wait_until -t 60 test -e "$folder/status" || fail "$(<"$folder/what")"
            [ -z "${2-}" ] || has_ended_so "$folder" "$2"
        done
        nothing_left
        assert_equal "$(grep -F "$TMPDIR" /proc/self/mountinfo)" "" mounts
        close_all "${folders[@]}"
    done
}

# has_ended_so FOLDER STATUS: asserts STATUS, unless all had been printed before.
has_ended_so() {
    local status
    status=$(<"$1/status")
    case $status in
        0 | 77) [ ! -e "$1/short" ] || assert_equal "$(<"$1/short/shown")" "$printed" "$(<"$1/what"), printed" ;;
        *) assert_equal "$status" "$2" "$(<"$1/what"): $(<"$1/errors")" ;;
    esac
}

@test "^C ends a script with 130 whenever it is typed, and nothing is left" {
    cut_short C-c 130
}

@test "a window that closes ends it with 129, and nothing is left" {
    cut_short hang-up 129
}

@test "SIGTERM to the script alone ends it with 143, and nothing is left" {
    cut_short TERM 143
}

# bats test_tags=thorough
@test "^\\ leaves nothing, either" {
    cut_short 'C-\' # bash and busybox go on if they have no trap for it yet
}

# a_script: makes the script $BATS_TEST_TMPDIR/scripts/short, of standard input and lib.sh.
a_script() {
    cd "$BATS_TEST_TMPDIR"
    mkdir scripts
    cp -r "$ROOT/scripts/lib.sh" "$ROOT/scripts/drawing" scripts
    { echo '. "$(dirname "$0")/lib.sh"' && cat; } >scripts/short
}

# become_script SHELL [STAGE...]: is that script from here on, after stages of recipe.
become_script() {
    PATH=$(path_with "${1% sh}")
    exec "$BIN/recipe" --quiet reset-signals "${@:2}" -- sh scripts/short 3>&-
}

# The moments above are those at which a program starts. These are any, in a script that
# does little else than to start programs.
@test "^C leaves nothing at any other moment" {
    a_script <<'END'
set -e
make_folder
i=0
while [ $((i += 1)) -le 30 ]; do
    printf '%s\n' $i | sed p >"$folder/$i"
    sed p "$folder/$i" >"$folder/again"
done
END
    for ((i = 20; i < 120; i++)); do
        started=()
        for shell in "${SHELLS[@]}"; do
            become_script "$shell" new-group &
            started+=($!)
        done
        sleep "0.$(printf %03d $i)"
        for pid in "${started[@]}"; do
            kill -INT -- "-$pid" 2>/dev/null || true
        done
        wait
        nothing_left
    done
}

@test "a signal that comes when a script has just ended leaves nothing" {
    a_script <<'END'
make_folder
trap 'kill -s "$HOW" $$; finish' EXIT
END
    export HOW
    for HOW in HUP INT QUIT TERM PIPE; do
        for shell in "${SHELLS[@]}"; do
            (become_script "$shell") || true
            nothing_left
        done
    done
}

# If a command has two substitutions $(...), a signal in the first one is lost: bash
# 5.2 takes what the trap does for part of the second one, and fails. The experiments
# are not affected, because they run in the background.
@test "no command of a script holds two command substitutions" {
    run -1 grep -nE '\$\([^(][^)]*\).*\$\([^(]' -r "$ROOT/scripts" --exclude='*.awk' --exclude-dir=without
    assert_equal "$output" ""
}

# run_all COMMAND SCRIPT NUMBER...: runs COMMAND with each NUMBER and SCRIPT, all at
# once. The output of each goes to the file NUMBER. The shells take turns.
turn=0
run_all() {
    local command=$1 script=$2 number
    shift 2
    for number; do
        # shellcheck disable=SC2086 # a script and its arguments
        PATH=$(path_with "${SHELLS[turn++ % ${#SHELLS[@]}]% sh}") "$command" "$number" \
            sh "$ROOT/scripts/"$script <answers >"$BATS_TEST_TMPDIR/$number" 2>&1 3>&- &
    done
    wait
}

@test "nothing is left when the reader goes away, after any line" {
    read_lines() {
        "${@:2}" | head -n "$1"
    }
    numbers=(1 2 3)
    [ "$MOMENTS" -eq 8 ] || SCRIPTS=(compare)
    for script in "${SCRIPTS[@]}"; do
        if [ "$MOMENTS" -eq 8 ]; then
            life_of "$script"
            [ "$printed" -gt 0 ] || continue
            mapfile -t numbers < <(seq 1 $((1 + printed / MOMENTS)) "$printed")
        fi
        run_all read_lines "$script" "${numbers[@]}"
        nothing_left
    done
}

@test "where files may not become large, it says so, and nothing is left" {
    # the messages must go to a pipe: the limit applies to files only
    limited() {
        { prlimit --fsize="$1:unlimited" "${@:2}" 2>&1 >/dev/null || echo "status $?"; } | cat
    }
    limits=(0 2048)
    [ "$MOMENTS" -lt 8 ] || limits=(0 64 512 1024 2048 4096 8192 16384)
    for script in "${SCRIPTS[@]}"; do
        run_all limited "$script" "${limits[@]}"
        nothing_left
        for limit in "${limits[@]}"; do
            said=$(<"$BATS_TEST_TMPDIR/$limit")
            [[ $said != 'status '* ]] || fail "$script, $limit bytes: only $said"
        done
    done
}
