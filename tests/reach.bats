#!/usr/bin/env bats
# What reaches a program, depending on how it was started.
bats_require_minimum_version 1.5.0
load helper

setup_file() {
    "$ROOT/scripts/reach" </dev/null >"$BATS_FILE_TMPDIR/table" 3>&-
}

setup() { own_tmpdir; }

# row TYPED FATE...: after ^C, window closed, exit, shell killed, kill -- -PGID.
row() {
    local line
    line=$(grep -F "$(printf '%-35s' "$1")" "$BATS_FILE_TMPDIR/table")
    assert_equal "$(xargs <<<"${line:35}")" "${*:2}" "$1"
}

@test "^C, a closed window and the end of the shell end the foreground; with nohup only ^C does" {
    row 'build/00-foreground' ended ended - ended ended
    row 'nohup build/00-foreground' ended lives - lives ended
}

@test "a stopped job ends when its session loses its leader; SIGTERM waits until it is continued" {
    row 'build/00-foreground, then ^Z' stopped ended ended ended stopped
}

@test "a background job lives when the window closes, unless its shell is bash" {
    row 'bash: build/00-foreground &' lives ended lives lives ended
    row 'dash: build/00-foreground &' lives lives lives lives ended
}

@test "bash does not end a process that is not its job, nor one that ignores SIGHUP" {
    row 'bash: build/00-foreground & disown' lives lives lives lives ended
    row '(build/00-foreground &)' lives lives lives lives ended
    row 'nohup build/00-foreground &' lives lives lives lives ended
}

@test "a program that forked lives if it was typed at a prompt, and ends with a script in the foreground" {
    row 'build/01-fork' lives lives lives lives ended
    row 'sh -c "build/01-fork; sleep 600"' ended ended - ended ended
}

@test "nothing reaches a program in its own session, not even a kill of the job's group" {
    row 'setsid build/00-foreground' lives lives lives lives lives
    row 'sh -c "build/02-setsid; sleep 600"' lives lives - lives lives
}

@test "reach: twelve ways and two lines of heading, in 80 columns" {
    assert_equal "$(wc -l <"$BATS_FILE_TMPDIR/table")" 14
    run -1 grep -E '.{81}| $' "$BATS_FILE_TMPDIR/table"
    assert_match "$(head -n 2 "$BATS_FILE_TMPDIR/table" | xargs)" \
        '\^C window exit shell kill -- -PGID closed killed of the job$'
}

@test "reach --rows: six ways and three events" {
    run -0 --separate-stderr "$ROOT/scripts/reach" --rows </dev/null 3>&-
    assert_equal "$stderr" ""
    assert_equal "$output" "$(
        cat <<'END'
typed, with --stay 600             ^C         window closed   kill -- -PGID
build/00-foreground                ended      ended           ended
nohup build/00-foreground          ended      lives           ended
nohup build/00-foreground &        lives      lives           ended
build/01-fork                      lives      lives           ended
sh -c "build/01-fork; sleep 600"   ended      ended           ended
sh -c "build/02-setsid; sleep 600" lives      lives           lives
END
    )"
    nothing_left
}

# bats test_tags=thorough
@test "reach: the same where sh is bash, or busybox" {
    for each in dash bash busybox; do
        PATH=$(path_with "$each") run -0 --separate-stderr sh "$ROOT/scripts/reach" </dev/null 3>&-
        assert_equal "$stderr" ""
        assert_equal "$output" "$(<"$BATS_FILE_TMPDIR/table")" "sh is $each"
        nothing_left
    done
}

# bats test_tags=thorough
@test "reach: where bash and dash are missing it says so, and tries the rest: 77" {
    needs busybox
    mkdir "$BATS_TEST_TMPDIR/applets"
    busybox --install -s "$BATS_TEST_TMPDIR/applets"
    ln -sf "$(type -P nohup)" "$BATS_TEST_TMPDIR/applets" # Debian's busybox lacks it
    PATH=$BATS_TEST_TMPDIR/applets run -77 --separate-stderr \
        "$BATS_TEST_TMPDIR/applets/sh" "$ROOT/scripts/reach" </dev/null 3>&-
    assert_equal "$stderr" "reach: not every row was tried: a shell is missing"
    assert_equal "$output" "$(sed -E \
        's/^((bash|dash): .{28}).*/\1 \2 is missing here/' "$BATS_FILE_TMPDIR/table")"
    nothing_left
}

# bats test_tags=thorough
@test "reach: a kernel that behaves differently is reported" {
    cp -R "$ROOT/scripts" "$BATS_TEST_TMPDIR"
    sed -i '/^short.* build\/01-fork$/s/ended/lives/' "$BATS_TEST_TMPDIR/scripts/reach"
    for option in '' --rows; do
        run -1 "$BATS_TEST_TMPDIR/scripts/reach" $option </dev/null 3>&-
        assert_match "$output" 'build/01-fork +(lives +)+ended.  expected: +(lives +)+lives'
        assert_match "$output" 'reach: this kernel did something else than expected'
        nothing_left
    done
}

@test "reach: an unknown argument is refused" {
    run -2 "$ROOT/scripts/reach" --row
    assert_equal "$output" "reach: unknown option '--row'; allowed: --rows, --help"
    run -2 "$ROOT/scripts/reach" --rows 3
    assert_equal "$output" "reach: invalid argument '3'; allowed: --rows, --help"
}

# stopped_in ROW: succeeds if all its jobs, which are typed with ^Z, are stopped.
stopped_in() { [ "$(ls -d "$TMPDIR"/*/"$1"-*/before 2>/dev/null | wc -l)" -eq 5 ]; }
trials_run() { ls "$TMPDIR"/*/"$1"-window/rows >/dev/null 2>&1; }

# bats test_tags=thorough
@test "reach: interrupted, it leaves nothing, not even a stopped job" {
    for moment in 'trials_run 2' 'stopped_in 3' 'trials_run 12'; do
        TERM=dumb setsid "$ROOT/scripts/reach" </dev/null >/dev/null 2>&1 3>&- &
        record $!
        wait_until $moment
        kill -TERM $!
        wait_until ended $!
        nothing_left
    done
}
