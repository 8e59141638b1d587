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
    assert_match "$output" 'The input ended: 0 of [0-9]+ answered'
    assert_equal "$(find . -name run)$(ls "$ODD/tmp")" ""
}

@test "make does as ever, from another folder and with CDPATH" {
    run -0 env -u BIN CDPATH=.:/ make -C "$ROOT" --no-print-directory -o all \
        BUILD="$BIN" compare
    assert_match "$output" '^PROGRAM .*05-reopen'
}

@test "a temporary folder whose name has several lines is refused" {
    mkdir $'a\n\nb'
    for script in compare without/fork reach; do
        TMPDIR=$'a\n\nb' run -1 "$ROOT/scripts/$script"
        assert_equal "$output" "$script: TMPDIR: its name has more than a line"
        assert_equal "$(ls $'a\n\nb')" "" "what $script left"
    done
}

@test "a reader that goes away leaves nothing behind" {
    for script in compare reach libc without/fork without/second-fork; do
        # its first line is read, no more; bash and dash say so in other words
        TMPDIR=$BATS_TEST_TMPDIR/$ODD/tmp bash -c '"$0" 2>errors | head -n 1; exit "${PIPESTATUS[0]}"' \
            "$ROOT/scripts/$script" </dev/null >/dev/null 3>&- || [ $? -gt 0 ]
        assert_equal "$(ls "$ODD/tmp")" "" "what $script left"
    done
}
