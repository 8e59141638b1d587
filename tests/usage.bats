#!/usr/bin/env bats
# Every script and every program explains its usage, and reports what it does not know.
bats_require_minimum_version 1.5.0
load helper

setup() {
    cd "$BATS_TEST_TMPDIR"
    # everything that a reader can run by name
    mapfile -t everything < <(find "$ROOT/scripts" "$ROOT/scripts/without" "$BIN" -maxdepth 1 \
        -type f -perm -u+x)
    [ ${#everything[@]} -ge 20 ] || fail "it finds only ${everything[*]}"
}

# refused COMMAND [WORD...]: checks for status 2, nothing on standard output, and one
# line on standard error that names the last WORD.
refused() {
    local name=${1##*/} status=0
    timeout 60 "$@" </dev/null >output 2>complaint 3>&- || status=$?
    assert_equal "$status, $(wc -c <output), $(wc -l <complaint)" '2, 0, 1' \
        "status, bytes, lines of complaint of $name"
    assert_match "$(cat complaint)" "^(without/)?$name: .*'${!#}'"
}

@test "an unknown option is reported in one line" {
    for each in "${everything[@]}"; do
        # typed takes every argument for a command
        [ "${each##*/}" = typed ] || refused "$each" --nope
    done
}

@test "a control character, and an invalid one, is shown as ?" {
    local odd=$'\e[31m \xc2\x9b2J \x7f \xe2\x80\xae \xe2\x80\xa8 \xe2\x81\xa6 \xff \xe2\x80'
    for each in "${everything[@]}"; do
        [ "${each##*/}" != typed ] || continue
        run timeout 60 "$each" "$odd" </dev/null 3>&-
        assert_match "$status" '^[12]$'
        assert_match "$output" '\?\[31m \?'
        assert_equal "$(LC_ALL=C tr -d ' -~\n' <<<"$output" | od -An -c)" "" "in ${each##*/}"
    done
    # all other characters are left as they are
    run -2 --separate-stderr "$ROOT/scripts/stages" 'naïve 日本'
    assert_equal "$stderr" "stages: unexpected argument 'naïve 日本': it takes none"
}

# bats test_tags=thorough
@test "so it is where a script shows documents, answers, or what a program printed" {
    local odd=$'\e[31m\xc2\x9b2J\xe2\x80\xae'
    printf '%s\n' '```console' '$ false '"$odd" "$odd" '```' >bad.md
    run -1 "$ROOT/scripts/docs" bad.md 3>&-
    assert_match "$output" '^docs: bad.md:2: status 1: false \?\[31m\?2J\?$'
    printf '%s\n' '```console' '$ echo new' "$odd" '```' >stale.md
    run -1 "$ROOT/scripts/docs" --check stale.md 3>&-
    assert_match "$output" $'\n''-\?\[31m\?2J\?'
    run -1 "$ROOT/scripts/quiz" 1 <<<"$odd" 3>&-
    assert_match "$output" "'\?\[31m\?2j\?'; allowed"
    mkdir fake # a program that prints something and fails
    ln -s "$BIN"/* fake
    rm fake/05-reopen
    printf '#!/bin/sh\nprintf %%s\\\\n "%s" >&2; exit 1\n' "$odd" >fake/05-reopen
    chmod +x fake/05-reopen
    BIN=fake run -1 "$ROOT/scripts/compare" 3>&-
    assert_match "$output" $'\n''\?\[31m\?2J\?'
}

@test "an argument too many is reported in one line" {
    for each in 'beliefs 3' compare libc lint multiplexer reach rows stages 'compare --numbers' 'quiz 3' 'step-diff 3' \
        'tour 3' 'picture --live'; do
        # a name and its argument are two words
        # shellcheck disable=SC2086
        refused "$ROOT"/scripts/$each extra
    done
}

@test "--help and -h print the same, in at most 80 columns" {
    for each in "${everything[@]}"; do
        timeout 60 "$each" --help </dev/null >help 2>&1 3>&- || fail "$each --help: $?"
        awk 'length > 80 { print; wide++ } END { exit wide > 0 || NR == 0 }' help || fail "$each --help"
        timeout 60 "$each" -h </dev/null 2>&1 3>&- | cmp - help || fail "$each -h"
    done
}

# bats test_tags=thorough
@test "a help that cannot be written is reported, and ends the script" {
    for each in "${everything[@]}"; do
        [ "${each##*/}" != setup ] || continue # see setup.bats: it might install
        status=0
        timeout 60 "$each" --help </dev/null 2>complaint 3>&- >/dev/full || status=$?
        assert_match "${each##*/}: $status" ': (1|125)$'
        assert_equal "$(wc -l <complaint)" 1 "lines of complaint of ${each##*/}"
    done
}

@test "in a terminal that is too narrow a script says which width it needs" {
    for script in beliefs quiz libc without/{fork,setsid,second-fork,chdir,reopen}; do
        run -1 "$BIN/terminal" --timeout 100 --size 79x24 -- "$ROOT/scripts/$script" </dev/null 3>&-
        assert_match "$output" "^$script: needs 80 columns; this terminal has 79.\$"
    done
    run -1 "$BIN/terminal" --timeout 100 --size 59x24 -- "$ROOT/scripts/compare" </dev/null 3>&-
    assert_match "$output" '^compare: needs 60 columns'
}
