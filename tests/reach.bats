#!/usr/bin/env bats
# What reaches a program, started in one way and another.
bats_require_minimum_version 1.5.0
load helper

setup() { own_tmpdir; }

trials_run() { ls "$TMPDIR"/*/4-window/rows >/dev/null 2>&1; }

# reach [SHELL...]: the kernel does as told, and nothing is left.
reach() {
    run -0 --separate-stderr "$@" "$ROOT/scripts/reach" </dev/null 3>&-
    assert_equal "$stderr" ""
    refute_match "$output" 'expected:|unknown'
    nothing_left
}

@test "^C and a closed window reach the foreground, kill a whole group, nothing a session of its own" {
    reach
    assert_match "${lines[1]}" '^build/00-foreground +ended +ended +ended$'
    assert_match "${lines[2]}" '^nohup build/00-foreground +ended +lives +ended$'
    assert_match "${lines[3]}" '^nohup build/00-foreground & +lives +lives +ended$'
    assert_match "${lines[4]}" '^build/01-fork +lives +lives +ended$'
    assert_match "${lines[5]}" '^sh -c "build/01-fork; sleep 600" +ended +ended +ended$'
    assert_match "${lines[6]}" '^sh -c "build/02-setsid; sleep 600" +lives +lives +lives$'
}

@test "reach: the same where sh is bash, or busybox" {
    [ -z "${THOROUGH-}" ] || PATH=$(path_with bash) reach sh
    PATH=$(path_with busybox) reach sh
}

@test "reach: a kernel that does not do as told is told of" {
    cp -R "$ROOT/scripts" "$BATS_TEST_TMPDIR"
    sed -i 's/^prompt 2 lives lives ended/prompt 2 lives lives lives/' \
        "$BATS_TEST_TMPDIR/scripts/reach"
    run -1 "$BATS_TEST_TMPDIR/scripts/reach" </dev/null 3>&-
    assert_match "$output" 'build/01-fork +lives +lives +ended.  expected: +lives +lives +lives'
    assert_match "$output" 'reach: this kernel did not do as told'
}

@test "reach: interrupted, it leaves nothing" {
    TERM=dumb setsid "$ROOT/scripts/reach" </dev/null >/dev/null 2>&1 3>&- &
    record $!
    wait_until trials_run
    kill -TERM $!
    wait_until ended $!
    nothing_left
}
