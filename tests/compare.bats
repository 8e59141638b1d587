#!/usr/bin/env bats
# compare: the six programs in one table, with what each program has become.
bats_require_minimum_version 1.5.0
load helper

setup() {
    export TMPDIR=$BATS_TEST_TMPDIR/tmp
    mkdir "$TMPDIR"
}

# row PROGRAM: prints its line with blanks squeezed, and TTY for the terminal.
row() { grep "^$1 " <<<"$output" | sed 's,pts/[0-9]*,TTY,; s/  */ /g'; }

@test "compare: each row says what the program is by then" {
    run -0 "$ROOT/scripts/compare"
    assert_equal "$(row 00-foreground)" "00-foreground A B A B TTY leads its group, has the terminal"
    assert_equal "$(row 01-fork)" "01-fork C* D* A B TTY adopted by D, leads nothing"
    assert_equal "$(row 02-setsid)" "02-setsid C D C* C* ?* leads a new session, has no terminal"
    assert_equal "$(row 03-second-fork)" "03-second-fork E* D C C ? leads nothing, its leader C is gone"
    assert_equal "$(row 04-chdir)" "04-chdir E D C C ? its working directory is /"
    assert_equal "$(row 05-reopen)" "05-reopen E D C C ? 0, 1 and 2 are /dev/null"
    assert_match "$output" 'A the program, B the shell, C a child of A, D its adopter, E a child of C'
}

@test "compare: the relations are the same with numbers" {
    run -0 "$ROOT/scripts/compare" --numbers
    for program in "${STEPS[@]}"; do
        read -r _ pid ppid pgid sid tty words <<<"$(row "$program" | tr -d '*')"
        case $program in
            00-*) [ "$pid" = "$pgid" ] && [ "$ppid" = "$sid" ] && [ "$tty" = TTY ] ;;
            01-*) [ "$pid" != "$pgid" ] && [ "$ppid" != "$sid" ] && [ "$tty" = TTY ] ;;
            02-*) [ "$pid" = "$pgid" ] && [ "$pid" = "$sid" ] && [ "$tty" = '?' ] ;;
            *) [ "$pid" != "$pgid" ] && [ "$pgid" = "$sid" ] && [ "$tty" = '?' ] ;;
        esac || fail "$(row "$program")"
    done
    refute_match "$output" 'A the program'
}

@test "compare: orphans are adopted as on this system, not by the terminal" {
    # on this system, the adopter is the process that adopts an orphan of a plain shell
    sh -c "sh -c 'echo \$\$; exec sleep 60' & :" >"$BATS_TEST_TMPDIR/orphan" 3>&-
    wait_until [ -s "$BATS_TEST_TMPDIR/orphan" ]
    orphan=$(cat "$BATS_TEST_TMPDIR/orphan")
    record "$orphan"
    run -0 "$ROOT/scripts/compare" --numbers
    assert_equal "$(row 05-reopen | cut -d ' ' -f 3)" "$(ps -o ppid= -p "$orphan" | tr -d ' ')"
}

# bats test_tags=thorough
@test "compare: columns stay apart when the adopter has the longest id" {
    needs_namespaces
    # the subreaper inspect adopts; the programs have short pids. 3: nothing is left
    run -3 namespace -pf --kill-child --mount-proc sh -c '
        echo 12300 >/proc/sys/kernel/ns_last_pid
        "$0" --run sh -c "echo 10 >/proc/sys/kernel/ns_last_pid; \"\$0\" --numbers" "$1"
        ' "$BIN/inspect" "$ROOT/scripts/compare"
    assert_match "$(row PROGRAM)" '^PROGRAM PID PPID PGID SID TTY '
    assert_match "$(row 01-fork)" '^01-fork [1-9][0-9]{1,2}[*] 12301[*] [0-9]+ [0-9]+ TTY '
}

@test "compare: in a narrower terminal, what does not fit continues below its first word" {
    run -0 "$BIN/terminal" --timeout 100 --size 62x40 -- env TERM=dumb "$ROOT/scripts/compare" </dev/null 3>&-
    tr -d '\r' <<<"$output" >"$BATS_TEST_TMPDIR/shown"
    assert_equal "$(awk 'length > 62' "$BATS_TEST_TMPDIR/shown")" ""
    # above the legend, a line begins with a program or continues below its words
    assert_equal "$(awk '
        NR == 1 { below = "^" sprintf("%" index($0, "WHAT") - 1 "s", "") "[^ ]" }
        /^$/ { exit }
        NR > 1 && !/^0/ && $0 !~ below' "$BATS_TEST_TMPDIR/shown")" ""
    [ "$(grep -c '^ ' "$BATS_TEST_TMPDIR/shown")" -ge 3 ] || fail "nothing goes on: $output"
}

@test "compare: no line is wider than 80 columns" {
    for options in '' --numbers; do
        # options are one word or none
        # shellcheck disable=SC2086
        run -0 "$ROOT/scripts/compare" $options
        for line in "${lines[@]}"; do
            [ ${#line} -le 80 ] || fail "too wide: $line"
        done
    done
}

# bats test_tags=thorough
@test "compare: color in a terminal; none into a pipe, with NO_COLOR, or with TERM=dumb" {
    shown() { "$BIN/terminal" --timeout 100 -- env "$@" "$ROOT/scripts/compare" </dev/null 3>&-; }
    run -0 shown TERM=xterm
    assert_match "$output" $'\e\\[1;32mC\\*\e\\[0m'
    for setting in NO_COLOR=1 TERM=dumb; do
        run -0 shown TERM=xterm "$setting"
        refute_match "$output" $'\e'
        assert_match "$output" 'C\*'
    done
    run -0 "$ROOT/scripts/compare"
    refute_match "$output" $'\e'
}

# bats test_tags=thorough
@test "compare: the same in each shell, and with busybox awk" {
    mkdir "$BATS_TEST_TMPDIR/awk"
    ln -s "$(command -v busybox)" "$BATS_TEST_TMPDIR/awk/awk"
    expected=$("$ROOT/scripts/compare" | sed 's,pts/[0-9]* *,TTY,')
    for shell in "${SHELLS[@]}"; do
        # a shell may be two words
        # shellcheck disable=SC2086
        assert_equal "$($shell "$ROOT/scripts/compare" | sed 's,pts/[0-9]* *,TTY,')" \
            "$expected" "$shell"
    done
    assert_equal "$(PATH=$BATS_TEST_TMPDIR/awk:$PATH "$ROOT/scripts/compare" |
        sed 's,pts/[0-9]* *,TTY,')" "$expected" "busybox awk"
}

# bats test_tags=thorough
@test "compare: it works from any directory, and in one with blanks and quotes" {
    odd="$BATS_TEST_TMPDIR/it's a \"folder\" \$HOME"
    mkdir -p "$odd/build" "$odd/steps"
    cp "$ROOT"/steps/0*.c "$odd/steps"
    cp -R "$ROOT/scripts" "$odd"
    cp "$BIN"/0?-* "$BIN/terminal" "$odd/build"
    cd /
    run -0 env -u BIN "$odd/scripts/compare"
    odd_output=$output
    run -0 "$ROOT/scripts/compare"
    assert_equal "$(sed 's,pts/[0-9]* *,TTY,' <<<"$odd_output")" "$(sed 's,pts/[0-9]* *,TTY,' <<<"$output")"
}

# with_fake_02 SCRIPT: replaces 02-setsid with SCRIPT, and keeps all other programs.
with_fake_02() {
    mkdir "$BATS_TEST_TMPDIR/fake"
    ln -s "$BIN"/* "$BATS_TEST_TMPDIR/fake"
    rm "$BATS_TEST_TMPDIR/fake/02-setsid"
    printf '#!/bin/sh\n%s\n' "$1" >"$BATS_TEST_TMPDIR/fake/02-setsid"
    chmod +x "$BATS_TEST_TMPDIR/fake/02-setsid"
    BIN=$BATS_TEST_TMPDIR/fake
}

# bats test_tags=thorough
@test "compare: a program that prints no row is reported, with what it printed" {
    with_fake_02 'echo out of order >&2; exit 1'
    run -1 --separate-stderr "$ROOT/scripts/compare"
    assert_equal "$output" ""
    assert_match "$stderr" "compare: 02-setsid"
    assert_match "$stderr" "out of order"
    assert_equal "$(ls "$TMPDIR")" ""
}

# bats test_tags=thorough
@test "compare: it leaves no file and no process behind, also after ^C" {
    run -0 "$ROOT/scripts/compare"
    assert_equal "$(ls "$TMPDIR")" ""
    with_fake_02 "echo \$\$ >'$BATS_TEST_TMPDIR/pid'; exec sleep 60"
    {
        wait_until [ -s "$BATS_TEST_TMPDIR/pid" ]
        refute_equal "$(ls "$TMPDIR")" ""
        echo 'press C-c'
    } | {
        "$BIN/terminal" --timeout 100 -- "$ROOT/scripts/compare" >"$BATS_TEST_TMPDIR/shown" 3>&- ||
            assert_equal $? 130
    }
    wait_until ended "$(cat "$BATS_TEST_TMPDIR/pid")"
    assert_equal "$(ls "$TMPDIR")" ""
}
