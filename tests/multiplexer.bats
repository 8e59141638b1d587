#!/usr/bin/env bats
# scripts/multiplexer: what tmux and screen do for a program, and what ends it.
bats_require_minimum_version 1.5.0
load helper

setup() { own_tmpdir; }

# only TOOL...: sets a PATH with all programs but tmux and screen, plus each TOOL.
only() {
    mkdir "$BATS_TEST_TMPDIR/path"
    ln -s /usr/bin/* /bin/* "$BATS_TEST_TMPDIR/path" 2>/dev/null || true
    rm -f "$BATS_TEST_TMPDIR"/path/{tmux,screen}
    for tool; do ln -s "$(type -P "$tool")" "$BATS_TEST_TMPDIR/path"; done
    export PATH="$BATS_TEST_TMPDIR/path"
}

@test "tmux and screen give a program back, and it ends with them; the daemon lives" {
    needs tmux
    needs_screen
    run -0 --separate-stderr "$ROOT/scripts/multiplexer" </dev/null 3>&-
    assert_equal "$stderr" ""
    assert_equal "$(cut -c 43- <<<"$output" | tr -s ' ')" \
        'tmux screen
none none
lives lives
yes yes
ended ended
lives lives'
    nothing_left
}

# bats test_tags=thorough
@test "multiplexer: where one of the two is missing it shows the other, with status 77" {
    needs tmux
    only tmux
    run -77 "$ROOT/scripts/multiplexer" </dev/null 3>&-
    assert_match "$output" 'the daemon +lives +.multiplexer: to show both'
    nothing_left
}

# bats test_tags=thorough
@test "multiplexer: where both are missing it says so, with status 77" {
    only
    run -77 "$ROOT/scripts/multiplexer" </dev/null 3>&-
    assert_equal "$output" 'multiplexer: tmux and screen are missing: apt-get install tmux screen'
    nothing_left
}

# bats test_tags=thorough
@test "multiplexer: a kernel that behaves differently is reported" {
    needs tmux
    only tmux
    cp -R "$ROOT/scripts" "$BATS_TEST_TMPDIR"
    sed -i '/^tell .*the daemon/s/lives/ended/' "$BATS_TEST_TMPDIR/scripts/multiplexer"
    run -1 "$BATS_TEST_TMPDIR/scripts/multiplexer" </dev/null 3>&-
    assert_match "$output" 'the daemon +lives.*multiplexer: this kernel did something else than expected'
    nothing_left
}
