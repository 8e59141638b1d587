#!/usr/bin/env bats
# README says what a run says, and its lines can be pasted.
bats_require_minimum_version 1.5.0
load helper

README=$ROOT/README.md

# indented: the commands of README, without the words behind them.
indented() { sed -n 's/^    \([a-z].*\)/\1/p' "$README" | sed 's/ *#.*//'; }

@test "README: one line shows it, another one tests it, and CI runs that one" {
    assert_equal "$(indented | sed -n 1p)" "scripts/setup && make tour"
    test_line=$(indented | grep 'make test')
    assert_equal "$test_line" "scripts/setup test && make test"
    grep -qF "$test_line" "$ROOT/.ci/run"
}

@test "README: every command to try succeeds" {
    cd "$ROOT"
    indented | grep '^build/' | sed 's,^build/,"$BIN"/,; s/--stay [0-9]*/--stay 1/' \
        >"$BATS_TEST_TMPDIR/commands"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/commands")" -ge 4 ]
    while read -r command; do
        bash -c "$command" </dev/null >"$ROWS" 2>&1 3>&- || fail "$command: $(cat "$ROWS")"
        wait_until test -s "$ROWS"
    done <"$BATS_TEST_TMPDIR/commands"
}

@test "README: every link leads somewhere, and every step is linked" {
    links=$(grep -o '](\([^)]*\))' "$README" | tr -d '()]')
    for link in $links; do
        [ -e "$ROOT/${link%%#*}" ] || fail "no $link"
    done
    for program in "${STEPS[@]}"; do
        assert_match "$links" "steps/$program.c"
    done
}
