#!/usr/bin/env bats
# --stay: the process waits at its stage, where it can be inspected, and ends.
bats_require_minimum_version 1.5.0
load helper

@test "without --stay each program ends at once, and leaves no process" {
    for program in "${STEPS[@]}"; do
        rm -f "$ROWS"
        "$BIN/$program" --format tsv </dev/null >"$ROWS" 3>&-
        await_stage "$program"
        while read -r each; do
            wait_until ended "$each"
        done < <(cells pid "$ROWS")
    done
}

@test "with --stay each program ends by itself when the time is up" {
    local start=$SECONDS
    for program in "${STEPS[@]}"; do
        "$BIN/$program" --format tsv --stay 3 \
            </dev/null >"$BATS_TEST_TMPDIR/$program" 3>&- &
    done
    for program in "${STEPS[@]}"; do
        ROWS=$BATS_TEST_TMPDIR/$program
        await_stage "$program"
        alive "$pid" || [ $((SECONDS - start)) -ge 2 ] || fail "$program did not stay"
    done
    for program in "${STEPS[@]}"; do
        ROWS=$BATS_TEST_TMPDIR/$program
        wait_until ended "$(cell "${program#*-}" pid)"
    done
}

@test "a program that is stopped when its time is up ends when it is continued" {
    start 05-reopen --stay 5
    kill -STOP "$pid"
    wait_until stopped "$pid"
    "$BIN/00-foreground" --stay 6 </dev/null >"$BATS_TEST_TMPDIR/clock" 3>&-
    stopped "$pid"
    kill -CONT "$pid"
    wait_until -t 3 ended "$pid" # not after another five seconds
}

@test "a program that was stopped for a moment still ends by itself" {
    start 01-fork --stay 5
    kill -STOP "$pid"
    wait_until stopped "$pid"
    kill -CONT "$pid"
    wait_until ended "$pid"
}

@test "SIGTERM ends it at once, at every stage" {
    for program in "${STEPS[@]}"; do
        rm -f "$ROWS"
        start "$program"
        kill -TERM "$pid"
        wait_until -t 30 ended "$pid" # it would stay for 60
    done
}

@test "while it stays, it sleeps, and uses no processor time" {
    start 05-reopen
    wait_until asleep "$pid"
    before=$(cut -d ' ' -f 14,15 "/proc/$pid/stat")
    sleep 0.3 # nothing to wait for: the claim is that nothing happens
    assert_equal "$(cut -d ' ' -f 14,15 "/proc/$pid/stat")" "$before" "ticks used"
}

@test "it says how to look at it and how to end it, and both work" {
    "$BIN/05-reopen" --stay 60 </dev/null >"$ROWS" 3>&-
    wait_until grep -q kill "$ROWS"
    look=$(sed -n 's/^ *\(ps .*\)/\1/p' "$ROWS")
    end=$(sed -n 's/^ *\(kill .*\)/\1/p' "$ROWS")
    pid=${end#kill }
    record "$pid"
    assert_match "$(bash -c "$look")" "(^|
) *$pid .*05-reopen"
    bash -c "$end"
    wait_until -t 30 ended "$pid"
}

@test "tsv and json hold rows and nothing else, also with --stay" {
    for format in tsv json; do
        "$BIN/02-setsid" --stay 1 --format $format </dev/null 3>&- | cat >"$ROWS"
        expected=3
        [ $format = json ] || expected=4
        assert_equal "$(wc -l <"$ROWS")" $expected "$format"
        refute_match "$(cat "$ROWS")" kill
    done
}
