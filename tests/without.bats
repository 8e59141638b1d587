#!/usr/bin/env bats
# The five experiments: what breaks without each stage, on this kernel.
bats_require_minimum_version 1.5.0
load helper

EXPERIMENTS=(fork setsid second-fork chdir reopen)

setup() {
    export BIN TMPDIR=$BATS_TEST_TMPDIR/tmp
    mkdir "$TMPDIR"
    chmod 777 "$TMPDIR"
}

# Nothing is left: no file, and no process that has that folder for its own.
nothing_left() {
    assert_equal "$(ls "$TMPDIR")" "" "files left"
    wait_until no_process_of "$TMPDIR"
}

no_process_of() { ! grep -qsz "^FOLDER=$1" /proc/[0-9]*/environ; }

# experiment NAME [SHELL...]: the kernel does as told.
experiment() {
    local name=$1
    shift
    run -0 --separate-stderr "$@" "$ROOT/scripts/without/$name" </dev/null 3>&-
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
    assert_match "$output" 'goes on, it +ended +lives'
    assert_match "$output" 'at a prompt +EPERM, refused +allowed'
    assert_match "$output" "run by sh -c '...' +allowed"
}

@test "without setsid: ^C and a closed window end it, but for a job typed at a prompt" {
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

@test "without chdir: umount says busy until it has ended" {
    needs_namespaces
    experiment chdir
    assert_match "$output" 'umount says +busy, later done +done'
    assert_match "$output" 'its cwd is +\(deleted\) +/'
}

@test "without reopen: \$(...) waits for it, and it reads what you type" {
    experiment reopen
    assert_match "$output" 'returns, it +ended +lives'
    assert_match "$output" 'is read by +the program +the shell'
    assert_match "$output" 'background job +the shell: stopped'
}

@test "the experiments say the same in dash, bash and busybox sh" {
    for name in "${EXPERIMENTS[@]}"; do
        for shell in dash bash 'busybox sh'; do
            # two words
            # shellcheck disable=SC2086
            $shell "$ROOT/scripts/without/$name" </dev/null 3>&- \
                >"$BATS_TEST_TMPDIR/$shell" 2>&1 &
        done
        wait
        assert_match "$(cat "$BATS_TEST_TMPDIR/dash")" 'with '
        refute_match "$(cat "$BATS_TEST_TMPDIR/dash")" 'expected:'
        assert_equal "$(cat "$BATS_TEST_TMPDIR/bash")" "$(cat "$BATS_TEST_TMPDIR/dash")"
        assert_equal "$(cat "$BATS_TEST_TMPDIR/busybox sh")" "$(cat "$BATS_TEST_TMPDIR/dash")"
    done
    nothing_left
}

@test "the experiments as an ordinary user" {
    user_copy
    cp -r "$ROOT/scripts" "$BATS_TEST_TMPDIR/scripts"
    chmod -R go+rX "$BATS_TEST_TMPDIR/scripts"
    ROOT=$BATS_TEST_TMPDIR BIN=$USER_BIN
    cd /
    for name in "${EXPERIMENTS[@]}"; do experiment "$name" as_user; done
}

@test "^C in the middle of an experiment leaves no process, mount or file" {
    for name in "${EXPERIMENTS[@]}"; do
        {
            wait_until has_file
            echo 'press C-c'
        } | {
            "$BIN/terminal" -- "$ROOT/scripts/without/$name" >"$BATS_TEST_TMPDIR/shown" 3>&- ||
                assert_equal "$? $name" "130 $name"
        }
        nothing_left
    done
}

has_file() { [ -n "$(ls "$TMPDIR"/*/ 2>/dev/null)" ]; }

@test "where the kernel does not do as told, an experiment says what differed" {
    # a kernel without setsid, as far as the experiment can see
    mkdir "$BATS_TEST_TMPDIR/fake"
    ln -s "$BIN/terminal" "$BATS_TEST_TMPDIR/fake/terminal"
    cat >"$BATS_TEST_TMPDIR/fake/recipe" <<END
#!/bin/bash
exec '$BIN/recipe' "\${@/setsid/umask}"
END
    chmod +x "$BATS_TEST_TMPDIR/fake/recipe"
    for name in setsid second-fork; do
        BIN=$BATS_TEST_TMPDIR/fake run -1 --separate-stderr "$ROOT/scripts/without/$name" </dev/null 3>&-
        assert_match "$output" expected:
        assert_equal "$stderr" "without/$name: this kernel did not do as told"
        nothing_left
    done
}

@test "without user namespaces chdir shows the part that needs none, and says so: 77" {
    mkdir "$BATS_TEST_TMPDIR/path"
    printf '#!/bin/sh\nexit 1\n' >"$BATS_TEST_TMPDIR/path/unshare"
    chmod +x "$BATS_TEST_TMPDIR/path/unshare"
    PATH=$BATS_TEST_TMPDIR/path:$PATH run -77 --separate-stderr "$ROOT/scripts/without/chdir" </dev/null 3>&-
    assert_match "$output" 'its cwd is +\(deleted\) +/'
    refute_match "$output" umount.says
    assert_match "$stderr" '^without/chdir: not on this system: .*user namespace'
}

@test "the experiments: bad use, nothing built, no folder to be had" {
    for name in "${EXPERIMENTS[@]}"; do
        run -2 --separate-stderr "$ROOT/scripts/without/$name" extra
        assert_equal "$stderr" "without/$name: 'extra': it takes no arguments"
        BIN=/nonexistent run -1 --separate-stderr "$ROOT/scripts/without/$name"
        assert_match "$stderr" "^without/$name: .*not built: make$"
        TMPDIR=/nonexistent run -1 --separate-stderr "$ROOT/scripts/without/$name"
        assert_match "$stderr" nonexistent
    done
}

@test "no terminal left: told, and nothing is left" {
    needs_namespaces
    for name in fork setsid reopen; do
        run -1 --separate-stderr namespace -m sh -c '
            mount -t devpts -o newinstance,ptmxmode=0666,max=1 none /dev/pts &&
            mount --bind /dev/pts/ptmx /dev/ptmx && exec 8<>/dev/ptmx && "$1"' sh \
            "$ROOT/scripts/without/$name" </dev/null 3>&-
        assert_match "$stderr" 'terminal: posix_openpt: (No space left on device|Resource temporarily unavailable)'
        nothing_left
    done
}

@test "libc: glibc's daemon gets a terminal back, musl's and ours do not" {
    run -0 --separate-stderr "$ROOT/scripts/libc" </dev/null 3>&-
    assert_equal "$stderr" ""
    assert_match "$output" 'the five stages .*leads nothing, gets none'
    assert_match "$output" 'daemon\(3\) of musl .*leads nothing, gets none'
    case $output in *'of glibc '*)
        assert_match "$output" 'daemon\(3\) of glibc .*leads its session, gets it back'
        ;;
    esac
    run -2 "$ROOT/scripts/libc" extra
}
