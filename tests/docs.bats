#!/usr/bin/env bats
# The documents cannot be wrong: a run printed what they show, and still prints it.
bats_require_minimum_version 1.5.0
load helper

HEADINGS='Question
Predict
Run it
What changed
The difference
Break it
Read on'

documents() { echo "$ROOT/README.md" "$ROOT"/docs/*.md; }

# headings FILE: prints its headings, but nothing inside blocks.
headings() { awk '/^```/ { inside = !inside } !inside && /^#+ /' "$1"; }

# copy: makes a copy of the project in which a test can break something.
copy() {
    mkdir "$BATS_TEST_TMPDIR/copy"
    cp -R "$ROOT/Makefile" "$ROOT/README.md" "$ROOT/steps" "$ROOT/scripts" "$ROOT/docs" \
        "$ROOT/common" "$BATS_TEST_TMPDIR/copy"
    cd "$BATS_TEST_TMPDIR/copy" || return
}

# make check-docs and CI check all documents; otherwise only those that come first.
@test "what the documents show is what a run prints" {
    documents=()
    [ -n "${THOROUGH-}" ] || documents=("$ROOT/README" "${STEPS[@]/#/$ROOT/docs/}")
    BIN=$BIN timeout 600 "$ROOT/scripts/docs" --check "${documents[@]/%/.md}" 3>&-
}

@test "a character changed in a source, an output or a document is reported, with its place" {
    copy
    sed -n '1,/^## What changed/p; /^## The difference/,/^```$/p' docs/02-setsid.md >docs/short.md
    cp docs/short.md "$BATS_TEST_TMPDIR"
    run -0 scripts/docs --check docs/short.md
    sed -i 's/no key and no hang-up/no key and no hangup/' steps/02-setsid.c
    run -1 scripts/docs --check docs/short.md
    assert_match "$output" 'docs/short.md.*-\+.*no hang-up.*\+\+.*no hangup'
    cp "$ROOT/steps/02-setsid.c" steps

    sed -i 's/^setsid         C /setsid         G /' docs/short.md
    run -1 scripts/docs --check docs/short.md
    assert_match "$output" 'docs/short.md.*@@ -2.*-setsid +G.*\+setsid +C'
    cp "$BATS_TEST_TMPDIR/short.md" docs

    sed -i 's/^\$ make diff-02$/$ make diff-03/' docs/short.md
    run -1 scripts/docs --check docs/short.md
    assert_match "$output" '\+steps/02-setsid.c -> steps/03-second-fork.c'
}

# bats test_tags=thorough
@test "a character changed in a picture, in the tour or in the page is reported, with its place" {
    copy
    sed -i 's/^```console/```/' README.md docs/*.md # nothing to run
    sed -i 's/adopted C/adopted B/' docs/01-fork.svg
    sed -i 's/>leads nothing, /&or /' docs/tour.svg
    sed -i 's/class="new">D\*</class="new">B*</' docs/index.html
    run -1 scripts/docs --check
    assert_match "$output" 'docs/index.html is not.*-.*>B\*<.*\+.*>D\*<'
    assert_match "$output" 'docs/01-fork.svg is not.*-.*adopted B.*\+.*adopted C'
    assert_match "$output" 'docs/tour.svg is not.*-.*leads nothing, or its.*\+.*leads nothing, its'
}

# bats test_tags=thorough
@test "each chapter shows the head of its step: a character changed there is reported, with its place" {
    copy
    chapters=()
    for program in "${STEPS[@]}"; do
        chapters+=("docs/$program.md")
        # keep only this block of the chapter
        sed -i -n '/^The head of the source/,/^```$/p' "docs/$program.md"
    done
    run -0 scripts/docs --check "${chapters[@]}"
    for program in "${STEPS[@]}"; do
        sed -i "1s/:/;/" "steps/$program.c"
    done
    run -1 scripts/docs --check "${chapters[@]}"
    for program in "${STEPS[@]}"; do
        assert_match "$output" "docs/$program.md is not.*-/\* $program:.*\+/\* $program;"
    done
}

@test "the environment does not change what the documents show" {
    copy
    cat >docs/short.md <<'END'
```console
$ env | grep -E '^(NO_COLOR|MAKEFLAGS|MFLAGS|MAKELEVEL|LC_ALL|TERM)=' | sort
LC_ALL=C.UTF-8
TERM=dumb
```
END
    export NO_COLOR=1 MAKEFLAGS=n MFLAGS=-n MAKELEVEL=1 LC_ALL=C TERM=xterm
    run -0 scripts/docs --check docs/short.md
}

@test "a command that fails, and a block that does not end, are reported with their line" {
    printf '%s\n' '```console' '$ echo one' one '$ ls nowhere' '```' >"$BATS_TEST_TMPDIR/a.md"
    run -1 "$ROOT/scripts/docs" "$BATS_TEST_TMPDIR/a.md"
    assert_match "$output" 'a.md:4: status [12]: ls nowhere'
    printf '%s\n' '```console' '$ echo one' >"$BATS_TEST_TMPDIR/a.md"
    run -1 "$ROOT/scripts/docs" "$BATS_TEST_TMPDIR/a.md"
    assert_match "$output" 'its last block does not end'
}

# bats test_tags=thorough
@test "where the system lacks something (status 77), the old output stays" {
    printf '%s\n' '```console' '$ exit 77' 'as it was' '```' >"$BATS_TEST_TMPDIR/a.md"
    run -0 "$ROOT/scripts/docs" --check "$BATS_TEST_TMPDIR/a.md"
    assert_match "$output" 'a.md:2: not on this system: exit 77'

    mkdir "$BATS_TEST_TMPDIR/path"
    printf '#!/bin/sh\nexit 1\n' >"$BATS_TEST_TMPDIR/path/unshare"
    chmod +x "$BATS_TEST_TMPDIR/path/unshare"
    printf '%s\n' '```console' '$ unshare -Urp true' 'as it was' '```' >"$BATS_TEST_TMPDIR/a.md"
    PATH=$BATS_TEST_TMPDIR/path:$PATH run -0 "$ROOT/scripts/docs" --check "$BATS_TEST_TMPDIR/a.md"
    assert_match "$output" 'a.md:2: not on this system: unshare'

    ln -s /usr/bin/* /bin/* "$BATS_TEST_TMPDIR/path" 2>/dev/null || true
    for tool in ruby strace tmux; do
        rm -f "$BATS_TEST_TMPDIR/path/$tool"
        printf '%s\n' '```console' "\$ build/terminal -- $tool -h | cat" 'as it was' '```' >"$BATS_TEST_TMPDIR/a.md"
        PATH=$BATS_TEST_TMPDIR/path run -0 "$ROOT/scripts/docs" --check "$BATS_TEST_TMPDIR/a.md"
        assert_match "$output" "a.md:2: not on this system: build/terminal -- $tool"
    done
}

# measured LINE: checks a document that shows LINE. Its command prints another one now.
measured() {
    printf '%s\n' '```console' '$ echo "nginx  F S  1100 kB  1.22.1  cwd_root"' "$1" '```' >"$BATS_TEST_TMPDIR/a.md"
    "$ROOT/scripts/docs" --check "$BATS_TEST_TMPDIR/a.md"
}

@test "a measurement may differ in its numbers, or be of another version; any other change is reported" {
    run -0 measured 'nginx  F S   988 kB  1.22.1  cwd_root'
    run -0 measured 'nginx  F S F C  1100 kB  1.30.0  -'
    run -1 measured 'nginx  F S F  1100 kB  1.22.1  cwd_root'
    assert_match "$output" '-nginx  F S F .*\+nginx  F S  1100'
    run -1 measured 'nginx  F S  1100 kB  1.22.1  -'
    run -1 measured 'redis  F S  1100 kB  1.22.1  cwd_root'
    run -1 measured ''
}

@test "docs: a document that does not exist is reported in one line" {
    run -2 "$ROOT/scripts/docs" nowhere.md
    assert_equal "$output" "docs: invalid argument 'nowhere.md'; allowed: documents that exist"
}

@test "each stage has its chapter, each chapter its seven headings" {
    for program in "${STEPS[@]}"; do
        assert_equal "$(headings "$ROOT/docs/$program.md" | sed -n 's/^## //p')" "$HEADINGS" "$program"
        assert_match "$(head -n 1 "$ROOT/docs/$program.md")" "^# $program: "
    done
}

# told CHAPTER: prints "HEADING stayed" or "HEADING changed" for each column that an
# item of its list of what changed names in bold.
told() {
    awk '/^## / { here = $0 == "## What changed" } !here { next }
        /^(- |$)/ { print item; item = "" }
        /^- / || item { item = item " " $0 }' "$1" |
        awk -F '[*][*]' '{ for (i = 2; i <= NF; i += 2) print $i, / stayed/ ? "stayed" : "changed" }' | sort
}

@test "each chapter says of each column whether it stayed, and a run shows the same" {
    "$ROOT/scripts/rows" 3>&- >"$BATS_TEST_TMPDIR/rows"
    for program in "${STEPS[@]:1}"; do
        by_name 'BEGIN { split("PID PPID PGID SID TTY IN OUT ERR CWD", shown, " ") }
            cell("stage") == stage {
                n = split("pid ppid pgid sid tty stdin stdout stderr cwd", name, " ")
                for (i = 1; i <= n; i++) print shown[i], changed(name[i]) ? "changed" : "stayed"
            }' stage="${program#*-}" "$BATS_TEST_TMPDIR/rows" | sort >"$BATS_TEST_TMPDIR/seen"
        [ "$(wc -l <"$BATS_TEST_TMPDIR/seen")" -eq 9 ]
        assert_equal "$(told "$ROOT/docs/$program.md")" "$(cat "$BATS_TEST_TMPDIR/seen")" "$program"
    done
}

@test "the index lists the chapters of the steps in order, from 00 on, without a gap" {
    # the steps of the article must be in the index; an added step may be missing
    listed=$(sed -n 's,^| \[\([^]]*\)\](\1\.md) .*,\1,p' "$ROOT/docs/README.md")
    n=$(wc -l <<<"$listed")
    [ "$n" -ge 6 ]
    assert_equal "$listed" "$(printf '%s\n' "${STEPS[@]:0:n}")"
}

@test "every fenced block holds commands, and what they printed" {
    for file in $(documents); do
        # check the opening line of each block, and the line after it
        awk -v file="$file" '
            /^```/ && !inside { inside = 1; if ($0 != "```console") { print file ": " NR ": " $0 } ; first = NR + 1; next }
            inside && NR == first && !/^\$ / { print file ": " NR ": no command" }
            /^```/ { inside = 0 }' "$file"
    done >"$BATS_TEST_TMPDIR/faults"
    assert_equal "$(cat "$BATS_TEST_TMPDIR/faults")" ""
}

@test "a line indented by four blanks can be typed: its first word is a program" {
    awk '/^```/ { inside = !inside } !inside && sub(/^    /, "") { print $1 }' "$ROOT"/docs/*.md |
        sort -u >"$BATS_TEST_TMPDIR/words"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/words")" -ge 5 ]
    while read -r word; do
        [ -x "$ROOT/$word" ] || [ -x "$BIN/${word#build/}" ] || type "$word" >"$ROWS" || fail "$word"
    done <"$BATS_TEST_TMPDIR/words"
}

# to_type FILE: prints its commands, each after its line number: those in blocks, those
# indented by four blanks, even in the output of a script, and those in tables.
to_type() {
    awk -v name="${1##*/}" '
        /^```/ { inside = !inside; next }
        inside && /^[$] / || /^    [^ ]/ { print name ": " NR ": " $0 }
        !inside && /^[|] `/ { split($0, part, "`"); print name ": " NR ": " part[2] }' "$1"
}

@test "the commands can be pasted into zsh, too" {
    for file in $(documents); do
        to_type "$file"
    done >"$BATS_TEST_TMPDIR/commands"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/commands")" -ge 100 ]
    # at a prompt of zsh, a # does not begin a comment
    assert_equal "$(grep -E ' #' "$BATS_TEST_TMPDIR/commands")" "" "comments"
    # and zsh sends standard output both to the file and into the pipe
    assert_equal "$(grep -E '>&1 +>[^|]*[|]' "$BATS_TEST_TMPDIR/commands")" "" "to two places"
}

@test "every link leads to a file, and every anchor to a heading" {
    # each link of a file, relative to the directory of that file
    for file in $(documents); do
        grep -o '](\([^)]*\))' "$file" | tr -d '()]' | grep -v '^https:' |
            sed "s,^#,${file##*/}#,; s,^,$(dirname "$file")/,"
    done | sort -u >"$BATS_TEST_TMPDIR/links"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/links")" -ge 30 ]
    sed 's/#.*//' "$BATS_TEST_TMPDIR/links" | xargs ls -d >/dev/null
    # an anchor is a heading in lower case, with - for a blank
    for file in $(documents); do
        headings "$file" | sed 's/^#* //' | tr '[:upper:]' '[:lower:]' |
            tr -d "\`,.:?!'()/" | tr ' ' '-' | sed "s,^,$file#,"
    done | sort -u >"$BATS_TEST_TMPDIR/anchors"
    assert_equal "$(grep '#' "$BATS_TEST_TMPDIR/links" | grep -vxFf "$BATS_TEST_TMPDIR/anchors")" ""
}

@test "every document can be reached from the index, or it is the chapter of a step" {
    for file in "$ROOT"/docs/*.md; do
        name=${file##*/}
        [ "$name" = README.md ] || [ -e "$ROOT/steps/${name%.md}.c" ] ||
            grep -q "]($name" "$ROOT/docs/README.md" || fail "no link to $name"
    done
}

@test "no word is misspelt" {
    needs aspell aspell-en
    for file in $(documents); do
        # prose only: no blocks, no commands, no code, no link targets
        awk '/^```/ { inside = !inside; next } !inside && !/^    /' "$file" |
            sed 's/`[^`]*`/ /g; s/](\([^)]*\))/]/g' |
            aspell list --lang=en_US --encoding=utf-8 --personal="$ROOT/tests/words" |
            sort -u | sed "s,^,${file##*/}: ,"
    done >"$BATS_TEST_TMPDIR/words"
    assert_equal "$(cat "$BATS_TEST_TMPDIR/words")" ""
}
