#!/usr/bin/env bats
# Real daemons: build/inspect --run sees each of them do what it is known to do. They
# use a temporary directory and UNIX domain sockets, and end with the test.
bats_require_minimum_version 1.5.0
load helper

setup() {
    cd "$BATS_TEST_TMPDIR"
    umask 022
}

# daemons COMMAND...: prints a line for each process that COMMAND leaves: its name; y,
# n or ? for adopted, own_session, no_terminal, not_leader, cwd_root and stdio_safe;
# its umask; whether it keeps descriptor 7; whether it is a daemon's child. COMMAND
# inherits only 7, which the test holds open, and 0, 1 and 2: /dev/null and files.
daemons() {
    "$BIN/inspect" --format json --run --timeout 15 "$@" \
        </dev/null >shown 2>complaints 3>&- 7<"$ROOT/README.md" ||
        [ $? = 1 ] || fail "$(cat shown complaints)"
    grep '^{"name"' shown | jq -r '.name + " " + ([.adopted, .own_session, .no_terminal,
        .not_leader, .cwd_root, .stdio_safe] | map(if . == null then "?"
        elif . then "y" else "n" end) | add) + " " + .umask
        + if .descriptors["7"] then " keeps 7" else "" end
        + if .child_of then " child" else "" end' | sort
}

@test "daemonize: it forks once, so its program still leads the session" {
    needs daemonize
    run -0 daemons daemonize "$(type -P sleep)" 60
    assert_equal "$output" 'sleep yyynyy 0022 keeps 7'
}

@test "start-stop-daemon --background: all six marks, and it closes what it inherited" {
    needs start-stop-daemon dpkg
    run -0 daemons start-stop-daemon --start --background --pidfile "$PWD/pid" \
        --make-pidfile --startas "$(type -P sleep)" -- 60
    assert_equal "$output" 'sleep yyyyyy 0022'
}

@test "nginx: it leads its session, stays where it was started, and has umask 0" {
    needs nginx
    cat >conf <<END
pid $PWD/pid;
error_log $PWD/log;
worker_processes 1;
events { worker_connections 16; }
http {
    access_log off;
    client_body_temp_path $PWD;
    proxy_temp_path $PWD;
    fastcgi_temp_path $PWD;
    uwsgi_temp_path $PWD;
    scgi_temp_path $PWD;
    server { listen unix:$PWD/socket; }
}
END
    [ "$(id -u)" -ne 0 ] || sed -i '1i user root;' conf
    run -0 daemons nginx -p "$PWD" -c "$PWD/conf" -e "$PWD/log"
    # the worker is shown, too; its parent is nginx
    assert_equal "$output" "nginx ?yyyny 0000 keeps 7 child
nginx yyynny 0000 keeps 7"
}

@test "redis-server: it leads its session, and stays where it was started" {
    needs redis-server
    run -0 daemons redis-server --daemonize yes --port 0 --unixsocket "$PWD/socket" \
        --logfile "$PWD/log" --pidfile "$PWD/pid" --save ''
    assert_equal "$output" 'redis-server yyynny 0022 keeps 7'
    assert_equal "$(grep '^{' shown | jq -c '.ignored | map(select(. == "SIGHUP"))')" '["SIGHUP"]'
}

@test "tmux: the server has no terminal; the program in its pane has a new one" {
    needs tmux
    unset TMUX
    run -0 daemons tmux -f /dev/null -S "$PWD/socket" new-session -d 'exec sleep 60'
    assert_equal "$output" 'sleep ?ynnnn 0022 child
tmux: server yyynny 0022 keeps 7'
}

@test "screen -dm: as tmux, and it closes what it inherited" {
    needs_screen
    mkdir -m 700 screens
    run -0 daemons env SCREENDIR="$PWD/screens" HOME="$PWD" screen -c /dev/null -dmS test sleep 60
    assert_equal "$output" 'screen yyynny 0022
sleep ?ynnnn 0022 child'
}

@test "Ruby's Process.daemon: all six marks up to 3.1, a session leader from 3.2 on" {
    needs ruby
    run -0 daemons ruby --disable-gems -e 'Process.daemon; sleep 60'
    if ruby --disable-gems -e 'exit RUBY_VERSION.to_f >= 3.2'; then
        assert_equal "$output" 'ruby yyynyy 0022 keeps 7'
    else
        assert_equal "$output" 'ruby yyyyyy 0022 keeps 7'
    fi
}

@test "libc's daemon(3): glibc's leads its session, musl's has all six marks" {
    if grep -q 'GLIBC\|GNU C Library' "$BIN/recipe"; then
        run -0 daemons "$BIN/recipe" daemon -- sleep 60
        assert_equal "$output" 'sleep yyynyy 0022 keeps 7'
    fi
    needs musl-gcc musl-tools
    musl-gcc -std=c11 -D_POSIX_C_SOURCE=200809L -I"$ROOT/common" -o recipe \
        "$ROOT"/common/*.c "$ROOT/steps/recipe.c"
    run -0 daemons ./recipe daemon -- sleep 60
    assert_equal "$output" 'sleep yyyyyy 0022 keeps 7'
}
