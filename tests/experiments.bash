# What the tests of the experiments share: a temporary folder of their own, and
# a look at whether anything is left of one.

EXPERIMENTS=("${STAGES[@]:1}")

setup() {
    export TMPDIR=$BATS_TEST_TMPDIR/tmp
    mkdir "$TMPDIR"
    chmod 777 "$TMPDIR"
}

# Nothing is left: no file, and no process that has that folder for its own,
# long before it would have ended by itself.
nothing_left() {
    assert_equal "$(ls "$TMPDIR")" "" "files left"
    wait_until -t 3 no_process_of "$TMPDIR"
}

no_process_of() { ! grep -qsz "^FOLDER=$1" /proc/[0-9]*/environ; }
