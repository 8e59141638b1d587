#!/usr/bin/env bats
# The five experiments, and other scripts that run programs in a temporary directory,
# where something is missing: they say so, and leave nothing.
# bats file_tags=thorough
bats_require_minimum_version 1.5.0
load helper

setup() { own_tmpdir; }

EXPERIMENTS=("${STAGES[@]:1}")
# What is tried if something is missing; in CI, all that have a temporary directory.
NAMES=(without/chdir compare 'tour --no-pause')
[ -z "${THOROUGH-}" ] || NAMES+=(without/{fork,setsid,second-fork,reopen} libc reach)

@test "where the kernel behaves differently, an experiment says what differed" {
    # to the experiment, this looks like a kernel without chdir
    mkdir "$BATS_TEST_TMPDIR/fake"
    ln -s "$BIN/terminal" "$BATS_TEST_TMPDIR/fake/terminal"
    cat >"$BATS_TEST_TMPDIR/fake/recipe" <<END
#!/bin/bash
exec '$BIN/recipe' "\${@/chdir/umask}"
END
    chmod +x "$BATS_TEST_TMPDIR/fake/recipe"
    BIN=$BATS_TEST_TMPDIR/fake run -1 --separate-stderr "$ROOT/scripts/without/chdir" </dev/null 3>&-
    assert_match "$output" expected:
    assert_equal "$stderr" "without/chdir: this kernel did something else than expected"
    nothing_left
}

# with_recipe SCRIPT: makes a copy of the scripts that waits one second at most, and
# one of the programs, where the sh script SCRIPT replaces recipe and the steps.
with_recipe() {
    cp -R "$ROOT/scripts" "$ROOT/steps" "$BATS_TEST_TMPDIR"
    sed -i 's/within 60 /within 1 /' "$BATS_TEST_TMPDIR/scripts/lib.sh"
    mkdir "$BATS_TEST_TMPDIR/fake"
    ln -s "$BIN/terminal" "$BATS_TEST_TMPDIR/fake/terminal"
    printf '#!/bin/sh\n%s\n' "$1" >"$BATS_TEST_TMPDIR/fake/recipe"
    chmod +x "$BATS_TEST_TMPDIR/fake/recipe"
    for step in "${STEPS[@]}"; do ln -s recipe "$BATS_TEST_TMPDIR/fake/$step"; done
    BIN=$BATS_TEST_TMPDIR/fake ROOT=$BATS_TEST_TMPDIR
}

@test "what does not come in time is called the machine's fault, not the kernel's: 77" {
    with_recipe true # no row is ever printed
    scripts=(without/chdir)
    [ -z "${THOROUGH-}" ] || scripts+=(reach without/{fork,setsid,second-fork,reopen})
    for script in "${scripts[@]}"; do
        run -77 --separate-stderr "$ROOT/scripts/$script" </dev/null 3>&-
        assert_match "${stderr_lines[-1]}" "^$script: not within 60 s on this machine: [a-z_]+ "
        assert_equal "$stderr" "${stderr_lines[-1]}"
        refute_match "$output" 'expected:'
        nothing_left
    done
}

@test "a process that it did not start is not ended, whatever its number" {
    FOLDER=$TMPDIR sleep 60 7>&- 3>&- &
    local ours=$!
    sleep 60 7>&- 3>&- &
    local stranger=$!
    record "$ours" "$stranger"
    # with_lib COMMAND: runs COMMAND with what the scripts share
    with_lib() { sh -c '. "$ROOT/scripts/lib.sh"; folder=$TMPDIR; eval "$1"' "$ROOT/scripts/x" "$1" 3>&-; }
    export ROOT
    assert_equal "$(with_lib "identity $ours")" "$ours@$(started_at "$ours")"
    assert_equal "$(with_lib "identity $stranger")" "$stranger@"
    # as if the pid now belonged to another process
    with_lib "end_it $stranger@; end_it $stranger@123; end_it $ours@123"
    alive "$stranger"
    alive "$ours"
    assert_equal "$(with_lib "ended $ours@123 && echo ended")" ended
    with_lib "end_it \$(identity $ours)"
    ended "$ours"
}

@test "what it started is found whatever its environment holds, and whatever the directory is called" {
    needs busybox
    export ROOT
    odd="$BATS_TEST_TMPDIR/o[d]*^\$"
    mkdir "$odd" "$BATS_TEST_TMPDIR/applets"
    busybox --install -s "$BATS_TEST_TMPDIR/applets"
    env -i BEFORE=1 FOLDER="$odd/here" BEHIND=1 "$(type -P sleep)" 60 7>&- 3>&- &
    record $!
    wait_until grep -q BEHIND "/proc/$!/environ"
    for path in "$PATH" "$BATS_TEST_TMPDIR/applets:$PATH"; do
        run -0 env PATH="$path" sh -c '. "$ROOT/scripts/lib.sh"
            folder=$1
            export FOLDER=$1/there
            started' "$ROOT/scripts/x" "$odd" 3>&-
        assert_equal "$output" $!
    done
}

@test "without user namespaces chdir shows the part that works, and says so: 77" {
    mkdir "$BATS_TEST_TMPDIR/path"
    printf '#!/bin/sh\nexit 1\n' >"$BATS_TEST_TMPDIR/path/unshare"
    chmod +x "$BATS_TEST_TMPDIR/path/unshare"
    PATH=$BATS_TEST_TMPDIR/path:$PATH run -77 --separate-stderr "$ROOT/scripts/without/chdir" </dev/null 3>&-
    assert_match "$output" 'its cwd is +\(deleted\) +/'
    refute_match "$output" umount.says
    assert_match "$stderr" '^without/chdir: not on this system: .*user namespace'
}

@test "the experiments report bad usage, missing programs, and a missing temporary directory" {
    for name in "${EXPERIMENTS[@]}"; do
        run -2 --separate-stderr "$ROOT/scripts/without/$name" extra
        assert_equal "$stderr" "without/$name: invalid argument 'extra'; allowed: --question, --quiz, --rows FILE, --help"
        BIN=/nonexistent run -1 --separate-stderr "$ROOT/scripts/without/$name"
        assert_match "$stderr" "^without/$name: .*not built; run make$"
        TMPDIR=/nonexistent run -1 --separate-stderr "$ROOT/scripts/without/$name"
        assert_match "$stderr" nonexistent
    done
}

# fails NAME ERE COMMAND...: checks that it reports the error in one line, and soon.
fails() {
    local name=$1 expected=$2 begun=$SECONDS
    shift 2
    run --separate-stderr "$@" </dev/null 3>&-
    assert_match "$name: $status" ': [12]$'
    assert_equal "$name: ${#stderr_lines[@]}" "$name: ${ONE_LINE:-1}"
    assert_match "$stderr" "$expected"
    [ $((SECONDS - begun)) -le 60 ] || fail "$name took $((SECONDS - begun)) s"
    nothing_left
}

@test "where no terminal is free it says so at once, and nothing is left" {
    needs_namespaces
    for name in "${NAMES[@]/without\/chdir/without\/reopen}"; do
        # compare and tour print another line, which says where it failed
        case $name in compare | tour*) ONE_LINE=2 ;; *) ONE_LINE=1 ;; esac
        # shellcheck disable=SC2086 # a script and its arguments
        fails "$name" '(terminal|recipe): posix_openpt: (No space left on device|Resource temporarily unavailable)$' \
            namespace -m sh -c '
            mount -t devpts -o newinstance,ptmxmode=0666,max=1 none /dev/pts &&
            mount --bind /dev/pts/ptmx /dev/ptmx && exec 8<>/dev/ptmx && "$@"' sh "$ROOT"/scripts/$name
    done
}

@test "where the temporary directory has no space it says so at once, and nothing is left" {
    needs_namespaces
    for name in "${NAMES[@]}"; do
        for full in size=4k nr_inodes=1 nr_inodes=3; do
            # shellcheck disable=SC2086 # a script and its arguments
            fails "$name" 'No space left on device$' namespace -m sh -c '
                mount -t tmpfs -o "$1" none "$TMPDIR" || exit
                shift
                "$@"
                status=$?
                ls -A "$TMPDIR" >&2 # prints nothing
                exit $status' sh $full "$ROOT"/scripts/$name
        done
    done
}

@test "where output cannot be written it says so at once, and nothing is left" {
    for name in "${NAMES[@]}"; do
        # shellcheck disable=SC2086 # a script and its arguments
        fails "$name" '(I/O error|No space left on device)' \
            bash -c 'exec >/dev/full; exec "$@"' bash "$ROOT"/scripts/$name
    done
}

@test "where fork is refused, at once or later, it says so at once, and nothing is left" {
    user_copy
    cp -r "$ROOT/scripts" "$BATS_TEST_TMPDIR/scripts"
    chmod -R go+rX "$BATS_TEST_TMPDIR/scripts"
    ROOT=$BATS_TEST_TMPDIR BIN=$USER_BIN
    for name in "${NAMES[@]}" setup rows 'step-diff 2' 'stress 0 0'; do
        for processes in 1 2 4 8; do
            # not bash, which retries for 15 seconds
            # shellcheck disable=SC2086 # a script and its arguments
            fails "$name" '(Cannot fork|fork: this user may not have more processes)$' \
                as_user prlimit --nproc=$processes dash "$ROOT"/scripts/$name
        done
    done
}

@test "without /proc the experiments say that they see no process: 77" {
    needs_namespaces
    for name in "${EXPERIMENTS[@]}"; do
        run -77 --separate-stderr namespace -m sh -c 'mount -t tmpfs none /proc && "$1"' sh \
            "$ROOT/scripts/without/$name"
        assert_equal "$stderr" "without/$name: not on this system: /proc shows no process"
        assert_equal "$output" ""
        nothing_left
    done
}

@test "a hang-up ends an experiment with 129, and nothing is left" {
    names=(setsid)
    [ -z "${THOROUGH-}" ] || names=("${EXPERIMENTS[@]}")
    for name in "${names[@]}"; do
        env --default-signal=HUP "$ROOT/scripts/without/$name" </dev/null >/dev/null 2>&1 3>&- &
        record $!
        wait_until compgen -G "$TMPDIR/*/[a-z]*" >/dev/null # it has begun
        kill -HUP $!
        status=0
        wait $! || status=$?
        assert_equal "$status" 129 "status of $name"
        nothing_left
    done
}

@test "a signal that comes while a script cleans up ends nothing" {
    cd "$BATS_TEST_TMPDIR"
    mkdir path
    cat >path/rm <<END
#!/bin/sh
touch '$PWD/there'
until [ -e '$PWD/go' ]; do sleep 0.02; done
exec $(type -P rm) "\$@"
END
    chmod +x path/rm
    for signal in HUP INT QUIT TERM PIPE USR1; do
        rm -f there go
        env --default-signal=HUP,INT,QUIT PATH="$PWD/path:$PATH" "$ROOT/scripts/typed" true 3>&- &
        record $!
        wait_until test -e there
        kill -$signal $!
        touch go
        wait $!
        nothing_left
    done
}

@test "a signal that ends a script, however early, leaves no folder" {
    cd "$BATS_TEST_TMPDIR"
    # before the script knows the directory's name, and in the middle of its work
    for place in mktemp diff; do
        mkdir $place
        cat >$place/$place <<END
#!/bin/sh
$(type -P $place) "\$@"
touch '$PWD/there'
until [ -e '$PWD/go' ]; do sleep 0.02; done
END
        chmod +x $place/$place
        for signal in TERM:143 HUP:129; do
            rm -f there go
            env --default-signal=HUP PATH="$PWD/$place:$PATH" \
                "$ROOT/scripts/step-diff" 01 >shown 2>&1 3>&- &
            record $!
            wait_until test -e there
            kill "-${signal%:*}" $!
            touch go
            status=0
            wait $! || status=$?
            assert_equal "$status" "${signal#*:}" "status after $signal, at $place"
            nothing_left
        done
    done
}
