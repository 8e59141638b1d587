#!/usr/bin/env bats
# Every script and every program says how it is used, and what it does not know.
bats_require_minimum_version 1.5.0
load helper

setup() {
    cd "$BATS_TEST_TMPDIR"
    # all that a reader can run by its name
    mapfile -t everything < <(find "$ROOT/scripts" "$ROOT/scripts/without" "$BIN" -maxdepth 1 \
        -type f -perm -u+x)
    [ ${#everything[@]} -ge 20 ] || fail "it finds only ${everything[*]}"
}

# refused COMMAND [WORD...]: status 2, nothing on standard output, and one line on
# standard error that names the last word.
refused() {
    local name=${1##*/} status=0
    timeout 10 "$@" </dev/null >output 2>complaint 3>&- || status=$?
    assert_equal "$status, $(wc -c <output), $(wc -l <complaint)" '2, 0, 1' \
        "status, bytes, lines of complaint of $name"
    assert_match "$(cat complaint)" "^(without/)?$name: .*'${!#}'"
}

@test "an option that means nothing is told in one line" {
    for each in "${everything[@]}"; do
        # to that one, whatever it is given is a command
        [ "${each##*/}" = typed ] || refused "$each" --nope
    done
}

@test "a word too many is told in one line" {
    for each in compare libc lint reach rows stages 'compare --numbers' 'quiz 3' 'step-diff 3' \
        'tour 3' 'picture --live'; do
        # a name and its argument are two words
        # shellcheck disable=SC2086
        refused "$ROOT"/scripts/$each extra
    done
}

@test "--help and -h print the same, in at most 80 columns" {
    for each in "${everything[@]}"; do
        timeout 10 "$each" --help </dev/null >help 2>&1 3>&- || fail "$each --help: $?"
        awk 'length > 80 { print; wide++ } END { exit wide > 0 || NR == 0 }' help || fail "$each --help"
        [ "${each##*/}" != setup ] || continue # it takes --help alone
        timeout 10 "$each" -h </dev/null 2>&1 3>&- | cmp - help || fail "$each -h"
    done
}

@test "in a terminal that is too narrow a script says what it needs" {
    for script in quiz libc without/{fork,setsid,second-fork,chdir,reopen}; do
        run -1 "$BIN/terminal" --size 79x24 -- "$ROOT/scripts/$script" </dev/null 3>&-
        assert_match "$output" "^$script: it needs 80 columns, and this terminal has 79.\$"
    done
    run -1 "$BIN/terminal" --size 59x24 -- "$ROOT/scripts/compare" </dev/null 3>&-
    assert_match "$output" '^compare: it needs 60 columns'
}
