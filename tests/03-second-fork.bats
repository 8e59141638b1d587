#!/usr/bin/env bats
# Step 03: exit if fork, once more.
bats_require_minimum_version 1.5.0
load helper

@test "03: after the second fork it leads nothing, and the leader has ended" {
    start 03-second-fork
    relations_up_to 03-second-fork
    refute_equal "$(cell second-fork pgid)" "$pid" "leads no group"
    refute_equal "$(cell second-fork sid)" "$pid" "leads no session"
}

@test "03: what it prints is what ps and /proc say" {
    start 03-second-fork
    ps_agrees second-fork
}
