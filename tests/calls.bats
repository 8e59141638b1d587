#!/usr/bin/env bats
# calls: which process makes which system call.
bats_require_minimum_version 1.5.0
load helper

setup() {
    needs strace strace
    own_tmpdir
}

@test "calls: the shell and its child both make the group of a job" {
    run -0 "$ROOT/scripts/typed" "'$ROOT/scripts/calls' setpgid dash -mc 'sleep 0; true'" 3>&-
    assert_match "$output" 'A  setpgid\(B, B\)'
    assert_match "$output" 'B  setpgid\(0, B\)'
}

@test "calls: fg is tcsetpgrp and SIGCONT, each to the same group" {
    run -0 "$ROOT/scripts/typed" "'$ROOT/scripts/calls' tcsetpgrp,kill dash -mc 'sh -c \"kill -STOP \\\$\\\$; exit\"; fg >/dev/null'" 3>&-
    assert_match "$output" 'A  tcsetpgrp\(A\).A  tcsetpgrp\(B\).A  kill\(-B, SIGCONT\)'
}

@test "calls: the status is that of the command; what it prints comes first; nothing is left" {
    run -3 "$ROOT/scripts/calls" chdir sh -c 'cd /; echo said; exit 3' 3>&-
    assert_equal "${lines[0]}" said
    assert_match "${lines[1]}" '^A  chdir\("/"\)$'
    nothing_left
}

@test "calls: a failed call is shown with its error, a signal keeps its name, and after Z comes AA" {
    run -0 --separate-stderr "$ROOT/scripts/calls" setsid "$BIN/recipe" --quiet fork setsid setsid 3>&-
    assert_equal "$output" 'B  setsid()
B  setsid() = EPERM'
    run -0 "$ROOT/scripts/calls" kill sh -c 'trap : USR1; kill -USR1 $$' 3>&-
    assert_equal "$output" 'A  kill(A, SIGUSR1)'
    run -0 "$ROOT/scripts/calls" setpgid perl -e 'for (1..26) { if (!fork) { setpgrp(0, 0); exit } wait }' 3>&-
    assert_equal "${lines[24]}${lines[25]}" 'Z  setpgid(0, 0)AA  setpgid(0, 0)'
}

# bats test_tags=thorough
@test "calls: without strace it says so, with status 77" {
    PATH=$(path_without strace) run -77 --separate-stderr "$ROOT/scripts/calls" chdir true 3>&-
    assert_equal "$stderr" 'calls: not on this system: it has no strace'
}
