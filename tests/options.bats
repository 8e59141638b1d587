#!/usr/bin/env bats
# Bad usage is reported in one line that names the value and what is allowed.
bats_require_minimum_version 1.5.0
load helper

# refused VALUE ALLOWED OPTION...: checks that every program (or those in ONLY) fails
# with status 2, one line on standard error, and nothing on standard output.
refused() {
    local value=$1 allowed=$2 program
    shift 2
    for program in ${ONLY:-"${STEPS[@]}"}; do
        run -2 --separate-stderr timeout 60 "$BIN/$program" "$@"
        assert_equal "$output" "" "on standard output"
        assert_equal "${#stderr_lines[@]}" 1 "lines on standard error"
        assert_match "$stderr" "^$program: "
        [[ $stderr == *"$value"*"$allowed"* ]] ||
            fail "'$value' and '$allowed' should be in: $stderr"
    done
}

@test "an unknown option" {
    refused -x --stay -x
    refused --stayed --stay --stayed 5
    refused --lettersx --letters --lettersx
    refused --letters= --letters --letters=
}

@test "an operand, where none is taken" {
    refused extra --format extra
    refused extra --format --letters extra
    refused "''" --format ''
    refused "'--'" --format --
}

@test "--stay: 1 to 3600 whole seconds, and nothing else" {
    for value in 0 -1 3601 1x; do
        refused "'$value'" '1 to 3600' --stay "$value"
    done
    refused "''" '1 to 3600' --stay ''
    ONLY=05-reopen # all programs share the code that reads options
    for value in 0 -1 3601 1x x1 1.5 ' 1' +1 00000 99999999999999999999999999; do
        refused "'$value'" '1 to 3600' --stay "$value"
        refused "'$value'" '1 to 3600' --stay="$value"
    done
    refused "''" '1 to 3600' --stay ''
    refused "''" '1 to 3600' --stay=
    refused "''" '1 to 3600' --letters --stay
}

@test "--format: table, tsv or json, and nothing else" {
    refused "'xml'" 'table, tsv, json' --format xml
    ONLY=05-reopen
    for value in xml TSV tsvx ''; do
        refused "'$value'" 'table, tsv, json' --format "$value"
        refused "'$value'" 'table, tsv, json' --format="$value"
    done
    refused "''" 'table, tsv, json' --format
}

# bats test_tags=thorough
@test "a value with newlines, escapes, or of 100 kB is still told in one line" {
    refused "a?b??[31mc" 1 --stay $'a\nb\r\e[31mc'
    # C1 controls, characters that change the writing direction, invalid UTF-8
    refused "a?b?c?d??é日'" 1 --stay $'a\xc2\x9bb\xe2\x80\xaec\xe2\x81\xa7d\xff\xc3\xc3\xa9\xe6\x97\xa5'
    long=$(head -c 100000 /dev/zero | tr '\0' x)
    refused "xxxx'" 'table, tsv, json' --format "$long"
    refused "xxxx'" '--format table|tsv|json' "$long"
    refused "9999'" '1 to 3600' --stay "$(tr x 9 <<<"$long")"
    refused "'a?b'" '1 to 3600' --stay $'a\177b'
}

@test "--stay takes both ends of what is allowed" {
    run -0 "$BIN/00-foreground" --stay 1 --format tsv
    "$BIN/00-foreground" --stay 3600 --format tsv >"$ROWS" </dev/null 3>&- &
    record $!
    wait_until has_row foreground
    alive $!
}

@test "the last of two options counts" {
    run -0 "$BIN/00-foreground" --format json --format tsv
    assert_match "${lines[0]}" '^stage	pid'
}

@test "--help goes to standard output, fits a screen, and runs no stage" {
    for program in "${STEPS[@]}"; do
        run -0 --separate-stderr "$BIN/$program" --help
        assert_match "${lines[0]}" "^usage: $program "
        assert_equal "$stderr" ""
        [ "${#lines[@]}" -le 24 ] || fail "${#lines[@]} lines"
        for word in --format --letters --stay PID PPID PGID SID TTY CWD; do
            [[ $output == *"$word"* ]] || fail "no word of $word"
        done
        for line in "${lines[@]}"; do
            [ "${#line}" -le 79 ] || fail "too wide: $line"
        done
    done
}

# bats test_tags=thorough
@test "every program takes -h for --help" {
    for program in "${STEPS[@]}" recipe inspect terminal; do
        run -0 "$BIN/$program" --help
        help=$output
        run -0 "$BIN/$program" -h
        assert_equal "$output" "$help"
    done
}

# bats test_tags=thorough
@test "--help that cannot be written is an error" {
    run -1 bash -c "'$BIN/00-foreground' --help >/dev/full"
    assert_match "$output" '^00-foreground: write: No space left on device$'
}

# bats test_tags=thorough
@test "a program without a name still says what is wrong" {
    run -2 bash -c "exec -a '' '$BIN/00-foreground' --nonsense"
    assert_match "$output" "^.+: unknown option '--nonsense'"
}
