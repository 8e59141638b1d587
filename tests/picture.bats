#!/usr/bin/env bats
# picture: draws rows as a picture, in text and as SVG.
bats_require_minimum_version 1.5.0
load helper

setup() {
    export BIN LC_ALL=C.UTF-8
    cd "$BATS_TEST_TMPDIR"
}

picture() { "$ROOT/scripts/picture" "$@"; }

# The rows of all stages, typed at a shell: A the program, B the shell, ...
history_rows() {
    cat <<END
stage	pid	ppid	pgid	sid	tty	tpgid	cwd	umask	stdin	stdout	stderr
foreground	21	20	21	20	pts/3	21	/home	0022	/dev/pts/3	/dev/pts/3	/dev/pts/3
fork	22	1	21	20	pts/3	20	/home	0022	/dev/pts/3	/dev/pts/3	/dev/pts/3
setsid	22	1	22	22	?	-1	/home	0022	/dev/pts/3	/dev/pts/3	/dev/pts/3
second-fork	23	1	22	22	?	-1	/home	0022	/dev/pts/3	/dev/pts/3	/dev/pts/3
chdir	23	1	22	22	?	-1	/	0022	/dev/pts/3	/dev/pts/3	/dev/pts/3
reopen	23	1	22	22	?	-1	/	0022	/dev/null	/dev/null	/dev/null
END
}

@test "picture: each frame of a step has 14 lines at most, none too wide" {
    history_rows >rows
    for columns in 38 80; do
        for frame in 1 2 3 4 5 6; do
            picture --columns $columns --frame $frame rows >"$frame"
            [ "$(wc -l <"$frame")" -le 14 ] || fail "too high: $(cat "$frame")"
            assert_equal "$(wc -l <"$frame")" "$(wc -l <1)" "lines of frame $frame"
            wide=$(grep -E "^.{$((columns + 1))}" "$frame") || true
            assert_equal "$wide" "" "too wide"
        done
    done
}

@test "picture: bad use is told in a line" {
    for options in --frame --columns '--columns 3' '--frame 0' --colour '--live x' '1 x'; do
        # shellcheck disable=SC2086 # options are words
        run -2 --separate-stderr picture $options </dev/null
        assert_equal "$output" ""
        assert_match "$stderr" "^picture: [^"$'\n'"]*allowed"
    done
}
