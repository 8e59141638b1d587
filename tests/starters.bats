#!/usr/bin/env bats
# The relations of each stage hold, whatever started the program.
bats_require_minimum_version 1.5.0
load helper

# at_a_prompt SHELL [OPTION...]: types each program, with --stay, at an interactive
# shell in a terminal, and compares it with ps.
at_a_prompt() {
    for program in "${STEPS[@]}"; do
        rm -f "$ROWS"
        {
            # in the background, so that the prompt comes back for 00 as well
            echo "type '$BIN/$program' --format tsv --stay 60 >'$ROWS' 2>'$ERRORS' &"
            await_stage "$program"
            relations_up_to "$program"
            ps_agrees "${program#*-}"
            assert_equal "$(cell foreground pgid)" "$(cell foreground pid)" \
                "a job leads a group of its own"
            refute_equal "$(cell foreground sid)" "$(cell foreground pid)" \
                "in the shell's session"
            assert_match "$(cell foreground tty)" '^(pts/|tty)'
            touch "$BATS_TEST_TMPDIR/held-$program"
            echo 'type exit'
        } | {
            # the shell's exit status may say that a job is left
            env ENV= HISTFILE= "$BIN/terminal" --timeout 100 -- "$@" >"$BATS_TEST_TMPDIR/shown" 3>&- || true
        }
        [ -e "$BATS_TEST_TMPDIR/held-$program" ]
    done
}

@test "at the prompt of an interactive bash" {
    at_a_prompt bash --norc -i
}

# bats test_tags=thorough
@test "at the prompt of an interactive dash" {
    at_a_prompt dash -i
}

@test "in the foreground of a terminal, by a shell without job control" {
    for program in "${STEPS[@]}"; do
        rm -f "$ROWS"
        {
            await_stage "$program"
            relations_up_to "$program"
            ps_agrees "${program#*-}"
            refute_equal "$(cell foreground pgid)" "$(cell foreground pid)" \
                "in the script's group"
            assert_equal "$(cell foreground tpgid)" "$(cell foreground pgid)" \
                "which is in the foreground"
            touch "$BATS_TEST_TMPDIR/held-$program"
            kill "$pid"
            echo 'press C-d'
        } | "$BIN/terminal" --timeout 100 -- sh -c \
            "'$BIN/$program' --format tsv --stay 60 >'$ROWS' 2>'$ERRORS'; cat" 3>&-
        [ -e "$BATS_TEST_TMPDIR/held-$program" ]
    done
}

@test "by a script" {
    for program in "${STEPS[@]}"; do
        rm -f "$ROWS"
        sh -c "'$BIN/$program' --format tsv --stay 60; true" \
            </dev/null >"$ROWS" 2>"$ERRORS" 3>&- &
        record $!
        await_stage "$program"
        relations_up_to "$program"
        ps_agrees "${program#*-}"
        refute_equal "$(cell foreground pgid)" "$(cell foreground pid)" \
            "in the script's group"
    done
}

@test "as cron would: no terminal, a session of its own" {
    for program in "${STEPS[@]}"; do
        rm -f "$ROWS"
        setsid sh -c "'$BIN/$program' --format tsv --stay 60; true" \
            </dev/null >"$ROWS" 2>"$ERRORS" 3>&- &
        record $!
        await_stage "$program"
        relations_up_to "$program"
        ps_agrees "${program#*-}"
        assert_equal "$(cell foreground tty)" '?'
        assert_equal "$(cell foreground tpgid)" -1
    done
}

@test "as session leader of a terminal, with SIGHUP ignored" {
    for program in "${STEPS[@]}"; do
        rm -f "$ROWS"
        {
            await_stage "$program"
            assert_equal "$(cell foreground sid)" "$(cell foreground pid)" "leads"
            # when the session leader ends, the terminal is hung up: at any moment
            # after the first fork, it may cease to be the controlling terminal
            sed -i '/^fork/s,	?	-1	,	TTY	TPGID	,; s,	pts/[0-9]*	[0-9-]*	,	TTY	TPGID	,' "$ROWS"
            relations_up_to "$program"
            assert_equal "$(ps -o pgid=,sid= -p "$pid" | xargs)" \
                "$(cell "${program#*-}" pgid) $(cell "${program#*-}" sid)"
            touch "$BATS_TEST_TMPDIR/held-$program"
            kill "$pid"
        } | {
            "$BIN/terminal" --timeout 100 -- sh -c "trap '' HUP
                exec '$BIN/$program' --format tsv --stay 60 >'$ROWS' 2>'$ERRORS'" 3>&- ||
                assert_equal "$? $program" "143 00-foreground" # ended by kill, above
        }
        [ -e "$BATS_TEST_TMPDIR/held-$program" ]
    done
}

# bats test_tags=thorough
@test "in a terminal that was hung up, which is a tty still, but controls nobody" {
    # sh itself notices the hang-up: from then on, test -t fails
    printf '%s\n' 'expect ready' hang-up | "$BIN/terminal" --timeout 100 -- sh -c "trap '' HUP; echo ready
        while [ -t 0 ]; do sleep 0.02; done; exec '$BIN/00-foreground' --letters >'$ROWS'" 3>&-
    assert_equal "$(seen TTY IN ERR <"$ROWS")" "? tty tty"
}

# bats test_tags=thorough
@test "at a prompt, it waits for late rows, whatever else the command prints" {
    run -0 "$ROOT/scripts/typed" 'sh -c "(sleep 0.3; echo late) &"; : inspect' 3>&-
    assert_equal "$output" late
}

# bats test_tags=thorough
@test "as an ordinary user" {
    user_copy
    for program in "${STEPS[@]}"; do
        rm -f "$ROWS"
        as_user "$USER_BIN/$program" --format tsv --stay 60 \
            </dev/null >"$ROWS" 2>"$ERRORS" 3>&- &
        record $!
        await_stage "$program"
        relations_up_to "$program"
        ps_agrees "${program#*-}"
        refute_equal "$(ps -o uid= -p "$pid" | tr -d ' ')" 0 "no root"
    done
}

# bats test_tags=thorough
@test "below a sub-reaper, which is then the parent instead of pid 1" {
    for program in "${STEPS[@]:1}"; do
        rm -f "$ROWS"
        {
            await_stage "$program"
            relations_up_to "$program"
            reaper=$(tr -d '\r' <"$BATS_TEST_TMPDIR/shown")
            assert_equal "$(cell "${program#*-}" ppid)" "$reaper" "adopted by"
            touch "$BATS_TEST_TMPDIR/held-$program"
            echo 'press C-d'
        } | "$BIN/terminal" --timeout 100 -- sh -c \
            "echo \$PPID; '$BIN/$program' --format tsv >'$ROWS' 2>'$ERRORS'; cat" \
            3>&- >"$BATS_TEST_TMPDIR/shown"
        [ -e "$BATS_TEST_TMPDIR/held-$program" ]
    done
}
