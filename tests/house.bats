#!/usr/bin/env bats
# The rules of the project: steps only add lines, common/ only observes, names agree.
bats_require_minimum_version 1.5.0
load helper

# body FILE: prints a step without its head comment.
body() { sed '1,/\*\//d' "$1"; }

@test "a step only adds lines to the step before it" {
    for ((i = 1; i < ${#STEPS[@]}; i++)); do
        before=$ROOT/steps/${STEPS[i - 1]}.c
        after=$ROOT/steps/${STEPS[i]}.c
        changes=$(diff <(body "$before") <(body "$after")) || true
        assert_equal "$(grep -c '^<' <<<"$changes")" 0 "lines gone in ${STEPS[i]}"
        added=$(grep -c '^>' <<<"$changes")
        [ "$added" -ge 4 ] || fail "${STEPS[i]} adds only $added lines"
        [ "$added" -le 12 ] || fail "${STEPS[i]} adds $added lines"
    done
}

@test "the lines that a step adds have one comment of one line: the reason" {
    for i in "${!STEPS[@]}"; do
        comments=$(body "$ROOT/steps/${STEPS[i]}.c" | grep -F -e '/*' -e '*/') || true
        assert_equal "$(grep -cE '^ +/\* [A-Z].*\. \*/$' <<<"$comments")" "$i" "${STEPS[i]}"
        assert_equal "$(grep -c . <<<"$comments")" "$i" "${STEPS[i]}"
    done
}

@test "each step is short: 12 lines in 00, then about 8 more in each" {
    for i in "${!STEPS[@]}"; do
        length=$(body "$ROOT/steps/${STEPS[i]}.c" | wc -l)
        [ "$length" -le $((12 + 8 * i)) ] || fail "${STEPS[i]} has $length lines"
    done
}

@test "the second fork visibly repeats the first" {
    forks() { grep -A 4 'switch (fork())' "$ROOT/steps/$1.c"; }
    assert_equal "$(forks 01-fork | wc -l)" 5
    assert_equal "$(forks 03-second-fork | grep -v '^--$')" \
        "$(forks 01-fork)
$(forks 01-fork)"
}

@test "the head of a step is a title and at most three commands to try" {
    for program in "${STEPS[@]}"; do
        head=$(sed '/\*\//q' "$ROOT/steps/$program.c")
        assert_match "$(head -n 1 <<<"$head")" "^/\* $program: .+\.\$"
        tries=$(grep -c '^ \* Try: ' <<<"$head")
        [ "$tries" -ge 1 ] && [ "$tries" -le 3 ] || fail "$program: $tries commands"
        assert_equal "$(wc -l <<<"$head")" $((tries + 3)) "lines in the head of $program"
    done
}

@test "the commands in a step's head can be pasted" {
    cd "$ROOT"
    # the commands say build/ where the tests say $BIN
    sed -n 's,^ \* Try: ,,p' steps/*.c common/tools/*.c >"$BATS_TEST_TMPDIR/commands"
    sed -i 's,build/,"$BIN"/,g; s,--stay [0-9]*,--stay 1,g' "$BATS_TEST_TMPDIR/commands"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/commands")" -ge 6 ]
    while read -r command; do
        bash -c "$command" </dev/null >"$ROWS" 2>&1 3>&- || fail "$command: $(cat "$ROWS")"
        [ -s "$ROWS" ] || [[ $command == x=* ]] || fail "$command: nothing printed"
    done <"$BATS_TEST_TMPDIR/commands"
}

@test "common/ performs no stage: no fork, setsid, chdir, dup2 in its code" {
    calls() { grep -nE '\<(v?fork|setsid|chdir|fchdir|dup2|dup3|daemon)[[:space:]]*\(' "$@" |
        grep -vE '^[^:]*:[0-9]+:[[:space:]]*(/?\*|//)' || true; }
    assert_equal "$(calls "$ROOT"/common/*.[ch])" ""
    # and the same search finds such calls where they exist
    refute_equal "$(calls "$ROOT"/steps/*.c)" ""
}

@test "a step includes nothing before the stage that needs it" {
    for program in 00-foreground 01-fork 02-setsid 03-second-fork 04-chdir; do
        refute_match "$(cat "$ROOT/steps/$program.c")" fcntl
    done
    refute_match "$(cat "$ROOT/steps/00-foreground.c")" 'unistd|die'
}

@test "the steps are plain POSIX.1-2008" {
    for program in "${STEPS[@]}"; do
        "${CC:-cc}" -std=c11 -D_POSIX_C_SOURCE=200809L -pedantic-errors -Wall -Werror \
            -I"$ROOT/common" -fsyntax-only "$ROOT/steps/$program.c"
    done
    # and so is the code that they link
    assert_equal "$(grep -lE '_(GNU|DEFAULT|BSD|XOPEN)_SOURCE' "$ROOT"/steps/0*.c \
        "$ROOT"/common/*.[ch])" ""
}

@test "common/ holds what a step links, and nothing more" {
    cd "$ROOT"
    for header in common/*.h; do
        name=${header##*/}
        grep -l "^#include \"$name\"" steps/*.c common/*.[ch] | grep -qv "/${name%.h}\.c$" ||
            fail "$name is for tools alone"
    done
    assert_equal "$(grep -l '#include "tools/' steps/*.c common/*.[ch])" ""
}

# bats test_tags=thorough
@test "where the system is not Linux, make builds the steps and no tools" {
    mkdir "$BATS_TEST_TMPDIR/bin"
    printf '#!/bin/sh\necho Unix\n' >"$BATS_TEST_TMPDIR/bin/uname"
    chmod +x "$BATS_TEST_TMPDIR/bin/uname"
    PATH=$BATS_TEST_TMPDIR/bin:$PATH run -0 make -C "$ROOT" BUILD="$BATS_TEST_TMPDIR/build"
    assert_equal "$(cd "$BATS_TEST_TMPDIR/build" && find . -maxdepth 1 -type f -perm -u+x | sort | xargs)" \
        "$(printf './%s ' "${STEPS[@]}")./recipe"
}

@test "every step has a test of the same name" {
    for program in "${STEPS[@]}"; do
        [ -e "$ROOT/steps/$program.c" ]
        [ -e "$ROOT/tests/$program.bats" ]
        [ -x "$BIN/$program" ]
    done
}

@test "the top level holds six folders, Makefile, README and LICENSE, and nothing else" {
    # files that git ignores do not count
    for each in "$ROOT"/*; do
        case ${each##*/} in
            Makefile | README.md | LICENSE | steps | common | scripts | tests | docs | build) ;;
            *) fail "${each##*/} is at the top" ;;
        esac
    done
}

@test "make help lists the targets, and each one exists" {
    run -0 make -C "$ROOT" --no-print-directory help
    for target in all help test compare diff-NN lint sanitize clean; do
        [[ $output == *"make $target "* ]] || fail "no $target in: $output"
    done
    for target in $(awk '{ print $2 }' <<<"$output"); do
        make -C "$ROOT" -n "${target/NN/03}" >"$BATS_TEST_TMPDIR/dry" 2>&1 ||
            fail "$target: $(cat "$BATS_TEST_TMPDIR/dry")"
    done
    for line in "${lines[@]}"; do
        [ ${#line} -le 80 ] || fail "too wide: $line"
    done
}

@test "make diff-NN shows what a step adds, for each of them" {
    for ((n = 1; n < ${#STEPS[@]}; n++)); do
        # by its number or by its name
        for name in "0$n" "$n" "${STAGES[n]}"; do
            run -0 make -C "$ROOT" --no-print-directory "diff-$name"
            assert_match "${lines[0]}" "${STEPS[n - 1]}.c -> .*${STEPS[n]}.c"
            refute_match "$output" $'\n-'
            refute_match "$output" $'\e'
            [[ $output == *"+    report(\"${STAGES[n]}\");"* ]]
        done
        # the whole step is shown, even lines far from the change
        assert_equal "$(tail -n +2 <<<"$output" | sed 's/^[+ ]//')" "$(body "$ROOT/steps/${STEPS[n]}.c")"
    done
    run -0 "$ROOT/scripts/step-diff" 00
    [[ $output == *'+    report("foreground");'* ]]
}

@test "make diff-NN of a step that does not exist says which steps do" {
    for nn in 99 x '' .. 003; do
        run -2 --separate-stderr "$ROOT/scripts/step-diff" "$nn"
        assert_equal "$output" ""
        assert_equal "$stderr" "step-diff: invalid argument '$nn'; allowed: 0 to $((${#STEPS[@]} - 1)), or ${STAGES[*]}"
    done
}
