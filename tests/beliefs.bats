#!/usr/bin/env bats
# beliefs: a quiz on what people say about daemons; what the kernel does is the answer.
bats_require_minimum_version 1.5.0
load helper

setup() {
    own_tmpdir
    DOCUMENT=$ROOT/docs/beliefs.md
    BELIEFS=$ROOT/scripts/beliefs
}

# beliefs ANSWERS [N]: runs the script with the answers in a pipe, one per line.
beliefs() { tr -s ' ' '\n' <<<"$1" | "${SHELL_OF_BELIEFS[@]}" "$BELIEFS" "${@:2}" 3>&-; }

# verdicts: prints the verdicts of the document, one letter for each.
verdicts() {
    sed -n 's/^\*\*\(True\|False\|It depends\)\.\*\* .*/\1/p' "$DOCUMENT" |
        sed 's/True/t/; s/False/f/; s/It depends/d/'
}

# copy: copies the project, so that a test can replace the document or a script.
copy() {
    mkdir "$BATS_TEST_TMPDIR/root"
    cp -R "$ROOT/scripts" "$ROOT/docs" "$ROOT/steps" "$ROOT/LICENSE" "$BATS_TEST_TMPDIR/root"
    ln -s "$BIN" "$BATS_TEST_TMPDIR/root/build"
    DOCUMENT=$BATS_TEST_TMPDIR/root/docs/beliefs.md
    BELIEFS=$BATS_TEST_TMPDIR/root/scripts/beliefs
}

# without_running: lets no command run, as if each printed what the document shows.
without_running() {
    copy
    printf '#!/bin/sh\n' >"$BATS_TEST_TMPDIR/root/scripts/docs"
}

# one_belief COMMAND OUTPUT...: writes a document with only this belief, which is true.
one_belief() {
    copy
    printf '%s\n' '# One' '' '### 1. It is so.' '' 'Is it?' '' '```console' "\$ $1" "${@:2}" '```' '' \
        '**True.** It is.' '' 'Read on: [fork](01-fork.md#question).' >"$DOCUMENT"
}

@test "beliefs: the document has thirty, numbered from 1 without a gap" {
    assert_equal "$(sed -n 's/^### \([0-9]*\)\. .*/\1/p' "$DOCUMENT" | xargs)" "$(seq 30 | xargs)"
}

@test "beliefs: each has a heading, a question, one block, a verdict and a link, in this order" {
    awk '
        function end() { if (number && seen != "question? block verdict link") print number ": " seen }
        function see(what) { seen = seen (seen == "" ? "" : " ") what }
        /^```console$/ { inside = 1; see("block"); if ((getline line) <= 0 || line !~ /^\$ /) see("no command"); next }
        /^```$/ { inside = 0; next }
        inside { next }
        /^###? / { end(); number = /^### [0-9]+\. .*\.$/ ? $2 : ""; seen = ""; asks = "" }
        /^#/ || !number { next }
        seen == "" && /\?$/ { see("question?") }
        /^\*\*(True|False|It depends)\.\*\* ./ { see("verdict") }
        /^Read on: \[.*\]\(.*\.md(#.*)?\)\.?$/ { see("link") }
        END { end() }' "$DOCUMENT" >"$BATS_TEST_TMPDIR/faults"
    assert_equal "$(cat "$BATS_TEST_TMPDIR/faults")" ""
    assert_equal "$(verdicts | wc -l)" 30
}

@test "beliefs: giving the same answer every time is wrong more often than right" {
    for letter in t f d; do
        count=$(verdicts | grep -c "^$letter")
        [ "$count" -ge 8 ] && [ "$count" -lt 15 ] || fail "$letter: $count"
    done
}

@test "beliefs: the document's own answers score 30 of 30, in 80 columns, without Markdown's marks" {
    without_running
    run -0 --separate-stderr beliefs "$(verdicts)"
    assert_equal "$stderr" ""
    assert_equal "${lines[-1]}" 'Your score: 30 of 30 right'
    assert_equal "$(grep -c '^right$' <<<"$output")" 30
    assert_equal "$(grep -c '^wrong$' <<<"$output")" 0
    assert_equal "$(awk 'length > 80 && !/^\$ /' <<<"$output")" "" "too wide"
    # blocks may contain anything, so look for these marks only
    assert_equal "$(grep -F -e '**' -e '](' -e '###' <<<"$output")" "" "marks"
    assert_match "$output" 'Read on: leaders \(docs/groups-and-sessions.md\)'
    nothing_left
}

# bats test_tags=thorough
@test "beliefs: run for real, in each shell, the document's answers score 30 of 30" {
    needs_namespaces
    for shell in "${SHELLS[@]}"; do
        read -ra SHELL_OF_BELIEFS <<<"$shell"
        run -0 --separate-stderr beliefs "$(verdicts)"
        assert_equal "$stderr" "" "$shell"
        assert_equal "${lines[-1]}" 'Your score: 30 of 30 right' "$shell"
        nothing_left
    done
}

# bats test_tags=thorough
@test "beliefs: the commands print the same whichever shell is sh, and as an ordinary user" {
    needs_namespaces
    copy
    chmod -R go+rX "$BATS_TEST_TMPDIR/root"
    chmod 777 "$TMPDIR" "$BATS_TEST_TMPDIR"
    chmod go+x "$BATS_RUN_TMPDIR" "$(dirname "$BATS_TEST_TMPDIR")"
    user_copy
    for shell in dash bash busybox; do
        PATH=$(path_with "$shell") BIN=$USER_BIN as_user "${BELIEFS%/*}/docs" --check "$DOCUMENT" 3>&-
    done
    nothing_left
}

# bats test_tags=thorough
@test "beliefs: an answer counts however it is written" {
    for answer in f F false False; do
        run -0 beliefs "$answer" 27
        assert_match "$output" $'\nstatus 0\n\nright\n\nFalse\. '
        assert_equal "${lines[-1]}" 'Your score: 1 of 1 right'
    done
    for answer in t true d depends; do
        run -0 beliefs "$answer" 27
        assert_match "$output" $'\nwrong\n\nFalse\. '
        assert_equal "${lines[-1]}" 'Your score: 0 of 1 right'
    done
    run -0 "$BELIEFS" 23 < <(echo 'It depends')
    assert_equal "${lines[-1]}" 'Your score: 1 of 1 right'
    nothing_left
}

@test "beliefs: where the kernel prints something else than the document, it does not count" {
    one_belief 'echo this' that
    run -0 beliefs t
    assert_match "$output" 'echo this.this.*Not counted: this is not what the document shows:.*echo this.that.*True\. It is'
    assert_equal "${lines[-1]}" 'Your score: 0 of 0 right'
    refute_match "$output" 'wrong'
}

# bats test_tags=thorough
@test "beliefs: what a system lacks does not count" {
    for command in '(exit 77)' /nonexistent; do
        rm -rf "$BATS_TEST_TMPDIR/root"
        one_belief "$command" that
        run -0 beliefs t
        assert_match "$output" 'Not counted: this could not be seen on this system.*that.*True\. It is'
        assert_equal "${lines[-1]}" 'Your score: 0 of 0 right'
    done
    nothing_left
}

@test "beliefs: N asks only that one" {
    for n in 1 9 30; do
        run -0 beliefs q $n
        assert_match "${lines[2]}" "^$n\. .*\.\$"
        assert_equal "${lines[-2]}" 'You quit: 0 of 1 answered.'
    done
}

@test "beliefs: a wrong N is reported in one line" {
    for n in 0 31 -1 07 x '' '1 2' '.*'; do
        run -2 --separate-stderr "$BELIEFS" "$n"
        assert_equal "$output" ""
        assert_match "$stderr" "^beliefs: (invalid argument|unknown option) '${n//[.*]/[.*]}'; allowed: 1 to 30\$"
    done
    run -2 --separate-stderr "$BELIEFS" 1 2
    assert_equal "$stderr" "beliefs: invalid argument '2'; allowed: one N"
}

# bats test_tags=thorough
@test "beliefs: q ends it with status 0, the end of the input with status 1; both show the score" {
    without_running
    run -0 beliefs "$(verdicts | head -n 2) q"
    assert_match "$output" 'You quit: 2 of 30 answered'
    assert_equal "${lines[-1]}" 'Your score: 2 of 30 right'
    run -1 beliefs "$(verdicts | head -n 2)"
    assert_match "$output" 'The input ended: 2 of 30 answered'
    assert_equal "${lines[-1]}" 'Your score: 2 of 30 right'
}

# bats test_tags=thorough
@test "beliefs: after a wrong answer it says what is allowed, and asks again; 20 in a row end it" {
    without_running
    run -0 beliefs "maybe $(verdicts | head -n 1)" 1
    assert_match "$output" "'maybe'; allowed: t, f, d, q"
    assert_equal "${lines[-1]}" 'Your score: 1 of 1 right'
    run -2 --separate-stderr bash -c 'yes | timeout 60 "$0" 1 3>&-' "$BELIEFS"
    assert_equal "$stderr" 'beliefs: 20 invalid answers in a row; allowed: t, f, d, q'
    nothing_left
}

# bats test_tags=thorough
@test "beliefs: ^C at a question or in a command ends it; nothing is left" {
    one_belief 'touch "$HOME/../runs"; sleep 30'
    for shell in "${SHELLS[@]}"; do
        rm -f "$TMPDIR/runs"
        for answer in '' t; do
            {
                echo "type $shell '$BELIEFS'; echo status \$?"
                echo 'expect q quits)'
                if [ -n "$answer" ]; then
                    echo "type $answer"
                    wait_until [ -e "$TMPDIR/runs" ]
                    rm "$TMPDIR/runs"
                else
                    echo 'sleep 0.3' # bash misses a ^C between its prompt and its read
                fi
                printf 'press C-c\nexpect status 130\ntype exit\n'
            } | TERM=dumb PS1='$ ' "$BIN/terminal" --timeout 100 -- bash --norc --noprofile -i >"$BATS_TEST_TMPDIR/shown" 3>&- ||
                fail "$shell: $(cat "$BATS_TEST_TMPDIR/shown")"
            nothing_left
        done
    done
}

# bats test_tags=thorough
@test "beliefs: a signal ends it at a question; nothing is left" {
    signaled_at 'q quits)' "$BELIEFS"
}

# bats test_tags=thorough
@test "beliefs: in a terminal it waits for Enter, and uses color, but not with TERM=dumb" {
    without_running
    for term in xterm dumb; do
        {
            printf '%s\n' "type TERM=$term '$BELIEFS'; echo status \$?" 'expect q quits)' 'type d' \
                'expect q: quit' 'press Enter' 'expect 2. The parent' 'expect q quits)' 'type q' 'expect status 0' 'type exit'
        } | env -u NO_COLOR TERM=dumb PS1='$ ' "$BIN/terminal" --timeout 100 -- bash --norc --noprofile -i >"$BATS_TEST_TMPDIR/shown" 3>&- ||
            fail "$(cat "$BATS_TEST_TMPDIR/shown")"
        if [ $term = xterm ]; then
            grep -q $'\e\\[1;31mwrong\e\\[0m' "$BATS_TEST_TMPDIR/shown"
            grep -q $'\e\\[1mFalse\\.\e\\[0m ' "$BATS_TEST_TMPDIR/shown"
        else
            assert_equal "$(sed -n '/^1\. /,/Your score/p' "$BATS_TEST_TMPDIR/shown" | grep $'\e')" ""
        fi
    done
}
