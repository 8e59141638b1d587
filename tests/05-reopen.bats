#!/usr/bin/env bats
# Step 05: STDIN.reopen, STDOUT.reopen, STDERR.reopen.
bats_require_minimum_version 1.5.0
load helper

# mode FD: prints how descriptor FD of $pid is open, from the octal flags in fdinfo.
mode() {
    local flags
    flags=$((8#$(awk '/^flags:/ { print $2 }' "/proc/$pid/fdinfo/$1")))
    case $((flags & 3)) in 0) echo -n read ;; 1) echo -n write ;; 2) echo -n both ;; esac
    [ $((flags & 8#2000)) -eq 0 ] || echo -n ,append
}

@test "05: 0, 1 and 2 are /dev/null, and nothing else has changed" {
    start 05-reopen
    relations_up_to 05-reopen
}

@test "05: what it prints is what ps and /proc say" {
    start 05-reopen
    ps_agrees reopen
}

@test "05: 0 is for reading, 1 and 2 for appending, as in the article" {
    start 05-reopen
    assert_equal "$(mode 0)" read "0"
    assert_equal "$(mode 1)" write,append "1"
    assert_equal "$(mode 2)" write,append "2"
}
