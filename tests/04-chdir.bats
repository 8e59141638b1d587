#!/usr/bin/env bats
# Step 04: Dir.chdir "/".
bats_require_minimum_version 1.5.0
load helper

@test "04: the working directory is /, and nothing else has changed" {
    cd "$BATS_TEST_TMPDIR"
    start 04-chdir
    relations_up_to 04-chdir
    assert_equal "$(cell foreground cwd)" "$(pwd -P)"
}

@test "04: what it prints is what ps and /proc say" {
    start 04-chdir
    ps_agrees chdir
}

@test "04: the directory in which it was started can be removed" {
    mkdir "$BATS_TEST_TMPDIR/here"
    cd "$BATS_TEST_TMPDIR/here"
    start 04-chdir
    cd ..
    rmdir here
    assert_equal "$(readlink "/proc/$pid/cwd")" /
}
