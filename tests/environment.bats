#!/usr/bin/env bats
# What the environment says makes no difference to a script, and none of it is run.
bats_require_minimum_version 1.5.0
load helper

ODD='it'\''s [a] "folder" $(touch run) `touch run`'

# odd COMMAND...: from another folder, with a CDPATH that leads elsewhere, and BIN
# and TMPDIR relative and odd.
odd() {
    CDPATH=.:/ BIN=$ODD TMPDIR=$ODD/tmp "$@" </dev/null 3>&-
}

setup() {
    cd "$BATS_TEST_TMPDIR"
    mkdir -p "$ODD/tmp"
    ln -s "$BIN"/* "$ODD"
}

# untouched SCRIPT [ARGUMENT...]: it succeeds, and complains of nothing; nothing
# was run, and nothing is left.
untouched() {
    local script=$1
    shift
    run -0 --separate-stderr odd "$ROOT/scripts/$script" "$@"
    assert_equal "$stderr" ""
    refute_equal "$output" ""
    assert_equal "$(find . -name run)$(ls "$ODD/tmp")" "" "what $script left"
}

@test "what shows the steps does as ever" {
    untouched stages
    untouched step-diff 3
    untouched compare
    untouched rows
    cp "$ROOT/README.md" .
    odd "$ROOT/scripts/rows" >rows
    untouched picture rows
    untouched tour --no-pause 5
    untouched typed 'echo it is typed'
}

@test "what tries, asks and runs documents does as ever" {
    local slow=(reach without/fork without/setsid without/second-fork without/reopen)
    [ -n "${THOROUGH-}" ] || slow=(without/second-fork)
    for script in "${slow[@]}"; do
        untouched "$script"
    done
    run odd "$ROOT/scripts/without/chdir" # 77 where there are no namespaces
    assert_match "$output" 'its cwd is +\(deleted\) +/'
    printf '%s\n' '```console' '$ echo one' one '```' >short.md
    run -0 odd "$ROOT/scripts/docs" --check short.md
    assert_equal "$output" ""
    run odd "$ROOT/scripts/quiz" 3
    assert_equal "$status" 1
    assert_match "$output" 'The input ended: 0 of 9 answered'
    assert_equal "$(find . -name run)$(ls "$ODD/tmp")" ""
}

@test "make does as ever, from another folder and with CDPATH" {
    run -0 env -u BIN -u MAKEFLAGS CDPATH=.:/ make -C "$ROOT" --no-print-directory -o all \
        BUILD="$BIN" compare
    assert_match "$output" '^PROGRAM .*05-reopen'
}
