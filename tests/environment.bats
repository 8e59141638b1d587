#!/usr/bin/env bats
# The environment makes no difference to a script, and nothing in it is executed.
# bats file_tags=thorough
bats_require_minimum_version 1.5.0
load helper

# For each script: its status (77 if the machine lacks something), a pattern for its
# output (with a dot for each blank), and the command.
SCRIPTS='
0    05-reopen.*/dev/null         make compare
0    chdir.Why.chdir              stages
0    setsid                       step-diff 2
0    05-reopen.*/dev/null         compare
0    ^stage.*reopen.E             rows
0    session                      picture rows
0    second-fork                  page rows
0    to.go.next                   tour --no-pause 5
0    ^it.is.typed$                typed "echo it is typed"
0    A..chdir.*/                  calls chdir sh -c "cd /"
1    0.of.[0-9]+.answered         quiz 3
1    0.of.1.answered              beliefs 7
0    ^$                           docs --check short.md
0|77 the.five.stages              libc
0|77 stages.*nohup                  others stages nohup redis dtach
0|77 lives.*lives.*lives          reach
0|77 yes.*ended.*lives            multiplexer
0    ended.*lives.*allowed        without/fork
0    ended.*lives.*lives.*lives   without/setsid
0    the.one.it.opened.*none      without/second-fork
0|77 .deleted.*/                  without/chdir
0    the.program.*the.shell       without/reopen
0    missing                      setup --dry-run
0    ^#.0.runs.*ok                stress 0 0'

# The environments, and the functions that create them.
SURROUNDINGS=(nothing cdpath odd_folders newline umask ignored blocked locale posix size
    preload names empty no_stderr no_stdin)
ODD='it'\''s [a] "folder" a\tb $(touch run) `touch run`'

in_nothing() { "$@"; }
in_cdpath() { # with a relative script name, because cd uses CDPATH only then
    ln -s "$ROOT" project
    CDPATH=.:/ "${@/#"$ROOT"/project}"
}
in_odd_folders() { BIN=$ODD TMPDIR=$ODD/tmp "$@"; }  # the names are relative, too
in_newline() { env -u BIN "${@/#"$ROOT"/"$COPY"}"; } # the project's name ends in one
in_umask() {
    local bound=()
    [ "$(id -u)" -ne 0 ] || # otherwise root would ignore the permissions
        bound=(setpriv --bounding-set '-dac_override,-dac_read_search')
    (umask 777 && "${bound[@]}" "$@")
}
in_ignored() { env --ignore-signal=HUP,INT,QUIT,TERM,PIPE,CHLD,USR1,WINCH "$@"; }
in_blocked() { env --block-signal "$@"; }
in_locale() { LC_ALL=zh_TW.nonsense LANG='$(touch run)' "$@"; }
in_posix() { POSIXLY_CORRECT=1 GREP_OPTIONS=-v PS_FORMAT=pid "$@"; }
in_size() { COLUMNS=1 LINES=1 "$@"; }
in_preload() { LD_PRELOAD=/nonexistent.so "$@"; }
in_names() { # variables that scripts use themselves
    FOLDER=/ folder=/ GUARD=1 ROOT=/ NAME=x status=1 columns=1 over=1 runs_it=false new=x \
        ENV='$(touch run)' PS1='$(touch run)' HOME='$(touch run)' TERM='$(touch run)' "$@"
}
in_empty() { env -i PATH="$PATH" BIN="$BIN" TMPDIR="$TMPDIR" "$@"; }
in_no_stderr() { "$@" 2>&-; }
in_no_stdin() { "$@" <&-; }

setup_file() {
    # the input of picture, the input of docs, and a copy of the project
    cd "$BATS_FILE_TMPDIR"
    "$BIN/05-reopen" --format tsv </dev/null 2>/dev/null | cat >rows
    # shellcheck disable=SC2088 # docs writes it so
    printf '%s\n' '```console' '$ pwd' '~/daemon-steps' '```' >short.md
    mkdir its$'\n'
    # -p keeps the times: otherwise make would rebuild the programs that others run
    cp -Rp "$ROOT/scripts" "$ROOT/steps" "$ROOT/common" "$ROOT/docs" "$ROOT/Makefile" its$'\n'
    ln -s "$BIN" its$'\n/build'
    [ -z "${THOROUGH-}" ] || "$ROOT/scripts/libc" >/dev/null 2>&1 3>&- || true # builds
}

setup() {
    COPY=$BATS_FILE_TMPDIR/its$'\n'
    mapfile -t scripts < <(sed '/^$/d' <<<"$SCRIPTS")
    running=0
}

# try SURROUNDING LINE: runs LINE of SCRIPTS in the background, in its own directory.
try() {
    local here="$BATS_TEST_TMPDIR/$1.${2//[! 0-9a-z-]/_}" words
    read -r _ _ words <<<"$2"
    eval "words=($words)"
    if [ "${words[0]}" = make ]; then
        [ "$1" != odd_folders ] || return 0 # -C changes what a relative name means
        words=(make --no-print-directory -o all BUILD="$BIN" -C "$ROOT" "${words[@]:1}")
    else
        words[0]=$ROOT/scripts/${words[0]}
    fi
    mkdir -p "$here/$ODD/tmp" "$here/tmp"
    ln -s "$BIN"/* "$here/$ODD"
    cp "$BATS_FILE_TMPDIR"/{rows,short.md} "$here"
    printf '%s\n' "$@" >"$here/asked"
    [ $running -lt 4 ] || wait -n || true
    running=$((running + 1))
    (
        cd "$here"
        export TMPDIR=$here/tmp
        status=0
        "in_$1" "${words[@]}" </dev/null >out 2>err 3>&- || status=$?
        echo $status >status
    ) &
}

# tried_all: waits for all scripts, and checks their results. Programs may complain
# of a faulty environment before the script runs.
tried_all() {
    wait
    local asked here surrounding line status shows
    for asked in "$BATS_TEST_TMPDIR"/*/asked; do
        here=${asked%/asked}
        { read -r surrounding && read -r line; } <"$asked"
        read -r status shows _ <<<"$line"
        echo "# $surrounding: $line"
        assert_match "$(<"$here/status")" "^($status)\$"
        assert_match "$(<"$here/out")" "$shows"
        case $status in
            0) assert_equal "$(grep -v 'ld\.so: object\|setlocale' "$here/err")" "" complaint ;;
        esac
        assert_equal "$(find "$here/tmp" "$here/$ODD/tmp" -mindepth 1)" "" "files left"
        assert_equal "$(find "$here" -name run)" "" "what was run"
    done
}

@test "each script works whatever its environment holds" {
    local i line surrounding
    for i in "${!scripts[@]}"; do
        if [ -n "${THOROUGH-}" ]; then
            for surrounding in "${SURROUNDINGS[@]}"; do try "$surrounding" "${scripts[i]}"; done
        elif [[ ! ${scripts[i]} =~ reach|fork$|setsid|chdir$|reopen$ ]]; then # one each, in turn
            try "${SURROUNDINGS[(i + 1) % ${#SURROUNDINGS[@]}]}" "${scripts[i]}"
        fi
    done
    tried_all
}

@test "where standard error is closed, no file that a script opens takes its number" {
    mkdir "$BATS_TEST_TMPDIR/scripts"
    cd "$BATS_TEST_TMPDIR/scripts"
    cp "$ROOT/scripts/lib.sh" .
    printf '%s\n' '. "$(dirname "$0")/lib.sh"' 'readlink /proc/self/fd/2' >any
    run -0 bash -c 'sh any 2>&-'
    assert_equal "$output" /dev/null
}

@test "where standard output is closed a script says so in one line" {
    cd "$BATS_FILE_TMPDIR"
    for line in "${scripts[@]}"; do
        read -r _ _ words <<<"$line"
        [[ $words != make* && $words != setup* ]] || continue
        eval "words=($words)"
        run -1 bash -c '"$@" 2>&1 >&-' bash "$ROOT/scripts/${words[0]}" "${words[@]:1}" </dev/null 3>&-
        assert_match "$output" "^(without/)?${words[0]##*/}: standard output is closed\$"
    done
}

@test "a temporary directory whose name has several lines is refused" {
    cd "$BATS_TEST_TMPDIR"
    mkdir $'a\n\nb'
    for script in compare without/fork reach; do
        TMPDIR=$'a\n\nb' run -1 "$ROOT/scripts/$script"
        assert_equal "$output" "$script: TMPDIR: a newline in its name"
        assert_equal "$(ls $'a\n\nb')" "" "what $script left"
    done
}
