#!/usr/bin/env bats
# What tests/bare does, and what .ci/run does before it accepts a change.
# bats file_tags=thorough
bats_require_minimum_version 1.5.0
load helper

@test "CI runs README's line before it installs anything that README does not name" {
    mapfile -t parts < <(sed -n 's/^part [a-z-]* //p' "$ROOT/.ci/run")
    assert_equal "${parts[0]}" "sh -c 'scripts/setup test && make test'"
    assert_equal "${parts[1]}" 'scripts/setup dev'
}

@test "CI runs lint, faults, stress and the bare machines" {
    for part in 'make lint' 'make faults SAMPLE=[1-9][0-9]*' 'scripts/stress' 'make bare' 'make bare USERLAND=busybox'; do
        grep -q "^part [a-z]* $part\( [0-9 ]*\)*$" "$ROOT/.ci/run" || fail "not there: $part"
    done
}

@test "bare: without root it says so, with status 77" {
    mkdir "$BATS_TEST_TMPDIR/tests"
    cp "$ROOT/tests/bare" "$BATS_TEST_TMPDIR/tests"
    user_copy
    run -77 as_user "$BATS_TEST_TMPDIR/tests/bare" trixie
    assert_equal "$output" 'bare: not on this system: it makes a file system, and needs root'
}

@test "bare: however it is ended, it leaves no process, mount or file" {
    needs_root 'make a file system'
    needs git
    needs busybox
    needs musl-gcc musl-tools
    export TMPDIR=$BATS_TEST_TMPDIR/tmp
    mkdir "$TMPDIR"
    for signal in HUP:129 TERM:143; do
        # the tests may have been started with SIGHUP ignored
        env --default-signal=HUP "$ROOT/tests/bare" busybox >"$BATS_TEST_TMPDIR/said" 2>&1 3>&- &
        record $!
        wait_until has_machine
        kill -s ${signal%:*} $!
        wait $! && status=0 || status=$?
        assert_equal "$status" ${signal#*:}
        assert_equal "$(ls "$TMPDIR")" '' 'files left'
        wait_until nobody_there
        assert_equal "$(grep "$TMPDIR" /proc/mounts)" ''
    done
}

has_machine() { [ -e "$(echo "$TMPDIR"/*/busybox/bin/sh)" ] || [ -L "$(echo "$TMPDIR"/*/busybox/bin/sh)" ]; }

nobody_there() { ! grep -qsz "^WORK=$TMPDIR/" /proc/[0-9]*/environ; }

@test "bare: bad usage is reported in one line" {
    for words in '' buster 'bookworm nobody' 'busybox user' 'trixie root user'; do
        # shellcheck disable=SC2086 # words
        run -2 "$ROOT/tests/bare" $words
        assert_equal "$output" "bare: invalid argument '$words'; allowed: bookworm, trixie (root or user), busybox"
    done
    run -0 "$ROOT/tests/bare" --help
    assert_match "$output" '^bare: '
}
