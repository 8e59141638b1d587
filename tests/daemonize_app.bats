#!/usr/bin/env bats
# docs/daemonize_app.rb: the article's seven lines, as Ruby.
bats_require_minimum_version 1.5.0
load helper

setup() {
    needs ruby
    # the same layout as in the project, with the programs under test as build
    mkdir "$BATS_TEST_TMPDIR/docs"
    cp "$ROOT/docs/daemonize_app.rb" "$BATS_TEST_TMPDIR/docs"
    ln -s "$BIN" "$BATS_TEST_TMPDIR/build"
    cd "$BATS_TEST_TMPDIR"
}

@test "Ruby's seven lines print, stage by stage, the same rows as the steps in C" {
    export TERM=dumb HOME=$BATS_TEST_TMPDIR
    run -0 "$ROOT/scripts/typed" 'build/05-reopen --letters' 3>&-
    in_c=$output
    assert_equal "$(awk '{ print $1 }' <<<"$in_c" | sed 1d | xargs)" \
        'foreground fork setsid second-fork chdir reopen'
    run -0 "$ROOT/scripts/typed" 'ruby docs/daemonize_app.rb' 3>&-
    assert_equal "$output" "$in_c"
}

@test "the file holds the article's lines, and only rows between them" {
    sed -n '/^row "foreground"$/,$p' docs/daemonize_app.rb | grep -v '^row ' >lines
    assert_equal "$(cat lines)" 'exit if fork
Process.setsid
exit if fork
Dir.chdir "/"
STDIN.reopen "/dev/null"
STDOUT.reopen "/dev/null", "a"
STDERR.reopen "/dev/null", "a"
ROWS.close'
}

@test "the process they leave has all six marks of a daemon" {
    run -0 "$BIN/inspect" --run ruby -r ./docs/daemonize_app.rb -e 'sleep 60' </dev/null 3>&-
    assert_match "$output" 'daemon +it has all six'
}

@test "where inspect is not built, daemonize_app.rb says so in one line" {
    rm build
    run -1 ruby docs/daemonize_app.rb
    assert_equal "$output" "daemonize_app: $PWD/build/inspect is not built: make"
}
