#!/usr/bin/env bats
# Which process may use a terminal, and how a session loses it: tables of a document.
bats_require_minimum_version 1.5.0
load helper

setup() { own_tmpdir; }

# by_leader COMMAND...: runs COMMAND as session leader of a terminal; sets output.
by_leader() {
    printf '%s\n' 'exec "$@" >shown 2>&1' >leader
    run -0 "$BIN/terminal" --timeout 60 -- sh leader "$@" </dev/null
    output=$(cat shown)
}

@test "the kernel lets a process read, write, change and move a terminal as the table says" {
    cd "$TMPDIR"
    cc -std=c11 -Wall -Wextra -Werror -o access "$ROOT/tests/access.c"
    by_leader ./access
    # The column "ignored or blocked" of the document is two states here.
    table=$(awk -F ' *[|] *' '/^## / { on = /Who may write/ } on && /^[|] / && $3 != "foreground" {
        print $3, $4, $5, $5, $6, $7 }' "$ROOT/docs/groups-and-sessions.md")
    assert_equal "$output" "$table"
}

@test "a process may give up its terminal alone; a session leader gives it up for all, with SIGHUP and SIGCONT" {
    cd "$TMPDIR"
    cat >give-up <<'CODE'
$| = 1;
sub say { print "@_: ", open(my $tty, '<', '/dev/tty') ? "a terminal\n" : "none\n" }
sub give_up { ioctl STDIN, 0x5422, 0 or die "TIOCNOTTY: $!" }
if (!fork) { give_up; say 'a member'; exit }
wait;
say 'its leader';
pipe my $in, my $out;
if (!fork) {
    my %got;
    $SIG{$_} = sub { $got{$_[0]} = 1 } for qw(HUP CONT);
    syswrite $out, '.';
    select undef, undef, undef, .01 until $got{HUP} && $got{CONT};
    say 'the foreground, after SIGHUP and SIGCONT';
    exit;
}
sysread $in, my $ready, 1;
$SIG{HUP} = 'IGNORE';
give_up;
wait;
say 'the leader';
CODE
    by_leader perl give-up
    assert_equal "$output" 'a member: none
its leader: a terminal
the foreground, after SIGHUP and SIGCONT: none
the leader: none'
}

@test "setpgid refuses a process of another session, a child that has called exec, and a session leader" {
    cd "$TMPDIR"
    cat >move <<'CODE'
use POSIX qw(setpgid setsid);
sub child { # DO: forks one, which says when it has done that, and stays
    my ($do) = @_;
    pipe my $in, my $out;
    my $pid = fork;
    if (!$pid) { $do->($out); sleep 60; exit }
    close $out;
    sysread $in, my $done, 1;
    return $pid;
}
sub move { print "$_[0]: ", setpgid($_[1], $_[1]) ? 'moved' : $!, "\n"; kill 'KILL', $_[1] if $_[1] }
move 'a child', child(sub { syswrite $_[0], '.' });
move 'in another session', child(sub { setsid; syswrite $_[0], '.' });
move 'after exec', child(sub { exec 'sleep', 60 });
setsid;
move 'a session leader', 0;
CODE
    run -0 perl move
    assert_equal "$output" 'a child: moved
in another session: Operation not permitted
after exec: Permission denied
a session leader: Operation not permitted'
}

@test "what a shell says of a background job that changes the terminal" {
    needs zsh
    cd "$TMPDIR"
    for shell in 'dash -i:Stopped' 'zsh -f:suspended'; do
        # shellcheck disable=SC2086 # a shell and its option
        "$BIN/terminal" --timeout 60 -- ${shell%:*} >shown <<END || true
type stty -echo &
type until jobs >said; grep -q 'tty out' said; do sleep .1; done; cat said
expect ${shell#*:} (tty output)
hang-up
END
        assert_match "$(cat shown)" "\] +\+ ${shell#*:} \(tty output\)"
    done
}
