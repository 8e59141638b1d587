#!/usr/bin/env bats
# quiz: predictions are marked by what the kernel did.
bats_require_minimum_version 1.5.0
load helper

setup() {
    own_tmpdir
    the_article
    QUIZ=$ROOT/scripts/quiz
}

# What each stage does to the seven cells: right answers, as a learner could give
# them, and wrong ones.
#      PID PPID PGID SID  TTY 0-2 CWD
RIGHT=('n   n    s    s    s   s   s' # fork
    's   s    =PID =PID -   s   s'    # setsid
    'n   s    s    s    -   s   s'    # second-fork
    's   s    s    s    s   s   n'    # chdir
    's   s    s    s    s   n   s')   # reopen
WRONG=('s   s    =PID n    -   -   n'
    'n   n    s    s    s   n   n'
    's   =PID n    =PID n   n   -'
    '-   n    =PID -    n   n   s'
    'n   n    n    n    n   s   n')
# The answers about the experiments, without the stage and with it: right and wrong.
SEEN=(n y n y y n y n y n)
UNSEEN=(y n y n n y n y n y)

# quiz ANSWERS [STEP]: runs the quiz, with the answers in a pipe, one per line.
quiz() { tr -s ' ' '\n' <<<"$1" | "${SHELL_OF_QUIZ[@]}" "$QUIZ" "${@:2}" 3>&-; }

# with_experiments: makes a copy of the quiz, where fake_experiment can replace the
# experiments by quick ones.
with_experiments() {
    cp -R "$ROOT" "$BATS_TEST_TMPDIR/root"
    QUIZ=$BATS_TEST_TMPDIR/root/scripts/quiz
}
fake_experiment() { # NAME SCRIPT; in SCRIPT, $2 is the file for rows
    cat >"$BATS_TEST_TMPDIR/root/scripts/without/$1" <<END
#!/bin/sh
[ "\$1" = --rows ] || exec '$ROOT/scripts/without/$1' "\$@"
printf 'seen\\twithout\\twith\\n' >"\$2"
$2
END
}

# line WHAT WITHOUT WITH: prints a script that reports what was seen, as experiments
# do. The script reads all of its input, which must not include the answers.
line() {
    printf "cat >/dev/null; printf '%%s\\\\t%%s\\\\t%%s\\\\n' '%s' '%s' '%s' | tee -a \"\$2\"" "$@"
}

# with_fake PROGRAM SCRIPT: sets BIN to a copy where SCRIPT replaces PROGRAM.
with_fake() {
    mkdir "$BATS_TEST_TMPDIR/fake"
    ln -s "$BIN"/* "$BATS_TEST_TMPDIR/fake"
    rm "$BATS_TEST_TMPDIR/fake/$1"
    printf '#!/bin/sh\n%s\n' "$2" >"$BATS_TEST_TMPDIR/fake/$1"
    chmod +x "$BATS_TEST_TMPDIR/fake/$1"
    BIN=$BATS_TEST_TMPDIR/fake
}

@test "quiz: right answers get full marks, wrong ones get none" {
    with_experiments
    fake_experiment fork "$(line 'setsid, typed at a prompt' 'EPERM, refused' allowed)"
    fake_experiment setsid "$(line 'after ^C, it' ended lives)"
    fake_experiment second-fork "$(line 'its controlling terminal is' 'the one it opened' none)"
    fake_experiment chdir "$(line 'umount says' 'busy, later done' 'done')"
    fake_experiment reopen "$(line 'what you type is read by' 'the program' 'the shell')"
    run -0 --separate-stderr quiz "${RIGHT[*]} ${SEEN[*]}"
    assert_equal "$stderr" ""
    assert_equal "${lines[-1]}" "Your score: 45 of 45"
    refute_match "$output" wrong
    run -0 --separate-stderr quiz "${WRONG[*]} ${UNSEEN[*]}"
    assert_equal "$stderr" ""
    assert_equal "${lines[-1]}" "Your score: 0 of 45"
    refute_match "$output" '  right'
    nothing_left
}

# bats test_tags=thorough
@test "quiz: the experiments are run for real; each screen fits 80x24" {
    needs_namespaces
    for i in 0 1 2 3 4; do
        quiz "${RIGHT[i]} ${SEEN[2 * i]} ${SEEN[2 * i + 1]}" $((i + 1)) >"$BATS_TEST_TMPDIR/said-$i" 2>&1 &
    done
    wait
    for i in 0 1 2 3 4; do
        assert_equal "$(tail -n 1 "$BATS_TEST_TMPDIR/said-$i")" "Your score: 9 of 9" "${STAGES[i + 1]}"
        # the question is one screen, its result is another
        assert_equal "$(awk '
            length > 80 { print "too wide: " $0 }
            /^Stage|^Experiment/ { from = NR }
            /^\$/ { if (NR - from > 24) print NR - from " lines: the question above " $0; from = NR }
            / so far/ && NR - from >= 24 { print NR - from + 1 " lines up to " $0 }
            END { if (NR < 50) print "only " NR " lines" }' "$BATS_TEST_TMPDIR/said-$i")" ""
    done
    nothing_left
}

# bats test_tags=thorough
@test "quiz: what is true in two ways may be answered in either" {
    for answers in 'same same new =PGID none same same' '=PGID s =pid =PGID - S SAME' '=sid s =SID n NONE s s'; do
        run -1 quiz "$answers" setsid
        assert_match "${lines[-1]}" '^Your score: 7 of 9$'
    done
    # an empty line means s; after the second fork there is still no terminal
    run -1 "$QUIZ" second-fork < <(printf 'n\n\n=SID\n=PGID\n\n\n\n')
    assert_match "${lines[-1]}" '^Your score: 7 of 9$'
}

# bats test_tags=thorough
@test "quiz: answers from a pipe are echoed, so that the output can be read" {
    run -1 quiz 'n N =SID' 3
    assert_match "$output" $'\n  PID  \\? n\n  PPID \\? n\n  PGID \\? =sid\n  SID  \\? \n'
    assert_match "$output" $'wrong  PPID +n +s '
}

@test "quiz: the reasons come from the rows" {
    run -1 quiz "${RIGHT[*]}"
    assert_match "$output" 'right  PPID +n +n +A, its parent, ended: D adopted it'
    assert_match "$output" 'right  SID +=PID +n =PID =PGID +session C is new, and it leads it'
    assert_match "$output" 'right  PPID +s +s +C, its parent, ended: D adopted it, too'
    assert_match "$output" 'right  CWD +n +n +it went to /'
    assert_match "$output" 'right  0-2 +n +n +it opened /dev/null'
    assert_equal "${lines[-1]}" 'Your score: 35 of 45'
}

@test "quiz: the kernel is the answer sheet: without a setsid, PGID and SID are the same" {
    with_fake 02-setsid "'$BIN/recipe' \"\$@\" fork umask | sed 's/^umask/setsid/'"
    run -1 quiz 's s s s s s s' setsid
    assert_equal "${lines[-1]}" 'Your score: 7 of 9'
    assert_match "$output" 'right  PGID +s +s +it stays in its group'
    run -1 quiz "${RIGHT[1]}" setsid
    assert_match "$output" 'wrong  PGID +=PID +s '
    assert_match "$output" 'wrong  TTY +- +s '
    assert_equal "${lines[-1]}" 'Your score: 4 of 9'
}

# bats test_tags=thorough
@test "quiz: a step that fails is reported, with what it printed; status 1" {
    with_fake 02-setsid 'echo out of order >&2; exit 1'
    run -1 --separate-stderr "$QUIZ" 2 < <(printf '%s\n' ${RIGHT[1]}) 3>&-
    assert_match "$stderr" '^quiz: 02-setsid: status 1.*out of order'
    BIN=/nonexistent run -1 --separate-stderr quiz s
    assert_equal "$stderr" 'quiz: /nonexistent/terminal is not built; run make'
    nothing_left
}

# bats test_tags=thorough
@test "quiz: its reader may go away" {
    for shell in "${SHELLS[@]}"; do
        read -ra SHELL_OF_QUIZ <<<"$shell"
        assert_equal "$(quiz "${RIGHT[0]}" 1 | sed -n '2{p;q;}')" 'Stage 1: fork. To what 00-foreground does, it adds:'
        run -1 eval 'quiz "${RIGHT[0]}" 1 >/dev/full'
        nothing_left
    done
}

@test "quiz: an answer about an experiment is marked by what was seen" {
    with_experiments
    for saw in 'lives ended y n' 'ended ended n n' 'ended lives n y'; do
        read -r without with first second <<<"$saw"
        fake_experiment setsid "$(line 'after ^C, it' "$without" "$with")"
        run -0 quiz "${RIGHT[1]} $first $second" setsid
        assert_equal "${lines[-1]}" 'Your score: 9 of 9' "$saw"
        assert_match "$output" "right  without +$first +$first +after \^C, it: $without"
    done
    fake_experiment setsid "$(line 'after ^C, it' ended ended)"
    run -0 quiz "${RIGHT[1]} n y" setsid
    assert_equal "${lines[-1]}" 'Your score: 8 of 9'
}

# bats test_tags=thorough
@test "quiz: an experiment that is not possible here is not counted" {
    with_experiments
    fake_experiment chdir 'echo "without/chdir: not on this system: so" >&2; exit 77'
    run -0 quiz "${RIGHT[3]} y n" chdir
    assert_match "$output" 'not on this system: so'
    assert_match "$output" 'Not counted'
    assert_equal "${lines[-1]}" 'Your score: 7 of 7'
}

# bats test_tags=thorough
@test "quiz: where the input ends, the answers so far are marked; status 1" {
    run -1 quiz 'n n s' 1
    assert_match "$output" 'The input ended: 3 of 9 answered'
    assert_equal "${lines[-1]}" 'Your score: 3 of 9'
    run -1 quiz "${RIGHT[0]} n" 1 # the experiment asks two questions
    assert_match "$output" 'The input ended: 8 of 9 answered'
    assert_equal "${lines[-1]}" 'Your score: 8 of 9'
    run -1 "$QUIZ" </dev/null 3>&-
    assert_match "$output" 'The input ended: 0 of 45 answered'
    # also if it ends in the middle of a line
    run -1 "$QUIZ" fork < <(printf n)
    assert_equal "${lines[-1]}" 'Your score: 1 of 9'
    nothing_left
}

# bats test_tags=thorough
@test "quiz: q ends it, with the score so far; status 0" {
    for quit in q Q quit; do
        run -0 quiz "n n $quit s s" 1
        assert_match "$output" 'You quit: 2 of 9 answered'
        assert_equal "${lines[-1]}" 'Your score: 2 of 9'
    done
    run -0 quiz "${RIGHT[3]} q" 4
    assert_equal "${lines[-1]}" 'Your score: 7 of 9'
}

# bats test_tags=thorough
@test "quiz: invalid answers end it after some, unless they are typed" {
    run -2 --separate-stderr bash -c 'yes y | timeout 60 "$0" 1 3>&-' "$ROOT/scripts/quiz"
    assert_equal "$stderr" "quiz: 20 invalid answers in a row; allowed: s, n, -, =PPID, =PGID, =SID, q"
    # 19 invalid answers are allowed, and again for the next question
    run -0 quiz "$(yes y | head -n 19) n $(yes y | head -n 19) n q" 1
    assert_match "$output" 'You quit: 2 of'
}

# bats test_tags=thorough
@test "quiz: after an invalid answer it says what is allowed, and asks again" {
    run -1 quiz 'x =PID == s,n * \ n =TTY n' 1
    assert_match "$output" "'x'; allowed: s, n, -, =PPID, =PGID, =SID, q"
    # it says nothing that a cell equals itself
    assert_match "$output" "'=pid'; allowed: s, n, -, =PPID"
    assert_match "$output" "'\*'; allowed"
    assert_match "$output" "'=tty'; allowed: s, n, -, =PID, =PGID, =SID, q"
    assert_equal "${lines[-1]}" 'Your score: 2 of 9'
    run -1 quiz "n n s s =SID s s s maybe" 1
    assert_match "$output" "'=sid'; allowed: s, n, -, q"
    assert_match "$output" "'maybe'; allowed: y, n, q"
    # input that no keyboard produces: invalid bytes, a long line
    run -1 quiz $'\e[A \xff\xfe' 1
    assert_match "$output" 'answered'
    refute_match "$output" $'\e'
    run -1 quiz "$(printf 'z%.0s' {1..5000})" 1
    for line in "${lines[@]}"; do [ ${#line} -le 120 ] || fail "too wide: $line"; done
}

# bats test_tags=thorough
@test "quiz: a step may be named by its number, its name, or both" {
    for step in 3 03 03-second-fork second-fork; do
        run -1 quiz n $step
        assert_match "$output" 'Stage 3: second-fork'
        assert_equal "${lines[-1]}" 'Your score: 1 of 9'
    done
    for step in 00 0 99 foreground second '' '*'; do
        run -2 --separate-stderr "$QUIZ" "$step"
        assert_equal "$output" ""
        assert_equal "$stderr" "quiz: invalid argument '$step'; allowed: 1 to $((${#STEPS[@]} - 1)), or ${STAGES[*]:1}"
    done
}

# bats test_tags=thorough
@test "quiz: the same in dash, bash and busybox sh, with their awk, without LANG, as an ordinary user" {
    # one stage, or with THOROUGH all of them
    with_experiments
    answers=${RIGHT[1]} step=2 score='7 of 9'
    [ -z "${THOROUGH-}" ] || answers=${RIGHT[*]} step='' score='35 of 45'
    plain() { sed -e 's,pts/[0-9]*,TTY,g; s/  */ /g'; }
    expected=$(SHELL_OF_QUIZ=(env -u LANG -u LC_ALL dash) && quiz "$answers" $step | plain)
    assert_match "$expected" "score: $score"
    SHELL_OF_QUIZ=(bash)
    assert_equal "$(quiz "$answers" $step | plain)" "$expected" bash
    mkdir "$BATS_TEST_TMPDIR/busybox"
    for tool in awk sed tr grep wc; do ln -s "$(command -v busybox)" "$BATS_TEST_TMPDIR/busybox/$tool"; done
    SHELL_OF_QUIZ=(env "PATH=$BATS_TEST_TMPDIR/busybox:$PATH" busybox sh)
    assert_equal "$(quiz "$answers" $step | plain)" "$expected" busybox
    user_copy
    chmod -R go+rX "$BATS_TEST_TMPDIR/root"
    chmod 777 "$TMPDIR"
    SHELL_OF_QUIZ=(as_user)
    cd /
    assert_equal "$(BIN=$USER_BIN quiz "$answers" $step | plain)" "$expected" "as a user"
    nothing_left
}

# at_a_prompt: does the actions on stdin in a terminal, at a shell with job control.
# Whatever they do, the terminal settings must be as before.
at_a_prompt() {
    {
        echo "type stty -g >'$BATS_TEST_TMPDIR/stty-before'"
        cat
        echo "type stty -g >'$BATS_TEST_TMPDIR/stty-after'"
        echo 'type exit'
    } | env -u NO_COLOR PS1='$ ' TERM=dumb "$BIN/terminal" --timeout 100 -- bash --norc --noprofile -i >"$BATS_TEST_TMPDIR/shown" 3>&- ||
        fail "status $?: $(cat "$BATS_TEST_TMPDIR/shown")"
    assert_equal "$(cat "$BATS_TEST_TMPDIR/stty-after")" "$(cat "$BATS_TEST_TMPDIR/stty-before")" "stty -g"
}

# type_answers ANSWER...: types each answer when the quiz asks for its cell.
type_answers() {
    local cell
    for cell in 'PID ' PPID PGID 'SID ' 'TTY ' '0-2 ' 'CWD '; do
        printf 'expect %s ?\ntype %s\n' "$cell" "$1"
        shift
    done
}
step_runs() { grep -qs running "$TMPDIR"/*/shown; }

# bats test_tags=thorough
@test "quiz: ^C at a question, in a step or in an experiment ends it; nothing is left" {
    with_experiments
    with_fake 02-setsid 'echo running; exec sleep 30'
    fake_experiment chdir 'echo running >/dev/tty; exec sleep 30'
    for shell in "${SHELLS[@]}"; do
        # bash does not notice ^C between a prompt of its script and the read after it
        at_a_prompt <<<"type $shell '$QUIZ' 4; echo status \$?
expect PID  ?
sleep 0.3
press C-c
expect status 130"
        nothing_left
        {
            echo "type $shell '$QUIZ' 2; echo status \$?"
            wait_until step_runs
            printf 'press C-c\nexpect status 130\n'
        } | at_a_prompt
        nothing_left
        {
            echo "type $shell '$QUIZ' 4; echo status \$?"
            type_answers s s s s s s n
            printf 'expect on   q: quit\npress Enter\nexpect y or n\ntype y\nexpect y or n\ntype n\nexpect running\n'
            printf 'press C-c\nexpect status 130\n'
        } | at_a_prompt
        nothing_left
    done
}

# bats test_tags=thorough
@test "quiz: color in a terminal, where a screen waits for Enter; none into a pipe, with NO_COLOR, or with TERM=dumb" {
    with_experiments
    fake_experiment chdir 'exit 77'
    typed() {
        echo "type $1 '$QUIZ' 4; echo status \$?"
        type_answers s s s s s s s
        printf 'expect on   q: quit\ntype q\nexpect status 0\n'
    }
    for setting in TERM=xterm 'TERM=xterm NO_COLOR=1' TERM=dumb; do
        typed "$setting" | at_a_prompt
        shown=$(sed -n '/^.*Stage/,/Your score/p' "$BATS_TEST_TMPDIR/shown")
        assert_match "$shown" 'wrong'
        if [ "$setting" = TERM=xterm ]; then
            assert_match "$shown" $'\e\\[1;31mwrong\e\\[0m'
            assert_match "$shown" $'\e\\[1;32m/\\*\e\\[0m'
        else
            refute_match "$shown" $'\e\\[[0-9;]*m'
        fi
    done
}

# bats test_tags=thorough
@test "quiz: a hang-up or kill at a question ends it; nothing is left" {
    signaled_at 'PID  ?' "$QUIZ" 4
    # in a terminal that is closed
    {
        printf 'type %s 4\nexpect PID  ?\n' "'$QUIZ'"
        wait_until grep -qs 'PID  ?' "$BATS_TEST_TMPDIR/shown"
        printf 'hang-up\n'
        wait_until no_file
    } | PS1='$ ' "$BIN/terminal" --timeout 100 -- sh -i >"$BATS_TEST_TMPDIR/shown" 3>&- || true
    nothing_left
}

# bats test_tags=thorough
@test "quiz: a hang-up while it cleans up does not stop that" {
    # as when a terminal closes: the input ends, then its processes get SIGHUP
    mkdir "$BATS_TEST_TMPDIR/slow"
    cat >"$BATS_TEST_TMPDIR/slow/rm" <<END
#!/bin/sh
if [ -d "\$2/here" ]; then
    cd '$BATS_TEST_TMPDIR'
    touch cleans
    for i in \$(seq 500); do [ ! -e told ] || break; sleep 0.02; done
fi
exec /bin/rm "\$@"
END
    chmod +x "$BATS_TEST_TMPDIR/slow/rm"
    for shell in "${SHELLS[@]}"; do
        rm -f "$BATS_TEST_TMPDIR"/{cleans,told}
        # two words
        # shellcheck disable=SC2086
        PATH=$BATS_TEST_TMPDIR/slow:$PATH setsid $shell "$QUIZ" 4 </dev/null >"$BATS_TEST_TMPDIR/said" 2>&1 3>&- &
        started=$!
        record $started
        wait_until [ -e "$BATS_TEST_TMPDIR/cleans" ]
        kill -s HUP -- -$started
        touch "$BATS_TEST_TMPDIR/told"
        wait $started || true
        nothing_left
    done
}

no_file() { [ -z "$(ls "$TMPDIR")" ]; }
