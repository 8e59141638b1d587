#!/usr/bin/env bats
# scripts/others watches real daemons. What it says about them is compared with what
# /proc says about a daemon that the test starts, and with the stages of a recipe.
bats_require_minimum_version 1.5.0
load helper

setup() {
    needs strace
    own_tmpdir
}

# others NAME...: runs scripts/others, and writes its rows into $ROWS.
others() {
    run --separate-stderr "$ROOT/scripts/others" --format tsv "$@" </dev/null 3>&-
    printf '%s\n' "$output" >"$ROWS"
    nothing_left
}

# of NAME COLUMN: prints a cell. Names are in the second column.
of() {
    by_name 'cell("name") == wanted { print cell(column_asked) }' wanted="$1" column_asked="$2" "$ROWS"
}

# --- the order ---

# ordered COMMAND...: runs COMMAND until it has become sleep, and sets order, its
# stages as scripts/others prints them. COMMAND inherits descriptor 6 and umask 002.
ordered() {
    cd "$BATS_TEST_TMPDIR"
    (umask 002 && strace -D -f -q -o trace -e signal=none "$@" </dev/null >said 2>&1 3>&- 7>&- 6<said) &
    disown
    wait_until has_become_sleep
    local pid
    pid=$(sleeps)
    printf '%s\t%s\t%s\n' "$pid" "$pid" "$([ -e "/proc/$pid/fd/6" ] || echo 1)" >left
    order=$(awk -v job=0 -v mask=002 -v fd=6 -f "$ROOT/scripts/order.awk" left trace | cut -f 1)
    end_traced
}

sleeps() { sed -n 's,^\([0-9]*\) *execve("[^"]*/sleep".* = 0$,\1,p' trace 2>/dev/null; }
has_become_sleep() { [ -n "$(sleeps)" ]; }

end_traced() { # ends COMMAND, and those of its ancestors that are still alive
    # shellcheck disable=SC2046 # a number each
    record $(cut -d ' ' -f 1 trace | sort -u)
    teardown
    rm "$RECORDED" trace
}

@test "the stages of a recipe, in whatever order, are seen in that order" {
    while IFS='|' read -r stages expected; do
        # shellcheck disable=SC2086 # a word each
        ordered "$BIN/recipe" $stages -- sleep 60
        assert_equal "$order" "$expected" "$stages"
    done <<'END'
fork setsid fork chdir reopen|F S F C R
chdir reopen fork setsid fork|C R F S F
umask fork fork setsid reopen|U F F S R
ignore-hup fork chdir umask close-fds setsid|H F C U X S
reopen fork new-group|R F
reset-signals|-
END
}

@test "a call that is undone is no stage, and a stage done twice counts once" {
    ordered perl -e 'umask umask 0; chdir "/"; chdir "/"; umask 0; umask 022; exec "sleep", 60'
    assert_equal "$order" "C U"
    ordered perl -e '$SIG{HUP} = "IGNORE"; exec "sleep", 60'
    assert_equal "$order" H
    ordered perl -e '$SIG{HUP} = "IGNORE"; $SIG{HUP} = "DEFAULT"; exec "sleep", 60'
    assert_equal "$order" -
    ordered perl -MFcntl -e 'open my $in, "<&=6"; fcntl $in, F_SETFD, FD_CLOEXEC; fcntl $in, F_SETFD, 0; exec "sleep", 60'
    assert_equal "$order" -
}

@test "a fork whose parent lives on does not count, nor does what another child does" {
    ordered perl -e 'if (fork) { wait } else { chdir "/"; exec "sleep", 60 }'
    assert_equal "$order" C
    ordered perl -e 'if (!fork) { umask 0; chdir "/"; exit } wait; exec "sleep", 60'
    assert_equal "$order" -
}

# --- the marks, and the memory ---

# here COMMAND: starts a daemon in a terminal; COMMAND writes its pid into the file
# pid. Sets lacks and memory, from what /proc says.
here() {
    cd "$BATS_TEST_TMPDIR"
    rm -f pid
    {
        wait_until test -s pid
        session=$(tr -d '\r\n' <session)
        pid=$(<pid)
        record "$pid"
        # wait until it no longer changes
        wait_until asleep "$pid"
        sleep 0.5
        lacks='' memory=$(awk '/^Private_/ { sum += $2 } END { print sum }' "/proc/$pid/smaps_rollup")
        read -r sid tty < <(ps -o sid=,tty= -p "$pid")
        [ "$sid" != "$session" ] || lacks+=' own_session'
        [ "$tty" = '?' ] || lacks+=' no_terminal'
        [ "$sid" != "$pid" ] || lacks+=' not_leader'
        [ "$(readlink "/proc/$pid/cwd")" = / ] || lacks+=' cwd_root'
        ! readlink "/proc/$pid/fd/"[012] | grep -q '^/dev/pts\|^pipe' || lacks+=' stdio_safe'
        printf '%s\n' "${lacks# }" "$memory" >found
        echo hang-up
    } | "$BIN/terminal" --leave-daemons -- sh -c "echo \$\$ >session; $1; cat" >shown 2>&1 3>&- || true
    { read -r lacks && read -r memory; } <found
    lacks=${lacks:--}
}

# agrees NAME COMMAND: checks that scripts/others and /proc agree about a daemon.
agrees() {
    here "$2"
    assert_equal "$(of "$1" lacks)" "$lacks" "$1 lacks"
    # other processes that run the same library make some difference
    [ $(($(of "$1" memory) - memory)) -lt $((memory / 2 + 100)) ] &&
        [ $((memory - $(of "$1" memory))) -lt $((memory / 2 + 100)) ] ||
        fail "$1: memory is $memory, not $(of "$1" memory)"
}

# bats test_tags=thorough
@test "marks and memory are what /proc says of a daemon that the test starts" {
    needs daemonize
    needs start-stop-daemon dpkg
    needs redis-server
    others daemonize start-stop-daemon setsid '&' redis
    sleep=$(type -P sleep)
    agrees daemonize "daemonize -p $BATS_TEST_TMPDIR/pid $sleep 60"
    agrees start-stop-daemon "start-stop-daemon -S -b -m -p $BATS_TEST_TMPDIR/pid -a $sleep -- 60"
    agrees setsid "setsid -f sh -c 'echo \$\$ >pid; exec sleep 60'"
    agrees '&' "sleep 60 & echo \$! >pid"
    agrees redis 'redis-server --daemonize yes --port 0 --unixsocket socket --pidfile pid --save ""'
}

# bats test_tags=thorough
@test "tmux's client is not the parent that exits, and the processes in its window count" {
    needs tmux
    others tmux '&'
    assert_equal "$(of tmux order)" 'F S R'
    assert_match "$(of tmux lacks)" '^not_leader cwd_root$'
    # a shell is about ten times as large as sleep, and the server is larger
    [ "$(of tmux memory)" -gt $((5 * $(of '&' memory))) ] || fail "$(cat "$ROWS")"
}

# --- which daemons are shown ---

# bats test_tags=thorough
@test "only those that are asked for are shown, in the order of the list" {
    others setsid stages
    assert_equal "$status" 0
    assert_equal "$(cells 'kind name order' "$ROWS")" "in one call	stages	F S F C R
launchers	setsid	F S"
}

@test "an unknown name is refused, with the names that it knows" {
    run -2 "$ROOT/scripts/others" setsid inetd
    assert_match "$output" "^others: invalid argument 'inetd'; allowed: stages glibc .* dtach\$"
    run -2 "$ROOT/scripts/others" --format json
    assert_equal "$output" "others: unknown option '--format json'; allowed: --format tsv"
}

# with TOOL...: makes a directory for PATH: only each TOOL and what scripts need.
with() {
    local tool
    mkdir -p "$BATS_TEST_TMPDIR/path"
    for tool in sh awk sed grep cat cut head tail tr rm mkdir mktemp mv touch date sleep dirname \
        paste true wc "$@"; do
        ln -sf "$(type -P "$tool")" "$BATS_TEST_TMPDIR/path"
    done
}

# bats test_tags=thorough
@test "what is not installed is named by its package, and the status is 77" {
    with strace
    run -77 --separate-stderr env PATH="$BATS_TEST_TMPDIR/path" "$ROOT/scripts/others" stages Proc::Daemon
    assert_match "$output" '^IN ONE CALL .*stages +F S F C R'
    refute_match "$output" 'Proc::'
    assert_equal "$stderr" 'not installed here: libproc-daemon-perl (scripts/setup dev)'
}

# bats test_tags=thorough
@test "without strace it says so, with status 77" {
    with
    PATH=$BATS_TEST_TMPDIR/path run -77 "$ROOT/scripts/others"
    assert_equal "$output" 'others: strace is missing: apt-get install strace'
}

# bats test_tags=thorough
@test "after scripts/setup dev all are shown, in fewer than 80 columns, and nothing is left" {
    needs dtach
    for shell in "${SHELLS[@]% sh}"; do
        PATH=$(path_with "$shell") run -0 --separate-stderr "$ROOT/scripts/others" </dev/null 3>&-
        assert_equal "$stderr" ''
        [ "$(grep -c ' kB ' <<<"$output")" -ge 25 ] || fail "$output"
        assert_equal "$(grep -E '.{81}' <<<"$output")" ''
        nothing_left
    done
}

# bats test_tags=thorough
@test "it leaves nothing when it is interrupted while a server and a multiplexer run" {
    needs tmux
    needs redis-server
    TERM=dumb setsid "$ROOT/scripts/others" redis tmux nohup </dev/null >/dev/null 2>&1 3>&- &
    record $!
    wait_until servers_run
    kill -TERM $!
    wait_until ended $!
    nothing_left
}

servers_run() {
    compgen -G "$TMPDIR/*/1/1/trace" >/dev/null && compgen -G "$TMPDIR/*/2/1/socket" >/dev/null
}
