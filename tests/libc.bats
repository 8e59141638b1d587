#!/usr/bin/env bats
# scripts/libc: what daemon(3) does in glibc and in musl.
bats_require_minimum_version 1.5.0
load helper

@test "libc: glibc's daemon gets a terminal back, musl's and ours do not" {
    run -0 --separate-stderr "$ROOT/scripts/libc" </dev/null 3>&-
    assert_equal "$stderr" ""
    assert_match "$output" 'the five stages .*leads nothing, gets none'
    assert_match "$output" 'daemon\(3\) of musl .*leads nothing, gets none'
    case $output in *'of glibc '*)
        assert_match "$output" 'daemon\(3\) of glibc .*leads its session, gets it back'
        ;;
    esac
    run -2 "$ROOT/scripts/libc" extra
}
