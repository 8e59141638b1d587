#!/usr/bin/env bats
# Step 02: Process.setsid.
bats_require_minimum_version 1.5.0
load helper

@test "02: it leads a new group and a new session, which has no terminal" {
    start 02-setsid
    relations_up_to 02-setsid
}

@test "02: what it prints is what ps and /proc say" {
    start 02-setsid
    ps_agrees setsid
}

@test "02: tty is ? although 0, 1 and 2 are still the terminal" {
    printf 'expect setsid\t\npress C-d\n' |
        "$BIN/terminal" --timeout 100 -- bash -c "'$BIN/02-setsid' --format tsv; cat" 3>&- |
        tr -d '\r' >"$ROWS"
    relations_up_to 02-setsid
    assert_match "$(cell foreground tty)" '^(pts/|tty)'
    assert_equal "$(cell setsid tty)" '?'
    for each in stdin stdout stderr; do
        assert_equal "$(cell setsid $each)" "/dev/$(cell foreground tty)" "$each"
    done
}
