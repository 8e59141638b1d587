#!/usr/bin/env bats
# Each system call that a step makes for its stage is made to fail. The step must print
# NAME: CALL: REASON on standard error, exit with status 1, and leave no process.
bats_require_minimum_version 1.5.0
load helper

# C libraries use different calls for fork() and open(); strace accepts all the names.
FORK=clone,clone3,fork,vfork
OPEN=open,openat

# failing INJECTION PROGRAM [STRACE-OPTION...] [-- WRAPPER...]: runs PROGRAM under
# strace, which makes a call fail. The trace is in $TRACE, standard error in $ERRORS.
failing() {
    local inject=$1 program=$2
    shift 2
    local options=()
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    shift $(($# > 0))
    TRACE=$BATS_TEST_TMPDIR/trace
    status=0
    strace -f -o "$TRACE" -e "inject=${inject}" "${options[@]}" \
        "$@" "$BIN/$program" --format tsv --stay 60 \
        </dev/null >"$ROWS" 2>"$ERRORS" 3>&- || status=$?
}

# told: MESSAGE is on standard error, the process whose call failed ended with status
# 1, and no process that strace saw is left. (strace waits for all of them.)
told() { # MESSAGE
    assert_equal "$(cat "$ERRORS")" "$1" "on standard error"
    assert_match "$(cat "$TRACE")" 'exited with 1 \+\+\+'
    while read -r each; do
        ended "$each" || fail "process $each is left"
    done < <(cut -d ' ' -f 1 "$TRACE" | sort -u)
}

@test "the first fork fails" {
    for program in "${STEPS[@]:1}"; do
        failing $FORK:error=EAGAIN "$program"
        assert_equal $status 1 "status"
        told "$program: fork: Resource temporarily unavailable"
    done
}

@test "setsid fails" {
    for program in "${STEPS[@]:2}"; do
        failing setsid:error=EPERM "$program"
        told "$program: setsid: Operation not permitted"
    done
}

@test "the second fork fails" {
    # strace makes the first call of each name fail in each process. perl makes those
    # calls, by a fork of each kind, and then becomes the program. So the first fork
    # of the program succeeds; the second is the first call in the child, and fails.
    local forks='fork; syscall(57) if `uname -m` eq "x86_64\n"; exec @ARGV'
    for program in "${STEPS[@]:3}"; do
        failing $FORK:error=EAGAIN:when=1 "$program" -- perl -e "$forks"
        told "$program: fork: Resource temporarily unavailable"
        has_row setsid || fail "the first fork should have succeeded"
    done
}

@test "chdir fails" {
    for program in "${STEPS[@]:4}"; do
        failing chdir:error=EACCES "$program"
        told "$program: chdir: Permission denied"
    done
}

@test "opening /dev/null fails, the first time or the second" {
    for n in 1 2; do
        failing $OPEN:error=EACCES:when=$n 05-reopen -P /dev/null
        told "05-reopen: open: Permission denied"
    done
}

@test "dup2 fails while standard error still works" {
    for n in 1 2 3; do
        failing dup2,dup3:error=EACCES:when=$n 05-reopen
        told "05-reopen: dup2: Permission denied"
    done
}

@test "closing the last descriptor fails, without a standard error: status 1" {
    for n in 1 2; do
        failing close:error=EIO:when=$n 05-reopen -P /dev/null
        told ""
    done
}

@test "the last row cannot be written, without a standard error: status 1" {
    # the third row that the last process writes
    failing write:error=ENOSPC:when=3 05-reopen
    told ""
    has_row chdir
    ! has_row reopen || fail "there is a last row"
}

@test "the private duplicate of standard output cannot be made" {
    for program in "${STEPS[@]}"; do
        failing fcntl:error=EACCES "$program"
        assert_equal $status 1
        told "$program: fcntl: standard output: Permission denied"
        assert_equal "$(cat "$ROWS")" ""
    done
}

# bats test_tags=thorough
@test "no more processes are allowed to this user" {
    user_copy
    # the limit counts all processes of the user, and prlimit is already one of them
    for program in "${STEPS[@]:1}"; do
        run -1 --separate-stderr as_user prlimit --nproc=1 "$USER_BIN/$program" --format tsv 3>&-
        assert_equal "$stderr" "$program: fork: Resource temporarily unavailable"
        assert_equal "$(cells stage <<<"$output")" foreground
    done
}

# bats test_tags=thorough
@test "recipe and inspect: no more processes are allowed to this user" {
    user_copy
    cd "$BATS_TEST_TMPDIR"
    for stage in fork open-terminal daemon; do
        run -1 --separate-stderr as_user prlimit --nproc=1 "$USER_BIN/recipe" --format tsv $stage 3>&-
        assert_match "$stderr" '^recipe: (fork|daemon): Resource temporarily unavailable$'
        assert_equal "$(cells stage <<<"$output")" foreground "rows before $stage"
    done
    run -1 --separate-stderr as_user prlimit --nproc=1 "$USER_BIN/inspect" --run touch ran 3>&-
    assert_equal "$stderr" "inspect: fork: Resource temporarily unavailable"
    assert_equal "$output" ""
    [ ! -e ran ]
}

# bats test_tags=thorough
@test "recipe: no terminal is left" {
    needs_namespaces
    for stages in open-terminal 'fork setsid open-terminal' 'fork setsid fork chdir open-terminal'; do
        run --separate-stderr namespace -mpf --kill-child --mount-proc sh -c '
            mount -t devpts -o newinstance,ptmxmode=0666,max=1 none /dev/pts &&
            mount --bind /dev/pts/ptmx /dev/ptmx && exec 8<>/dev/ptmx || exit
            "$@" | sed "s/	.*//" | xargs
            # a process closes the pipe a moment before it has ended: 60 s at most
            for look in $(seq 600); do
                left=$(ps -o pid= -C recipe) || exit 0
                sleep 0.1
            done
            echo "left: $left"' sh "$BIN/recipe" --format tsv $stages </dev/null 3>&-
        assert_match "$stderr" '^recipe: posix_openpt: (No space left on device|Resource temporarily unavailable)$'
        # all rows are there except the last, and ps shows no process
        assert_equal "$output open-terminal" "stage foreground $stages"
    done
}

@test "it waits only some seconds for a parent that does not end" {
    # strace delays the parent in its fork for longer than the child waits
    failing $FORK:delay_exit=9000000:when=1 01-fork
    assert_match "$(cat "$ERRORS")" '^01-fork: fork: the parent, process [0-9]+, is still there after 5 seconds$'
    assert_match "$(cat "$TRACE")" 'exited with 1 \+\+\+'
    ! has_row fork || fail "there is a row that shows the old parent"
}

@test "a descriptor that cannot be examined is unknown: neither closed nor changed" {
    local unknown=0
    for ((n = 1; n <= 10; n++)); do # the loader makes the first calls
        for format in tsv table; do
            output=$(strace -f -o /dev/null -e inject=newfstatat,fstat,statx:error=ESTALE:when=$n \
                "$BIN/02-setsid" --letters --format $format </dev/null 2>/dev/null 3>&-) || continue
            refute_match "$output" 'closed'
            [[ $output != *'	unknown'* ]] || unknown=$((unknown + 1))
            # setsid does not change them, so no star stands after them, nor after CWD
            refute_match "$output" '[?a-z][*] +([a-z?]+ +){0,2}[~/]'
        done
    done
    [ $unknown -ge 3 ] || fail "only $unknown of these have it in a row"
}

# bats test_tags=thorough
@test "inspect: a file that it cannot open is called neither missing nor hidden, and is not left out" {
    for whom in $$ --all; do # four: 0, 1, 2 and the file that the loader needs
        run -1 --separate-stderr prlimit --nofile=4 "$BIN/inspect" $whom 3>&-
        assert_match "$stderr" '^inspect: /proc/[0-9]+: (Too many open files|No file descriptors available)$'
    done
    for call in getdents64 read; do # of the directory, and of the first file in it
        run -1 --separate-stderr strace --quiet=path-resolution -o /dev/null -P /proc -P /proc/1/stat \
            -e inject=$call:error=EIO "$BIN/inspect" --all 3>&-
        assert_match "$stderr" '^inspect: /proc(/1)?: (Input/output|I/O) error$'
    done
}

# bats test_tags=thorough
@test "inspect: a process that it may not read is not silently left out of --all" {
    sleep 60 3>&- &
    record $!
    run -0 --separate-stderr strace --quiet=path-resolution -o /dev/null -P /proc/$! \
        -e inject=openat,open:error=EACCES "$BIN/inspect" --all 3>&-
    assert_equal "$stderr" 'inspect: /proc hides processes of other users (hidepid)'
}

# bats test_tags=thorough
@test "inspect NAME: it says when a process that it could not read may have that name" {
    run -1 --separate-stderr strace --quiet=path-resolution -o /dev/null -P /proc/$$/stat \
        -e inject=openat,open:error=ENFILE "$BIN/inspect" no-such-name 3>&-
    assert_match "$stderr" '^inspect: /proc: Too many (open files|files open) in system$'
}

# bats test_tags=thorough
@test "inspect: it does not say that a parent which it cannot read has adopted" {
    needs_namespaces
    local try='sleep 60 & "$@" $!; kill $!'
    for inject in '' 'openat,open:error=EMFILE'; do
        run -0 namespace -mpf --kill-child --mount-proc setsid sh -c "$try" sh strace -o /dev/null \
            --quiet=path-resolution -P /proc/1/stat ${inject:+-e inject=$inject} "$BIN/inspect" --format json 3>&-
        assert_equal "$(jq .adopted <<<"$output")" null
    done
}

# bats test_tags=thorough
@test "inspect --run: it says when it cannot end what it started, and fails" {
    # it can read neither the list of its children nor, from the second time on, /proc
    run -1 --separate-stderr strace --quiet=path-resolution -o /dev/null -P /proc/thread-self/children -P /proc/self \
        -e inject=openat,open:error=EIO -e inject=readlink,readlinkat:error=EIO:when=2+ \
        "$BIN/inspect" --run "$BIN/05-reopen" --format tsv --stay 60 </dev/null 3>&-
    record "$(sed -n 's/^reopen	\([0-9]*\)	.*/\1/p' <<<"$output")"
    assert_match "$stderr" '^inspect: /proc: (Input/output|I/O) error$'
}

# bats test_tags=thorough
@test "terminal: a call that fails at its start is reported at once" {
    # the program once waited for the output of a terminal that was not open yet
    for limit in 4 5 6; do
        run -125 --separate-stderr timeout 30 prlimit --nofile=$limit \
            "$BIN/terminal" --timeout 600 -- true </dev/null 3>&-
        assert_match "$stderr" '^terminal: [a-z_/0-9]+: (Too many open files|No file descriptors available)$'
    done
    for inject in fcntl:error=EMFILE:when=1 close:error=EIO:when=1 ioctl:error=EIO:when=1; do
        run -125 --separate-stderr timeout 30 strace --quiet=path-resolution -o /dev/null -P /dev/ptmx -e inject=$inject \
            "$BIN/terminal" --timeout 600 -- true </dev/null 3>&-
        assert_match "$stderr" '^terminal: '
    done
}

# bats test_tags=thorough
@test "terminal: a call that fails at its end is reported" {
    # the first close is the one that moves the master to another descriptor
    run -125 --separate-stderr strace --quiet=path-resolution -o /dev/null -P /dev/ptmx \
        -e inject=close:error=EIO:when=2 "$BIN/terminal" --timeout 100 -- true </dev/null 3>&-
    assert_match "$stderr" '^terminal: close: (Input/output|I/O) error$'
}

# bats test_tags=thorough
@test "inspect --run and terminal: where they cannot become a reaper, they say which call failed" {
    for program in inspect:1:--run terminal:125:--; do
        IFS=: read -r name status option <<<"$program"
        run -$status --separate-stderr strace -o /dev/null -e inject=prctl:error=EINVAL \
            "$PLAIN_BIN/$name" $option true </dev/null 3>&-
        assert_equal "$stderr" "$name: prctl: Invalid argument"
    done
}
