#!/usr/bin/env bats
# README shows what a run prints, and its commands can be pasted.
bats_require_minimum_version 1.5.0
load helper

README=$ROOT/README.md

# set_off: prints the commands of README that are alone on a line.
set_off() { sed -n 's/^    \([a-z].*\)/\1/p' "$README"; }

# to_try: prints the commands in the first column of its tables.
to_try() { sed -n 's/^| `\([^`]*\)` |.*/\1/p' "$README"; }

@test "README: one line shows it, another line tests it, and CI runs that line" {
    assert_equal "$(set_off | sed -n 1p)" "scripts/setup && make tour"
    test_line=$(set_off | grep 'make test')
    assert_equal "$test_line" "scripts/setup test && make test"
    grep -qF "$test_line" "$ROOT/.ci/run"
}

@test "README: every program to try succeeds, and prints something" {
    cd "$ROOT"
    to_try | grep '^build/' | sed 's,^build/,"$BIN"/,; s/--stay [0-9]*/--stay 1/' \
        >"$BATS_TEST_TMPDIR/commands"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/commands")" -ge 4 ]
    while read -r command; do
        bash -c "$command" </dev/null >"$ROWS" 2>&1 3>&- || fail "$command: $(cat "$ROWS")"
        wait_until test -s "$ROWS"
    done <"$BATS_TEST_TMPDIR/commands"
}

@test "README: every script and target to try exists" {
    to_try >"$BATS_TEST_TMPDIR/commands"
    for script in $(grep -o '^scripts/[a-z-]*' "$BATS_TEST_TMPDIR/commands"); do
        [ -x "$ROOT/$script" ] || fail "no $script"
    done
    for target in $(sed -n 's/^make //p' "$BATS_TEST_TMPDIR/commands"); do
        make -C "$ROOT" -n "$target" >"$ROWS" 2>&1 || fail "$target: $(cat "$ROWS")"
    done
}

@test "README: every link leads somewhere" {
    links=$(grep -o '](\([^)]*\))' "$README" | tr -d '()]')
    for link in $links; do
        [ -e "$ROOT/${link%%#*}" ] || fail "no $link"
    done
}

@test "README's table lists the steps in order, from 00 on, without a gap" {
    # at least the steps of the article; a step that is added need not be listed
    listed=$(sed -n 's,^| \[\([^]]*\)\](steps/\1\.c) .*,\1,p' "$README")
    n=$(wc -l <<<"$listed")
    [ "$n" -ge 6 ]
    assert_equal "$listed" "$(printf '%s\n' "${STEPS[@]:0:n}")"
}
