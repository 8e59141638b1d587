#!/usr/bin/env bats
# A new step is a source, an experiment, a chapter and a test. Everything that counts
# the stages must count the new one, too.
# bats file_tags=thorough
bats_require_minimum_version 1.5.0
load helper

# setup_file: builds a copy of the project with a step 06 in $BATS_FILE_TMPDIR/project.
setup_file() {
    cd "$BATS_FILE_TMPDIR"
    mkdir project
    cp -R "$ROOT"/{Makefile,README.md,LICENSE,steps,common,scripts,tests,docs} project
    cd project
    sed -e '1s/.*/\/* 06-umask: what it makes, others may read, and only it may write./' \
        -e 's/05-reopen/06-umask/; s/diff-05/diff-06/; s/^    stay();$/\n    \/* What was inherited may let others write what it makes. *\/\n    umask(022);\n    report("umask");\n&/' \
        -e 's/^#include <fcntl.h>$/&\n#include <sys\/stat.h>/' steps/05-reopen.c >steps/06-umask.c
    cat >scripts/without/umask <<'END'
#!/bin/sh
# umask: who may write what it makes.
# shellcheck source=scripts/without/experiment.sh
. "$(dirname "$0")/experiment.sh"

question 'Why umask?'
asks 'its file is writable by' everybody 'It makes a file. Can everybody write it,' \
    'if it left the umask?' 'if it set it?'

makes() { # UMASK
    (umask "$1" && : >"$FOLDER/$1")
    case $(ls -l "$FOLDER/$1") in ????????w*) echo everybody ;; *) echo itself ;; esac
}
to_type 'To type:' 'build/06-umask'
cases 'without umask' 'with umask'
seen 'its file is writable by' "$(makes 0000)" everybody "$(makes 0022)" itself
shows 'The umask is inherited.'
END
    chmod +x scripts/without/umask
    {
        printf '# 06-umask: who may write what it makes\n\n'
        for heading in Question Predict 'Run it' 'What changed' 'The difference' 'Break it' 'Read on'; do
            printf '## %s\n\n' "$heading"
            [ "$heading" != 'Run it' ] || {
                printf 'The head of the source says what else to try:\n\n```console\n$ %s\n' \
                    "sed '/\*\//q' steps/06-umask.c"
                sed '/\*\//q' steps/06-umask.c
                printf '```\n\n'
            }
            [ "$heading" != 'What changed' ] || printf -- '- %s stayed.\n\n' "$(printf '**%s** ' \
                PID PPID PGID SID TTY IN OUT ERR CWD)"
            [ "$heading" != 'The difference' ] || printf '```console\n$ make diff-06 | tail -n 1\n```\n\n'
        done
    } >docs/06-umask.md
    # bats would take a line that begins with @test for a test of this file
    sed 's/^TEST/@test/' >tests/06-umask.bats <<'END'
bats_require_minimum_version 1.5.0
load helper
TEST "06: its umask is 022, whoever started it" {
    umask 077
    start 06-umask
    relations_up_to 06-umask
    assert_equal "$(cell umask umask)" 0022
    ps_agrees umask
}
END
    unset BIN
    make -s -j2 CFLAGS='' CPPFLAGS='' LDFLAGS='' >"$BATS_FILE_TMPDIR/made" 2>&1 || cat "$BATS_FILE_TMPDIR/made" >&2
}

setup() {
    cd "$BATS_FILE_TMPDIR/project"
    unset BIN
    umask 0 # the step changes it
}

# in_make TARGET...: runs make as if a learner had typed it.
in_make() { make --no-print-directory -o all "$@"; }

@test "scripts/stages lists it, with the question of its experiment" {
    assert_equal "$(scripts/stages | tail -n 1)" $'06\tumask\tWhy umask?'
}

@test "make compare shows its row, and says what it changed" {
    run -0 in_make compare
    assert_match "$output" $'\n06-umask +E +D +C +C +\\? +its umask is 0022\n'
}

@test "make diff-06 shows its lines, and so do diff-6 and diff-umask" {
    for name in 06 6 umask; do
        run -0 in_make diff-$name
        assert_match "$output" '^steps/05-reopen.c -> steps/06-umask.c'
        assert_match "$output" '\+    umask\(022\);'
    done
}

@test "the tour shows it: step 6 of 6" {
    run -0 scripts/tour --no-pause 6
    assert_match "$output" '^Step 6 of 6: '
    assert_match "$output" 'Why umask\?'
    assert_match "$output" 'UMASK is 0022, not 0000'
    run -0 scripts/tour --no-pause 7
    assert_match "$output" 'WHAT IT NOW IS'
}

@test "the quiz asks what it changes, and then about its experiment" {
    run -0 scripts/quiz umask <<<"$(printf '%s\n' s s s s s s s n y n)"
    assert_match "$output" 'right +UMASK +n +n +it set its umask to 0022'
    assert_match "$output" '10 of 10'
    # the quiz asks about the umask of the other steps, too: they leave it unchanged
    run -0 scripts/quiz 1 <<<"$(printf '%s\n' s s s s s s s s y n)"
    assert_match "$output" 'right +UMASK +s +s +nothing set its umask'
}

@test "make docs runs its chapter, draws its picture, and puts it into the page" {
    cp -R "$BATS_FILE_TMPDIR/project" "$BATS_TEST_TMPDIR/documents"
    cd "$BATS_TEST_TMPDIR/documents"
    # leave out the other documents: they have not changed, and running them takes long
    sed -i 's/^```console/```/' docs/*.md && cp "$BATS_FILE_TMPDIR/project/docs/06-umask.md" docs
    echo >README.md
    run -0 in_make docs
    assert_match "$(cat docs/06-umask.md)" $'make diff-06 . tail -n 1\n }\n'
    assert_match "$(cat docs/06-umask.svg)" 'umask 0022'
    grep '^<h2>6 umask<.*: who may write what it makes<' docs/index.html
    grep -F '<a href="#06-umask">6 <span>umask</span></a>' docs/index.html
    grep -F 'umask(022);' docs/index.html
}

# inner ARG...: runs bats within bats.
inner() {
    env -u BATS_RUN_TMPDIR -u BATS_TEST_TMPDIR -u BATS_SUITE_TMPDIR -u BATS_FILE_TMPDIR \
        bats --print-output-on-failure --tap "$@"
}

@test "its test passes, and so do the rules for steps and chapters" {
    rules='only adds lines|short|same name|one comment'
    [ -z "${THOROUGH-}" ] || rules=.
    run -0 inner -f "06:|$rules" tests/06-umask.bats tests/house.bats
    refute_match "$output" 'not ok'
    [ -z "${THOROUGH-}" ] || THOROUGH="" run -0 inner tests/{compare,quiz,tour,without,usage,descriptors,prompt}.bats
    run -0 inner -f 'chapter|index|link' tests/docs.bats tests/readme.bats
    refute_match "$output" 'not ok'
}
