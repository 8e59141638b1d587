#!/usr/bin/env bats
# Step 00: the baseline. Nothing has happened to the process yet.
bats_require_minimum_version 1.5.0
load helper

@test "00: it is a child of the process that started it, in the same session and group" {
    start 00-foreground
    assert_equal "$(cell foreground ppid)" "$BASHPID" "parent"
    assert_equal "$(cell foreground sid)" "$(ps -o sid= -p $$ | tr -d ' ')" "session"
    assert_equal "$(cell foreground pgid)" "$(ps -o pgid= -p $$ | tr -d ' ')" "group"
}

@test "00: what it prints is what ps and /proc say" {
    start 00-foreground
    relations_up_to 00-foreground
    ps_agrees foreground
}

@test "00: its parent waits for it, and gets status 0" {
    run -0 "$BIN/00-foreground" --format tsv
    assert_equal "${#lines[@]}" 2 "a header and a row"
}
