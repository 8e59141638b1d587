#!/usr/bin/env bats
# A process that stays holds only the descriptors that its stage left open. The reader
# of a pipe gets end of file when the last process that holds its other end closes it.
bats_require_minimum_version 1.5.0
load helper

held_by() { ls "/proc/$1/fd" | sort -n | xargs; }

@test "while it stays, a program holds only the descriptors that its stage left it" {
    # a program inherits from this shell: 0, 1, 2, the descriptors that bats left
    # open, and a file at 9, which no stage closes (nor does the article)
    exec 9>"$BATS_TEST_TMPDIR/nine"
    sleep 60 </dev/null >"$ROWS" 2>"$ERRORS" 3>&- &
    record $!
    wait_until grep -q sleep "/proc/$!/comm"
    wait_until asleep $! # its loader has closed what it opened
    expected=$(held_by $!)
    assert_match "$expected" '^0 1 2( .*)? 9'
    for program in "${STEPS[@]}"; do
        rm -f "$ROWS"
        start "$program"
        wait_until asleep "$pid"
        assert_equal "$(held_by "$pid")" "$expected" "$program"
    done
}

# bats test_tags=thorough
@test "it does so with 0 or 2 closed, too" {
    for program in "${STEPS[@]}"; do
        for closed in 0 2; do
            rm -f "$ROWS"
            expected='1'
            [ $closed = 0 ] || expected="0 1"
            [ $closed = 2 ] || expected="1 2"
            [ "${program%%-*}" -lt 5 ] || expected="0 1 2"
            case $closed in
                0) "$BIN/$program" --format tsv --stay 60 <&- >"$ROWS" 2>"$ERRORS" 3>&- & ;;
                2) "$BIN/$program" --format tsv --stay 60 </dev/null >"$ROWS" 2>&- 3>&- & ;;
            esac
            await_stage "$program"
            wait_until asleep "$pid"
            assert_equal "$(held_by "$pid" | tr ' ' '\n' | sed -n '/^[012]$/p' | xargs)" \
                "$expected" "$program, $closed closed"
            ps_agrees "${program#*-}"
        done
    done
}

@test "rows go through a descriptor of 3 or more, which is closed on exec" {
    # strace shows that the duplicate is made to be closed on exec
    strace -f -qq -o "$BATS_TEST_TMPDIR/trace" -e trace=fcntl,dup,write \
        "$BIN/00-foreground" --format tsv <&- >"$ROWS" 2>&- 3>&-
    duplicate=$(sed -n 's/.*fcntl(1, F_DUPFD_CLOEXEC, 3) *= \([0-9]*\)$/\1/p' \
        "$BATS_TEST_TMPDIR/trace")
    [ "$duplicate" -ge 3 ]
    grep -q "write($duplicate, \"stage" "$BATS_TEST_TMPDIR/trace"
}

@test "x=\$(05-reopen --stay 60) returns at once, with all its rows" {
    x=$("$BIN/05-reopen" --format tsv --stay 60 </dev/null 3>&-)
    echo "$x" >"$ROWS"
    await_stage 05-reopen
    alive "$pid"
}

@test "x=\$(04-chdir --stay 3) returns only when it has ended" {
    local start=$SECONDS
    x=$("$BIN/04-chdir" --format tsv --stay 3 </dev/null 3>&-)
    [ $((SECONDS - start)) -ge 2 ] || fail "it returned after $((SECONDS - start)) s"
    echo "$x" >"$ROWS"
    assert_equal "$(cell chdir cwd)" /
    # its end of the pipe is closed a moment before it becomes a zombie
    wait_until ended "$(cell chdir pid)"
}

@test "the reader of a pipe goes on as soon as 05 has reopened, and not before" {
    mkfifo "$BATS_TEST_TMPDIR/pipe"
    for program in 04-chdir 05-reopen; do
        cat "$BATS_TEST_TMPDIR/pipe" >"$ROWS" 3>&- &
        reader=$!
        record $reader
        "$BIN/$program" --format tsv --stay 60 </dev/null >"$BATS_TEST_TMPDIR/pipe" 3>&-
        await_stage "$program"
        if [ "$program" = 04-chdir ]; then
            alive $reader
            kill "$pid"
        else
            wait_until ended $reader
            alive "$pid"
        fi
        wait_until ended $reader
    done
}

# bats test_tags=thorough
@test "all eight combinations of 0, 1 and 2 closed work" {
    for program in "${STEPS[@]}"; do
        for closed in '' 0 1 2 01 02 12 012; do
            rm -f "$ROWS" "$ERRORS"
            status=0
            (
                exec </dev/null >"$ROWS" 2>"$ERRORS" 3>&-
                case $closed in *0*) exec 0<&- ;; esac
                case $closed in *1*) exec 1>&- ;; esac
                case $closed in *2*) exec 2>&- ;; esac
                exec "$BIN/$program" --format tsv
            ) || status=$?
            case $closed in
                *1*) # nowhere to print to: an error, reported if 2 is open
                    assert_equal $status 1 "$program, $closed closed"
                    [ "$closed" = 012 ] || [ "$closed" = 12 ] ||
                        assert_equal "$(cat "$ERRORS")" \
                            "$program: fcntl: standard output: Bad file descriptor"
                    ;;
                *)
                    assert_equal $status 0 "$program, $closed closed"
                    await_stage "$program"
                    relations_up_to "$program"
                    for fd in 0:stdin 2:stderr; do
                        case $closed in *${fd%:*}*)
                            assert_equal "$(cell foreground "${fd#*:}")" closed
                            ;;
                        esac
                    done
                    ;;
            esac
        done
    done
}

# bats test_tags=thorough
@test "output to a full device, a pipe without a reader, or a read-only descriptor is an error" {
    mkfifo "$BATS_TEST_TMPDIR/pipe"
    for program in "${STEPS[@]}"; do
        run -1 bash -c "'$BIN/$program' >/dev/full"
        assert_equal "$output" "$program: write: No space left on device"
        run -1 bash -c "'$BIN/$program' 1</dev/null"
        assert_equal "$output" "$program: write: Bad file descriptor"
        # 8, open for reading and writing, lets 9 open; then the only reader is closed
        run -1 bash -c "exec 8<>'$BATS_TEST_TMPDIR/pipe' 9>'$BATS_TEST_TMPDIR/pipe' 8>&-
            '$BIN/$program' >&9 9>&-"
        assert_equal "$output" "$program: write: Broken pipe"
    done
}

# bats test_tags=thorough
@test "a non-blocking standard output is waited for" {
    mkfifo "$BATS_TEST_TMPDIR/slow"
    exec 8<>"$BATS_TEST_TMPDIR/slow"
    # more than a pipe holds
    # shellcheck disable=SC2046
    perl -e 'use Fcntl; fcntl(STDOUT, F_SETFL, O_WRONLY | O_NONBLOCK) or die; exec @ARGV' \
        "$BIN/recipe" --format json --stay 1 $(yes chdir | head -n 1000) \
        >"$BATS_TEST_TMPDIR/slow" 2>"$ERRORS" 3>&- 8<&- &
    record $!
    wait_until asleep $!
    exec 9<"$BATS_TEST_TMPDIR/slow" 8<&-
    cat <&9 >"$ROWS" 3>&-
    wait $! || fail "$(cat "$ERRORS")"
    assert_equal "$(wc -l <"$ROWS")" 1001
}

@test "the stages inherit what SIGPIPE does" {
    ignores_pipe() { [ $((0x$(awk '/^SigIgn/ { print $2 }' "/proc/$1/status") & 0x1000)) -ne 0 ]; }
    start 02-setsid
    wait_until asleep "$pid"
    ! ignores_pipe "$pid" || fail "SIGPIPE is ignored"
    rm -f "$ROWS"
    trap '' PIPE
    start 02-setsid
    wait_until asleep "$pid"
    ignores_pipe "$pid"
}
