#!/usr/bin/env bats
# Step 01: exit if fork.
bats_require_minimum_version 1.5.0
load helper

@test "01: the child has a new pid and another parent, and keeps group and session" {
    start 01-fork
    relations_up_to 01-fork
}

@test "01: what it prints is what ps and /proc say" {
    start 01-fork
    ps_agrees fork
}

@test "01: its starter goes on while the child still runs" {
    "$BIN/01-fork" --format tsv --stay 60 </dev/null >"$ROWS" 2>&1 3>&-
    await_stage 01-fork
    alive "$pid"
}

@test "01: the child leads no group, so setsid will be allowed" {
    start 01-fork
    refute_equal "$(cell fork pgid)" "$pid"
    assert_equal "$(cell fork pgid)" "$(cell foreground pgid)"
}
