#!/usr/bin/env bats
# On systems that lack something: a correct row, or a clear error.
bats_require_minimum_version 1.5.0
load helper

# without_proc COMMAND...: runs COMMAND where an empty file system covers /proc.
without_proc() {
    namespace -m sh -c 'mount -t tmpfs none /proc && exec "$@"' sh "$@" 3>&-
}

# without_dev COMMAND...: the same for /dev. Standard output stays as it is.
without_dev() {
    namespace -m sh -c 'mount -t tmpfs none /dev && exec "$@"' sh "$@" 3>&-
}

setup() { needs_namespaces; }

@test "without /proc the ids, the terminal, cwd and umask are the same" {
    cd "$BATS_TEST_TMPDIR"
    umask 027
    for program in "${STEPS[@]}"; do
        rm -f "$ROWS"
        # without /proc, musl and glibc find a terminal's name only if 0, 1 or 2 is
        # that terminal. Here none is, so run it without a terminal
        without_proc setsid "$PLAIN_BIN/$program" --format tsv --stay 60 \
            </dev/null >"$ROWS" 2>"$ERRORS" &
        record $!
        await_stage "$program"
        relations_up_to "$program"
        # without /proc, the names of files are unknown: only their kind is shown
        sed "s,	file	,	$ROWS	,; s,	file$,	$ERRORS," "$ROWS" >"$ROWS.named"
        cat "$ROWS.named" >"$ROWS" # the same file: descriptor 1 is open on it
        ps_agrees "${program#*-}"
    done
}

@test "without /proc, at a terminal: the same row as with it" {
    for how in without_proc env; do
        {
            declare -f namespace without_proc
            echo "$how '$PLAIN_BIN/02-setsid' --letters --format tsv; cat"
        } >"$BATS_TEST_TMPDIR/script"
        printf 'expect setsid\t\npress C-d\n' |
            "$BIN/terminal" --timeout 100 -- bash "$BATS_TEST_TMPDIR/script" 3>&- |
            tr -d '\r' | grep '	' >"$BATS_TEST_TMPDIR/$how"
    done
    # the names of the terminals may differ: each run has its own terminal
    assert_equal "$(sed 's,pts/[0-9]*,pts/N,g' "$BATS_TEST_TMPDIR/without_proc")" \
        "$(sed 's,pts/[0-9]*,pts/N,g' "$BATS_TEST_TMPDIR/env")"
    assert_match "$(cat "$BATS_TEST_TMPDIR/without_proc")" 'foreground.*pts/.*setsid'
}

# bats test_tags=thorough
@test "without /proc a removed working directory is still called deleted" {
    mkdir "$BATS_TEST_TMPDIR/gone"
    cd "$BATS_TEST_TMPDIR/gone"
    without_proc sh -c 'rmdir "$1"; exec "$2" --format tsv' sh "$PWD" \
        "$PLAIN_BIN/00-foreground" >"$ROWS"
    assert_equal "$(cell foreground cwd)" "(deleted)"
}

# bats test_tags=thorough
@test "a working directory that was unmounted is not taken for /" {
    cd "$BATS_TEST_TMPDIR"
    namespace -m sh -c 'mkdir mnt && mount -t tmpfs none mnt && cd mnt && umount -l ../mnt &&
        "$0/04-chdir" --format tsv | cat >"$1" &&
        "$0/inspect" --format tsv $$ >"$2"' "$BIN" "$ROWS" "$ROWS.inspect" 3>&-
    relations_up_to 04-chdir
    assert_equal "$(cell foreground cwd)" unknown
    ROWS=$ROWS.inspect
    assert_equal "$(cell sh cwd) $(cell sh cwd_root)" "(unmounted) false"
}

@test "where /proc shows another pid namespace, the ids are those of its own" {
    namespace -pf "$BIN/00-foreground" --format tsv >"$ROWS" 3>&-
    assert_equal "$(cells 'pid ppid pgid sid' "$ROWS" | xargs)" "1 0 0 0"
}

@test "as pid 1 of a namespace: its parent, group and session are 0" {
    namespace -pf --mount-proc "$BIN/00-foreground" --format tsv >"$ROWS" 3>&-
    assert_equal "$(cells 'pid ppid pgid sid' "$ROWS" | xargs)" "1 0 0 0"
    namespace -pf --mount-proc "$BIN/00-foreground" --format json >"$ROWS" 3>&-
    assert_equal "$(jq -c '[.ppid, .pgid, .sid]' "$ROWS")" '[0,0,0]'
    namespace -pf --mount-proc "$BIN/00-foreground" --letters --format tsv >"$ROWS" 3>&-
    assert_equal "$(cells 'pid ppid pgid sid' "$ROWS" | xargs)" "A 0 0 0"
}

# bats test_tags=thorough
@test "as pid 1 of a namespace it says that its end will end its child" {
    for program in "${STEPS[@]:1}"; do
        run --separate-stderr namespace -pf --mount-proc "$BIN/$program" --format tsv 3>&-
        assert_equal "$status" 0
        assert_equal "${#stderr_lines[@]}" 1
        assert_match "$stderr" "^$program: .*pid 1 .*namespace"
    done
}

@test "in a pid namespace with a shell above, all relations hold" {
    OTHER_NAMESPACE=yes
    for program in "${STEPS[@]}"; do
        namespace -pf --mount-proc sh -c "'$BIN/$program' --format tsv --stay 2 >'$ROWS' 2>'$ERRORS'
            i=0; until grep -q '^${program#*-}	' '$ROWS'; do
                i=\$((i + 1)); [ \$i -lt 1000 ] || exit 1; sleep .01; done" </dev/null 3>&-
        relations_up_to "$program"
        assert_equal "$(cell foreground ppid)" 1
        assert_equal "$(cell foreground sid)" 0
    done
}

@test "without /dev/null reopen says so, and the steps before it work" {
    for program in "${STEPS[@]:0:5}"; do
        without_dev "$BIN/$program" --format tsv </dev/null >"$ROWS"
        await_stage "$program"
        relations_up_to "$program"
    done
    without_dev "$BIN/05-reopen" --format tsv </dev/null >"$ROWS" 2>"$ERRORS"
    wait_until [ -s "$ERRORS" ]
    assert_equal "$(cat "$ERRORS")" "05-reopen: open: No such file or directory"
    wait_until ended "$(cell chdir pid)"
}

# bats test_tags=thorough
@test "without /dev/tty the terminal is known all the same" {
    # neither /dev/tty nor 0, 1 or 2 is the terminal: only /proc is left
    "$BIN/terminal" --timeout 100 -- bash -c "$(declare -f namespace without_dev)
        without_dev '$BIN/00-foreground' --format tsv </dev/null >'$ROWS' 2>'$ERRORS'
        ps -o tty=,tpgid= -p \$\$ >'$ROWS.ps'" </dev/null 3>&-
    assert_equal "$(cell foreground tty) $(cell foreground tpgid)" \
        "$(awk '{ print $1, $2 }' "$ROWS.ps")"
}

# bats test_tags=thorough
@test "under another pid namespace's /proc, its foreground group's number is not used" {
    # only /proc shows it, with a number of the outer namespace
    "$BIN/terminal" --timeout 100 -- bash -c "$(declare -f namespace without_dev)
        namespace -mpf sh -c 'mount -t tmpfs none /dev && exec \"\$@\"' sh \
            '$BIN/00-foreground' --format tsv </dev/null >'$ROWS' 2>'$ERRORS'" </dev/null 3>&-
    assert_match "$(cell foreground tty)" '^pts/'
    assert_equal "$(cell foreground tpgid)" -1
}

# bats test_tags=thorough
@test "a path longer than 4096 bytes is shown in full over a mount, even one with its parent's inode" {
    cd "$BATS_TEST_TMPDIR"
    namespace -m bash -c '
        mkdir outer && mount -t tmpfs none outer && mkdir outer/inner && mount -t tmpfs none outer/inner
        stat -c %i outer outer/inner >numbers
        part=$(printf "x%.0s" {1..200}) expected=$PWD/outer/inner
        cd outer/inner
        for _ in {1..25}; do
            mkdir "$part" && cd "./$part" && expected+=/$part
        done
        echo "$expected" >"$2.expected"
        "$1/00-foreground" --format tsv >"$2"' bash "$BIN" "$ROWS" 3>&-
    [ "$(sort -u numbers | wc -l)" = 1 ] || skip "this kernel numbers the files of all tmpfs as one"
    assert_equal "$(cell foreground cwd)" "$(cat "$ROWS.expected")"
}

# bats test_tags=thorough
@test "where /proc lists no terminals, it does not decide whether a device is one" {
    run --separate-stderr namespace -mpf --kill-child sh -c '
        mount -t proc -o subset=pid none /proc || exit 77
        sleep 60 </dev/ptmx >/dev/null 2>&1 &
        until grep -q sleep "/proc/$!/comm"; do sleep 0.02; done
        "$1" --format json $!' sh "$BIN/inspect" 3>&-
    [ "$status" -ne 77 ] || skip "this kernel has no such /proc: Linux 5.8"
    assert_equal "$status $(jq -c '[.stdio_safe, .daemon]' <<<"$output")" '0 [null,false]'
}
