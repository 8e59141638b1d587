#!/usr/bin/env bats
# The five experiments: what breaks without each stage, on this kernel.
bats_require_minimum_version 1.5.0
load helper

setup() { own_tmpdir; }

EXPERIMENTS=("${STAGES[@]:1}")

# experiment NAME: checks that the kernel behaves as expected.
experiment() {
    run -0 --separate-stderr "$ROOT/scripts/without/$1" </dev/null 3>&-
    assert_equal "$stderr" ""
    refute_match "$output" expected:
    assert_match "$output" 'without [a-z -]+ +with [a-z -]+'
    for line in "${lines[@]}"; do
        [ ${#line} -le 80 ] || fail "too wide: $line"
    done
    nothing_left
}

@test "without fork: the shell waits; at a prompt setsid is refused" {
    experiment fork
    assert_match "$output" 'back: the program +ended +lives'
    assert_match "$output" 'at a prompt +EPERM, refused +allowed'
    assert_match "$output" "run by sh -c '...' +allowed"
}

@test "without setsid: ^C and a closed window end it, except a job typed at a prompt" {
    experiment setsid
    assert_match "$output" 'after \^C, it +ended +lives'
    assert_match "$output" 'window is closed, it +ended +lives'
    assert_match "$output" 'typed at a prompt, window closed +lives +lives'
}

@test "without the second fork: it gets a terminal, and ends with it" {
    experiment second-fork
    assert_match "$output" 'terminal is +the one it opened +none'
    assert_match "$output" 'is closed, it +ended +lives'
}

@test "without chdir: umount says \"busy\" until it has ended" {
    needs_namespaces
    experiment chdir
    assert_match "$output" 'umount says +busy, later done +done'
    assert_match "$output" 'its cwd is +\(deleted\) +/'
}

@test "without reopen: \$(...) waits for it, and it reads what you type" {
    experiment reopen
    assert_match "$output" 'returns, the program +ended +lives'
    assert_match "$output" 'is read by +the program +the shell'
    assert_match "$output" 'background job tries +the shell; it stops +-'
}

# hidden COMMAND...: runs it as an ordinary user, where /proc hides others' processes.
hidden() {
    local user=()
    if [ "$(id -u)" -eq 0 ]; then
        user=(setpriv --reuid "$ORDINARY" --regid "$ORDINARY" --clear-groups --)
    fi
    namespaces=-Urmpf
    [ "$(id -u)" -ne 0 ] || namespaces=-mpf
    unshare $namespaces --kill-child --mount-proc sh -c '
        mount -t proc -o hidepid=2 none /proc && "$@"; exit $?' sh "${user[@]}" "$@"
}

@test "the same in dash, bash and busybox sh, as an ordinary user, and where /proc hides others" {
    needs_namespaces
    user_copy
    cp -r "$ROOT/scripts" "$BATS_TEST_TMPDIR/scripts"
    chmod -R go+rX "$BATS_TEST_TMPDIR/scripts"
    ROOT=$BATS_TEST_TMPDIR BIN=$USER_BIN
    cd /
    names=(chdir)
    [ -z "${THOROUGH-}" ] || names=("${EXPERIMENTS[@]}")
    for name in "${names[@]}"; do
        script=$ROOT/scripts/without/$name
        PATH=$(path_with dash) sh "$script" </dev/null 3>&- >"$ROOT/dash" 2>&1 &
        PATH=$(path_with bash) as_user sh "$script" </dev/null 3>&- >"$ROOT/bash" 2>&1 &
        PATH=$(path_with busybox) hidden sh "$script" </dev/null 3>&- >"$ROOT/busybox" 2>&1 &
        wait
        assert_match "$(cat "$ROOT/dash")" 'with '
        refute_match "$(cat "$ROOT/dash")" 'expected:'
        assert_equal "$(cat "$ROOT/bash")" "$(cat "$ROOT/dash")"
        assert_equal "$(cat "$ROOT/busybox")" "$(cat "$ROOT/dash")"
    done
    nothing_left
}
