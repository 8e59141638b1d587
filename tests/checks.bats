#!/usr/bin/env bats
# Tests of the tools that check the project: each tool finds what is wrong, and CI runs
# all of them.
# bats file_tags=thorough
bats_require_minimum_version 1.5.0
load helper

setup() {
    cd "$BATS_TEST_TMPDIR"
}

# stub FILE...: makes each FILE a command that logs how it was called, and succeeds. A
# call that matches $BROKEN fails.
stub() {
    local file
    for file; do
        mkdir -p "$(dirname "$file")"
        cat >"$file" <<END
#!/bin/sh
printf '%s\n' "\${0##*/} \$*" >>'$PWD/called'
case "\${0##*/} \$*" in \${BROKEN:-nothing}) exit 1 ;; esac
echo "ok \${0##*/} \$*"
END
        chmod +x "$file"
    done
}

# ci: runs .ci/run in a tree of stubs.
ci() {
    stub path/make tree/build/terminal tree/tests/bare
    local script
    for script in "$ROOT"/scripts/*; do
        [ ! -f "$script" ] || stub "tree/scripts/${script##*/}"
    done
    mkdir -p tree/.ci
    cp "$ROOT/.ci/run" tree/.ci
    PATH=$PWD/path:$PATH tree/.ci/run
}

@test "CI: it installs what each level needs, and runs tests, lint, sanitizers and stress" {
    run -0 ci
    for each in 'setup test' 'setup dev' 'make test' 'make lint' 'make sanitize' 'make compare' \
        'make CC=clang .*test' 'make CC=musl-gcc .*test' 'stress [1-9][0-9]* [1-9]'; do
        grep -qx "$each" called || fail "no $each in: $(cat called)"
    done
    assert_match "${lines[-1]}" '^[1-9][0-9]* passed, 0 failed, 0 skipped$'
}

@test "CI: when a part fails, it goes on, counts it, and fails" {
    for broken in 'setup dev' 'make lint'; do
        BROKEN=$broken run -1 ci
        assert_match "${lines[-1]}" ' passed, 1 failed, 0 skipped$'
        grep -q '^stress ' called || fail "it did not go on after $broken"
        rm called
    done
}

@test "faults: it finds a program that ignores a fault, is silent, crashes, or leaves something" {
    needs strace
    unset CC # the error messages must be those of the C library of strace
    mkdir bin
    cat >one.c <<'END'
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(void)
{
    const char *said = "one - two\n";
    char byte, here[4096];
    int file = open("/dev/null", O_RDONLY);
    if (file == -1) { perror("00-foreground: open"); return 1; }
    if (read(file, &byte, 1) == -1) abort();
    if (close(file) == -1) return 1;
    if (access("/", R_OK) == -1) said = "one closed two\n";
    if (chdir(".") == -1 && fork() == 0) sleep(60);
    if (dup2(1, 1) == -1) fputs("00-foreground: it failed\n", stderr);
    return write(1, said, strlen(said)) == -1 || getcwd(here, sizeof here) == NULL;
}
END
    cc -o bin/00-foreground one.c
    BIN=$PWD/bin run -1 "$ROOT/tests/faults" 00-foreground 3>&-
    # one paragraph for each fault
    awk -v RS= '/^wrong/ { gsub("\n", " "); print }' <<<"$output" >wrong
    for fault in read:crash close:'not told' access:'not told' chdir:left dup2:words write:'not told' \
        getcwd:'nothing told, status 1'; do
        grep -q "^wrong: 00-foreground: ${fault#*:}.*inject=${fault%:*}:" wrong || fail "no $fault in: $output"
    done
    refute_match "$output" inject=open
    BIN=$PWD/bin run -2 "$ROOT/tests/faults" 9-none 3>&-
    assert_equal "$output" "faults: '9-none': see --list"
}

# stressed STATUS ROWS: runs scripts/stress with a step that prints only the file ROWS.
stressed() {
    mkdir -p bin
    printf '#!/bin/sh\ncat "%s"\n' "$PWD/$2" >bin/03-second-fork
    chmod +x bin/03-second-fork
    BIN=$PWD/bin run "-$1" "$ROOT/scripts/stress" 2 0
}

@test "stress: it finds a row that shows the old parent, or is missing" {
    "$BIN/03-second-fork" --format tsv </dev/null 3>&- | cat >rows
    stressed 0 rows
    assert_match "$output" 'ok no row of 2 runs shows the old parent$'
    for stage in fork second-fork; do
        # put the pid of the row above into ppid (the old parent) or pid (no fork)
        for column in ppid pid; do
            awk -F '\t' -v OFS='\t' -v stage=$stage -v changed=$column '
                NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
                $1 == stage { $column[changed] = before }
                { print; before = $column["pid"] }' rows >old
            stressed 1 old
            assert_match "$output" 'not ok a row shows the old parent'
        done
        grep -v "^$stage	" rows >short
        stressed 1 short
        assert_match "$output" 'not ok a row .* is missing'
    done
}

@test "stress: it shows a test that fails, and ends" {
    mkdir bin
    printf '#!/bin/sh\necho "not ok the moon is full"; exit 1\n' >bin/make
    chmod +x bin/make
    PATH=$PWD/bin:$PATH run -1 "$ROOT/scripts/stress" 0 2
    assert_match "$output" 'not ok the moon is full.*not ok all tests, 1 of 2'
}

@test "lint: each of its tools finds what it is meant to find" {
    for tool in shellcheck shfmt gawk clang-format cppcheck; do
        type -P $tool >/dev/null || skip "this system has no $tool: scripts/setup dev"
    done
    mkdir -p tree/{.ci,scripts,steps,common,docs,tests}
    cd tree
    cp "$ROOT/.clang-format" .
    for each in lint lib.sh; do
        [ ! -e "$ROOT/scripts/$each" ] || cp "$ROOT/scripts/$each" scripts
    done
    printf '#!/bin/sh\necho "$1"\n' | tee .ci/run tests/bare >scripts/script
    printf 'BEGIN { print 1 }\n' >scripts/one.awk
    printf 'load helper\n@test "one" {\n    true\n}\n' >tests/one.bats
    printf 'one() {\n    echo "$1"\n}\n' >tests/helper.bash
    printf 'int main(void)\n{\n    return 0;\n}\n' >steps/00-one.c
    printf 'int one(void);\n' >common/one.h
    echo one | tee Makefile >README.md
    run -0 scripts/lint
    sound=$output
    [ "${#lines[@]}" -ge 8 ] || fail "it has fewer parts: $output"

    printf 'if true; then\n  rm $1 \nfi\n' >>scripts/script
    printf 'BEGIN { print substr("one", 0) }\n' >scripts/one.awk
    printf 'two() {\n  local x=$(false)\n}\n' >>tests/helper.bash
    printf 'int two(void)\n{\n  int x[2] = {1, 2}; return x[2]; /* %050d */\n}\n' 0 >>steps/00-one.c
    run -1 scripts/lint
    assert_equal "$(grep '^ok ' <<<"$output")" "" "what finds nothing"
    assert_equal "$(sed -n 's/^not ok/ok/p' <<<"$output")" "$sound"
}
