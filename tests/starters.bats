#!/usr/bin/env bats
# The relations of each stage hold whoever started the program.
bats_require_minimum_version 1.5.0
load helper

# at_a_prompt SHELL [OPTION...]: each program is typed at an interactive shell
# in a terminal, stays, and is compared with ps.
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
        } | env ENV= HISTFILE= "$BIN/terminal" -- "$@" >"$BATS_TEST_TMPDIR/shown" 3>&- ||
            true # the shell's own status: it may say that there is a job
        [ -e "$BATS_TEST_TMPDIR/held-$program" ]
    done
}

@test "at the prompt of an interactive bash" {
    at_a_prompt bash --norc -i
}

@test "at the prompt of an interactive dash" {
    at_a_prompt dash -i
}

@test "in the foreground of a terminal, by a shell without job control" {
    for program in "${STEPS[@]}"; do
        rm -f "$ROWS"
        "$BIN/terminal" -- sh -c "'$BIN/$program' --format tsv >'$ROWS'" \
            </dev/null 3>&-
        wait_until has_row "${program#*-}"
        relations_up_to "$program"
        refute_equal "$(cell foreground pgid)" "$(cell foreground pid)" \
            "in the script's group"
        assert_equal "$(cell foreground tpgid)" "$(cell foreground pgid)" \
            "which is in the foreground"
    done
}

@test "by a script" {
    for program in "${STEPS[@]}"; do
        rm -f "$ROWS"
        sh -c "'$BIN/$program' --format tsv --stay 60 & echo \$!; wait" \
            </dev/null >"$ROWS" 2>"$ERRORS" 3>&- &
        record $!
        wait_until has_row "${program#*-}"
        record "$(head -n 1 "$ROWS" | grep '^[0-9]')" || true
        sed -i '/^[0-9]*$/d' "$ROWS"
        await_stage "$program"
        relations_up_to "$program"
        ps_agrees "${program#*-}"
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
        "$BIN/terminal" --leave-daemons -- sh -c "trap '' HUP
            exec '$BIN/$program' --format tsv --stay 2 >'$ROWS' 2>'$ERRORS'" \
            </dev/null 3>&-
        await_stage "$program"
        # the terminal was hung up when its leader ended, at any moment after
        assert_equal "$(cell foreground sid)" "$(cell foreground pid)" "leads"
        case $program in 00-*) continue ;; esac
        refute_equal "$(cell fork pid)" "$(cell foreground pid)"
        refute_equal "$(cell fork ppid)" "$(cell foreground pid)"
        assert_equal "$(cell fork pgid)" "$(cell foreground pid)" "group kept"
        assert_equal "$(cell fork sid)" "$(cell foreground pid)" "session kept"
        case $program in 01-*) continue ;; esac
        relations_of_setsid
        case $program in 02-*) continue ;; esac
        relations_of_second-fork
        case $program in 03-*) continue ;; esac
        relations_of_chdir
        case $program in 04-*) continue ;; esac
        relations_of_reopen
    done
}

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

@test "below a sub-reaper, which then is the parent, and not pid 1" {
    for program in "${STEPS[@]:1}"; do
        "$BIN/terminal" -- sh -c "echo \$PPID; '$BIN/$program' --format tsv >'$ROWS'" \
            </dev/null 3>&- >"$BATS_TEST_TMPDIR/shown"
        reaper=$(tr -d '\r' <"$BATS_TEST_TMPDIR/shown")
        wait_until has_row "${program#*-}"
        relations_up_to "$program"
        assert_equal "$(cell "${program#*-}" ppid)" "$reaper" "adopted by"
    done
}
