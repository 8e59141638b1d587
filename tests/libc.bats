#!/usr/bin/env bats
# scripts/libc: what daemon(3) does in glibc and in musl.
bats_require_minimum_version 1.5.0
load helper

@test "libc: glibc's daemon gets a terminal again, musl's and ours do not" {
    needs musl-gcc musl-tools
    run --separate-stderr "$ROOT/scripts/libc" </dev/null 3>&-
    assert_equal "$stderr" ""
    assert_match "$output" 'the five stages .*leads nothing, gets none'
    assert_match "$output" 'daemon\(3\) of musl .*leads nothing, gets none'
    case $output in
        *'of glibc '*)
            assert_equal "$status" 0
            assert_match "$output" 'daemon\(3\) of glibc .*leads its session, gets it'
            ;;
        *) assert_equal "$status" 77 ;;
    esac
}

# a_copy: copies the project, with nothing built for musl, and goes there.
a_copy() {
    mkdir "$BATS_TEST_TMPDIR/copy" "$BATS_TEST_TMPDIR/path"
    cp -R "$ROOT/Makefile" "$ROOT/steps" "$ROOT/scripts" "$ROOT/common" "$BATS_TEST_TMPDIR/copy"
    cd "$BATS_TEST_TMPDIR/copy"
}

# bats test_tags=thorough
@test "libc: where one of the two is missing it shows the other, with status 77" {
    a_copy
    ln -s /usr/bin/* /bin/* ../path 2>/dev/null || true # all programs but musl-gcc
    rm -f ../path/musl-gcc
    PATH=$BATS_TEST_TMPDIR/path run -77 scripts/libc </dev/null 3>&-
    assert_match "$output" 'daemon\(3\) of '
    refute_match "$output" 'of glibc .*of musl'
}

# bats test_tags=thorough
@test "libc: a failed build is reported as such, not as a missing musl-gcc" {
    a_copy
    printf '#!/bin/sh\necho no room >&2; exit 1\n' >../path/musl-gcc
    chmod +x ../path/musl-gcc
    PATH=$BATS_TEST_TMPDIR/path:$PATH run -1 scripts/libc </dev/null 3>&-
    assert_match "$output" $'no room\n'
    assert_match "$output" $'\nlibc: build/libc-musl/recipe could not be built$'
    refute_match "$output" 'missing|apt-get'
}
