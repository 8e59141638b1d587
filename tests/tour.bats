#!/usr/bin/env bats
# The tour shows what the steps print, fits the screen, and leaves nothing.
bats_require_minimum_version 1.5.0
load helper

setup() {
    the_article
    cd "$ROOT" || return
    # names are long in bats' own directory; files that are left there are found
    export TMPDIR=$BATS_TEST_TMPDIR/tmp
    mkdir "$TMPDIR"
    unset NO_COLOR
}

# setup_file: writes what it shows without a terminal, in ASCII, for by_itself.
setup_file() {
    the_article
    cd "$ROOT" || return
    BIN=$BIN LC_ALL=C scripts/tour </dev/null >"$BATS_FILE_TMPDIR/shown" 3>&-
}

by_itself() { cp "$BATS_FILE_TMPDIR/shown" "$BATS_TEST_TMPDIR/shown"; }

# walk SIZE SHELL ACTION...: runs the tour in a terminal, and writes its screens into
# $BATS_TEST_TMPDIR/shown.
walk() {
    local size=$1 shell=$2
    shift 2
    # shellcheck disable=SC2086 # "busybox sh" is two words
    printf '%s\n' "$@" | TERM=xterm LC_ALL=C.UTF-8 "$BIN/terminal" --timeout 60 --size "$size" \
        --leave-daemons -- $shell scripts/tour >"$BATS_TEST_TMPDIR/shown" 3>&-
}

# all_enters: prints the actions for a tour from start to end: nineteen parts.
all_enters() {
    for _ in $(seq $((3 * LAST + 3))); do
        printf '%s\n' 'expect Enter' 'press Enter'
    done
    printf '%s\n' 'expect Enter ends' 'press Enter'
}

# sizes: prints how many lines and columns each screen in shown needs, a line each.
sizes() {
    LC_ALL=C awk '
        function screen_ends() { if (lines > 0) print lines, columns; lines = columns = 0 }
        BEGIN { RS = "\r?\n" }
        {
            n = split($0, pieces, "\033\\[H\033\\[2J")
            for (i = 1; i <= n; i++) {
                if (i > 1) screen_ends()
                text = pieces[i]
                # a key line is overwritten by what comes after it
                if (match(text, /.*\r\033\[K/)) text = substr(text, RLENGTH + 1)
                gsub(/\033\[[0-9;?]*[A-Za-z]/, "", text)
                gsub(/[\200-\277]/, "", text)
                if (length(text) > columns) columns = length(text)
            }
            lines++
        }
        END { screen_ends() }' "$BATS_TEST_TMPDIR/shown"
}

# plain: prints what was shown, without colors and other escape sequences.
plain() { sed 's/\x1b\[[0-9;]*[A-Za-z]//g; s/\r//g' "$BATS_TEST_TMPDIR/shown"; }

# nothing_stays: checks that no file is left, and no process with this TMPDIR.
nothing_stays() {
    assert_equal "$(ls -A "$TMPDIR")" "" "left in the temporary folder"
    wait_until no_process
}

no_process() { ! (unset TMPDIR && exec grep -qs "TMPDIR=$BATS_TEST_TMPDIR/" /proc/[0-9]*/environ); }

@test "without a terminal it walks through by itself, at most 80 columns wide" {
    by_itself
    assert_equal "$(grep -o '^Step [0-9] of [0-9]' "$BATS_TEST_TMPDIR/shown" | xargs)" \
        "$(seq -f "Step %.0f of $LAST" 0 $LAST | xargs)"
    assert_match "$(tail -n 20 "$BATS_TEST_TMPDIR/shown")" "The end.*${STEPS[-1]}.*Where to go next"
    assert_equal "$(sizes | awk '$2 > 80')" ""
    refute_match "$(cat "$BATS_TEST_TMPDIR/shown")" $'\033'
    numbered() { sed 's,pts/[0-9]* *,pts ,g'; }
    LC_ALL=C scripts/tour --no-pause </dev/null 3>&- | numbered | diff - <(numbered <"$BATS_TEST_TMPDIR/shown")
    nothing_stays
}

@test "each table is what the step prints, at a prompt" {
    by_itself
    for program in "${STEPS[@]}"; do
        expected=$(TERM=dumb scripts/typed "\"\$BIN/$program\" --letters" | sed 's,pts/[0-9]* *,pts ,')
        shown=$(sed -n "/^\$ build\/$program /,/^$/p" "$BATS_TEST_TMPDIR/shown" |
            sed '1d;$d' | sed 's,pts/[0-9]* *,pts ,')
        assert_equal "$shown" "$expected" "$program"
    done
}

@test "exactly the lines that a step adds are shown" {
    by_itself
    for n in 1 2 3 4 5; do
        assert_equal "$(sed -n "/^steps\/0$n.* adds:/,/^\\$/p" "$BATS_TEST_TMPDIR/shown" |
            sed '1,2d;$d' | sed 's/^+//' | sed '/^$/d')" \
            "$(diff <(sed '1,/\*\//d' steps/0$((n - 1))-*.c) <(sed '1,/\*\//d' steps/0$n-*.c) |
                sed -n 's/^> //p' | sed '/^$/d')" "step $n"
    done
}

@test "what changed: a sentence for each marked cell, and for no other" {
    by_itself
    for program in "${STEPS[@]:1}"; do
        # the marked cells of the last row, by the names of their columns
        assert_equal "$(sed -n "/^\$ build\/$program /,/^Why/p" "$BATS_TEST_TMPDIR/shown" |
            sed -n 's/^\([A-Z]*\) is .*, not .*/\1/p' | xargs)" \
            "$(TERM=dumb scripts/typed "\"\$BIN/$program\" --letters" |
                awk 'NR == 1 { split($0, name) } END { for (i = 2; i <= NF; i++) if ($i ~ /\*$/) print name[i] }' |
                xargs)" "$program"
    done
    assert_match "$(cat "$BATS_TEST_TMPDIR/shown")" 'PGID and SID are still C: '
}

# bats test_tags=thorough
@test "what changed: a column for which it has no words is mentioned all the same" {
    scripts/rows | awk -F '\t' -v OFS='\t' '{ print $0, (NR == 1 ? "nice" : NR < 7 ? "0" : "5") }' |
        sed '1!s/0[0-7][0-7][0-7]/0022/; $s/0022/0077/' >"$ROWS"
    assert_equal "$(LC_ALL=C awk -f scripts/columns.awk -f scripts/drawing/characters.awk -f scripts/changes.awk "$ROWS" |
        grep -v /dev/null)" 'UMASK is 0077, not 0022.
NICE is 5, not 0.'
}

# bats test_tags=thorough
@test "what changed: a long directory is shown by its end, in whole characters" {
    # of the 20 columns, the dots take two, and each of these characters two
    home=$BATS_TEST_TMPDIR/字字字字字字字字字字x
    mkdir "$home"
    cp -R scripts steps "$home"
    awks=(mawk)
    [ -z "${THOROUGH-}" ] || awks=(mawk gawk 'busybox awk')
    for each in "${awks[@]}"; do
        type -P "${each% *}" >"$ROWS" || continue
        printf '#!/bin/sh\nexec %s "$@"\n' "$each" >"$BATS_TEST_TMPDIR/awk"
        chmod +x "$BATS_TEST_TMPDIR/awk"
        PATH=$BATS_TEST_TMPDIR:$PATH LC_ALL=C.UTF-8 "$home/scripts/tour" 4 </dev/null \
            >"$BATS_TEST_TMPDIR/shown" 3>&-
        assert_match "$(cat "$BATS_TEST_TMPDIR/shown")" "
CWD is /, not ..字字字字字字字字x: it always exists." "$each"
    done
}

# bats test_tags=thorough
@test "the left picture is that of the step before, and only the right one marks what is new" {
    by_itself
    scripts/rows >"$ROWS"
    drawn() { LC_ALL=C scripts/picture --columns 39 --frame "$1" "$ROWS"; }
    half() { cut -c "$1" "$BATS_TEST_TMPDIR/picture" | sed 's/ *$//'; }
    said() { tr -d '=+|.:*!()[]-' | xargs; }
    for step in 1 2 3 4 5; do
        sed -n "/^\$ build\/0$step/,/^Why/p" "$BATS_TEST_TMPDIR/shown" |
            sed -n '/^[+] session/,/^$/p' | sed '$d' >"$BATS_TEST_TMPDIR/picture"
        assert_equal "$(half 42-)" "$(drawn $((step + 1)))" "step $step"
        refute_match "$(half -41)" '[][!=*]'
        assert_equal "$(half -41 | said)" "$(drawn $step | said)" "step $step"
    done
}

@test "the reason is the comment of the step, the question that of its experiment" {
    by_itself
    for program in "${STEPS[@]:1}"; do
        stage=${program#*-}
        assert_match "$(cat "$BATS_TEST_TMPDIR/shown")" "What breaks without it: scripts/without/$stage"
        grep -qxF "$("scripts/without/$stage" --question)" "$BATS_TEST_TMPDIR/shown"
    done
    sed -n 's/^Why: //p' "$BATS_TEST_TMPDIR/shown" >"$BATS_TEST_TMPDIR/reasons"
    assert_equal "$(wc -l <"$BATS_TEST_TMPDIR/reasons")" 5
    while read -r reason; do
        grep -qF "/* $reason */" steps/05-reopen.c || fail "not in the source: $reason"
    done <"$BATS_TEST_TMPDIR/reasons"
}

@test "with Enter all the way, in each shell, every screen fits 80x24" {
    mapfile -t actions < <(all_enters)
    for shell in "${SHELLS[@]}"; do
        walk 80x24 "$shell" "${actions[@]}"
        assert_equal "$(sizes | awk '$1 > 24 || $2 > 80')" "" "$shell"
        assert_match "$(plain)" 'Step 0 .*Step 1 .*Step 2 .*Step 3 .*Step 4 .*Step 5 .*The end'
        nothing_stays
    done
    # a slow line sends this in half a minute: 9600 bits are 960 bytes
    [ "$(wc -c <"$BATS_TEST_TMPDIR/shown")" -lt 28800 ] ||
        fail "$(wc -c <"$BATS_TEST_TMPDIR/shown") bytes"
}

# bats test_tags=thorough
@test "in 200x50 every screen fits, and they are fewer" {
    mapfile -t actions < <(all_enters)
    walk 200x50 sh "${actions[@]}"
    # lines of more than 120 columns are hard to read
    assert_equal "$(sizes | awk '$1 > 50 || $2 > 120')" ""
    # fewer screens than parts; in 80x24 each part is a screen
    [ "$(sizes | wc -l)" -le 8 ] || fail "$(sizes | wc -l) screens"
}

# bats test_tags=thorough
@test "the screens in its picture are those that a reader sees" {
    mkdir "$BATS_TEST_TMPDIR/screens"
    TERM=xterm LC_ALL=C.UTF-8 "$BIN/terminal" --timeout 100 --size 80x24 -- scripts/tour --screens "$BATS_TEST_TMPDIR/screens" \
        </dev/null >"$BATS_TEST_TMPDIR/shown" 3>&-
    assert_equal "$(cat "$BATS_TEST_TMPDIR/shown")" ""
    assert_equal "$(cd "$BATS_TEST_TMPDIR/screens" && echo *.1)" \
        "$(printf '%s.1 ' "${STEPS[@]}")end.1"
    walk 80x24 sh 'expect Enter' 'press 1' 'expect Enter' 'press 2' 'expect Enter' 'press 3' 'expect Enter' \
        'press 4' 'expect Enter' 'press 5' 'expect Enter' 'press 6' 'expect ends' 'press q'
    # each begins by clearing the screen, and its last line has no newline
    tr -d '\r' <"$BATS_TEST_TMPDIR/shown" | sed $'s/\e\\[H\e\\[2J/\\n/' | sed '1{/^$/d}' |
        diff - <(for each in "$BATS_TEST_TMPDIR"/screens/*.1; do cat "$each" && echo; done)
}

# bats test_tags=thorough
@test "b goes back, a number goes to that step, and q ends it" {
    walk 80x24 sh "expect Step 0 of $LAST" 'press 3' "expect Step 3 of $LAST" 'press Enter' \
        'expect $ build/03-second-fork' 'press b' 'expect 03-second-fork.c adds:' 'press b' \
        'expect What breaks without it: scripts/without/setsid' 'press 6' 'expect Enter ends' \
        'press 0' "expect Step 0 of $LAST" 'press b' "expect Step 0 of $LAST" 'press q'
    nothing_stays
}

# bats test_tags=thorough
@test "a key that means nothing changes nothing" {
    walk 80x40 sh "expect Step 0 of $LAST" 'press x' 'press Up' 'press 9' 'press Tab' 'press Enter' \
        'expect $ build/00-foreground' 'press q'
    assert_equal "$(grep -c 'Step 0' "$BATS_TEST_TMPDIR/shown")" 1
}

# bats test_tags=thorough
@test "a key that sends several characters is one key: page keys turn pages, others do nothing" {
    # Page Down, Page Up, F5, Home: as terminals send them
    printf '%s\n' "expect Step 0 of $LAST" 'press Escape' 'press [' 'press 6' 'press ~' \
        'expect $ build/00-foreground' 'press Escape' 'press [' 'press 5' 'press ~' 'expect is all of this' \
        'press Escape' 'press [' 'press 1' 'press 5' 'press ~' 'sleep 0.2' 'press Enter' \
        'expect $ build/00-foreground' 'press q' |
        TERM=xterm "$BIN/terminal" --timeout 100 -- scripts/tour >"$BATS_TEST_TMPDIR/shown" 3>&-
    refute_match "$(cat "$BATS_TEST_TMPDIR/shown")" 'Step [1-5]'
}

# bats test_tags=thorough
@test "it starts at the step that is asked for" {
    printf '%s\n' "expect Step 4 of $LAST" 'press q' |
        TERM=xterm "$BIN/terminal" --timeout 100 -- scripts/tour 4 >"$BATS_TEST_TMPDIR/shown" 3>&-
    refute_match "$(cat "$BATS_TEST_TMPDIR/shown")" 'Step 0'
}

# bats test_tags=thorough
@test "in 40x12 it says what size it needs, and goes on when it has that" {
    walk 40x12 sh 'expect 80 columns' 'expect 40 and 12' 'press Enter' \
        'resize 80x24' 'expect all of this' 'press q'
    walk 40x12 sh 'expect 40 and 12' 'press q'
    assert_equal "$(sizes | awk '$1 > 12 || $2 > 40')" ""
}

# bats test_tags=thorough
@test "when the terminal's size changes it draws again, and still fits" {
    walk 80x24 sh "expect Step 0 of $LAST" 'press 2' "expect Step 2 of $LAST" 'resize 60x20' \
        'expect here are' 'resize 100x30' "expect Step 2 of $LAST" 'press q'
}

# bats test_tags=thorough
@test "the terminal is as before after q, ^C and a hang-up, whenever they come" {
    # the shell saves the terminal modes, runs the tour, and compares the modes
    cat >"$BATS_TEST_TMPDIR/compare" <<'END'
trap : INT QUIT
stty -g >"$TMPDIR/before"
sh -c 'echo ready; exec scripts/tour'
echo "status $?"
stty -g | cmp "$TMPDIR/before" - && echo same modes
rm "$TMPDIR/before"
END
    positions=(2)
    [ -z "${THOROUGH-}" ] || positions=(0 1 2 3 4 5 6)
    for key in q C-c 'C-\'; do
        for position in "${positions[@]}"; do
            walk 80x24 "sh $BATS_TEST_TMPDIR/compare" 'expect Enter' "press $position" \
                'expect Enter' "press $key" 'expect status' 'expect same modes'
        done
    done
    # at some of its parts, after the commands that they show have run
    parts=(8)
    [ -z "${THOROUGH-}" ] || parts=({1..18..3})
    for part in "${parts[@]}"; do
        mapfile -t enters < <(all_enters | head -n $((2 * part)))
        walk 80x24 "sh $BATS_TEST_TMPDIR/compare" "${enters[@]}" 'expect Enter' 'press C-c' \
            'expect status' 'expect same modes'
    done
    # before it has shown anything, and while a command that it runs is running
    walk 80x24 "sh $BATS_TEST_TMPDIR/compare" 'expect ready' 'press C-c' 'expect same modes'
    walk 80x24 "sh $BATS_TEST_TMPDIR/compare" 'expect Enter' 'press 6' 'press C-c' 'expect same modes'
    nothing_stays
}

# bats test_tags=thorough
@test "under make, ^C ends it without a complaint" {
    printf '%s\n' 'expect Enter runs it' 'press C-c' | TERM=xterm "$BIN/terminal" --timeout 100 -- \
        make -s -o all BUILD="$BIN" tour >"$BATS_TEST_TMPDIR/shown" 3>&-
    refute_match "$(cat "$BATS_TEST_TMPDIR/shown")" '[*][*][*]'
    nothing_stays
}

# bats test_tags=thorough
@test "wherever the project and the temporary directory are, it works, and leaves nothing" {
    export TMPDIR="$BATS_TEST_TMPDIR/tmp/it's [a] \$x"
    mkdir "$TMPDIR"
    CDPATH=$ROOT:. LC_ALL=C scripts/tour </dev/null 3>&- | sed 's,pts/[0-9]* *,pts ,g' |
        diff - <(sed 's,pts/[0-9]* *,pts ,g' "$BATS_FILE_TMPDIR/shown")
    nothing_stays
}

# bats test_tags=thorough
@test "when its window is closed it ends, and leaves nothing, even with SIGHUP ignored" {
    parts=(4)
    [ -z "${THOROUGH-}" ] || parts=({0..18..3})
    for ignoring in : "trap '' HUP"; do
        for part in "${parts[@]}"; do
            {
                all_enters | head -n $((2 * part))
                printf '%s\n' 'expect Enter' hang-up
            } |
                TERM=xterm "$BIN/terminal" --timeout 100 --leave-daemons -- \
                    sh -c "$ignoring; exec scripts/tour" >"$BATS_TEST_TMPDIR/shown" 3>&- ||
                assert_equal $? 129
            nothing_stays
        done
    done
}

# bats test_tags=thorough
@test "under tmux and screen it walks as well" {
    needs tmux
    needs_screen
    mkdir -m 700 "$BATS_TEST_TMPDIR/s" # a socket's name must be short
    for multiplexer in "tmux -L tour-$$ -f /dev/null new-session" 'screen -q -c /dev/null'; do
        # shellcheck disable=SC2086 # a command and its options
        printf '%s\n' "expect Step 0 of $LAST" 'press 5' 'expect 05-reopen.c adds' 'press Enter' \
            'expect $ build/05-reopen' 'press q' |
            SCREENDIR=$BATS_TEST_TMPDIR/s TMUX='' STY='' TERM=xterm LC_ALL=C.UTF-8 \
                "$BIN/terminal" --timeout 100 -- $multiplexer scripts/tour >"$BATS_TEST_TMPDIR/shown" 3>&-
    done
}

# bats test_tags=thorough
@test "without color the only escapes are those that clear" {
    printf '%s\n' 'expect Enter' 'press 2' 'expect Enter' 'press q' |
        NO_COLOR=1 TERM=xterm "$BIN/terminal" --timeout 100 -- scripts/tour >"$BATS_TEST_TMPDIR/shown" 3>&-
    refute_match "$(sed 's/\x1b\[[HJK2]*//g' "$BATS_TEST_TMPDIR/shown")" $'\033'
    printf '%s\n' 'expect Enter' 'press 2' 'expect Enter' 'press q' |
        TERM=dumb "$BIN/terminal" --timeout 100 -- scripts/tour >"$BATS_TEST_TMPDIR/shown" 3>&-
    refute_match "$(cat "$BATS_TEST_TMPDIR/shown")" $'\033'
}

# bats test_tags=thorough
@test "where a part of it fails, it ends with a line that says so, and status 1" {
    cp -R scripts steps "$BATS_TEST_TMPDIR"
    cd "$BATS_TEST_TMPDIR"
    # typed also makes the rows, and that works
    local fails='case $1 in *nice*) exec "$0.real" "$@" ;; esac; exit 3'
    for each in step-diff:1 typed:2 picture:3; do
        script=scripts/${each%:*}
        mv $script $script.real
        printf '#!/bin/sh\n%s\n' "$fails" >$script
        chmod +x $script
        for arguments in --no-pause ${THOROUGH:+"--screens $TMPDIR"}; do
            # shellcheck disable=SC2086 # arguments are words
            run -1 --separate-stderr scripts/tour $arguments </dev/null 3>&-
            assert_equal "$stderr" "tour: step 0: its part ${each#*:} could not be made"
        done
        mv $script.real $script
    done
}

# bats test_tags=thorough
@test "a missing last row is reported, with status 1" {
    cp -R scripts steps "$BATS_TEST_TMPDIR"
    cd "$BATS_TEST_TMPDIR"
    mkdir fake
    ln -s "$BIN/terminal" fake
    printf '#!/bin/sh\n"%s" "$@"; echo fork: refused >&2\n' "$BIN/04-chdir" >fake/05-reopen
    chmod +x fake/05-reopen
    BIN=fake run -1 --separate-stderr scripts/rows 3>&-
    assert_equal "$output" ""
    assert_equal "${stderr_lines[0]}" "rows: 05-reopen: status 0"
    assert_match "$stderr" 'fork: refused'
    BIN=fake run -1 --separate-stderr scripts/tour </dev/null 3>&-
    assert_equal "$output" ""
}

@test "tour: bad usage is reported in one line, and so is what is not built" {
    for arguments in 99 03 '2 3' '2 2'; do
        # shellcheck disable=SC2086 # arguments are words
        run -2 scripts/tour $arguments
        assert_equal "$output" \
            "tour: invalid argument '${arguments#* }'; allowed: --no-pause, --screens DIR, --help, one step: 0 to $((LAST + 1))"
    done
    BIN=$BATS_TEST_TMPDIR run -1 scripts/tour
    assert_match "$output" '^tour: .* not built; run make$'
}
