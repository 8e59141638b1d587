#!/usr/bin/env bats
# Rows at a shell's prompt: when the process that was typed has ended, the shell takes
# its terminal back, and prints its prompt. More rows follow.
bats_require_minimum_version 1.5.0
load helper

setup() {
    cd "$BATS_TEST_TMPDIR"
}

TMUX_SOCKET=$BATS_TEST_TMPDIR/tmux
tmux_here() { tmux -S "$TMUX_SOCKET" -f /dev/null "$@" 3>&-; }

screen() { tmux_here capture-pane -p | sed '/^$/d'; }
screen_has() { screen | grep -q -e "$1"; }
is_clear() { ! screen_has '^STAGE\|clear$'; }
has_prompt() { [ "$(tmux_here display-message -p '#{cursor_x}')" -gt 0 ]; }

# open_prompt SHELL [OPTION...]: starts it in a window, and waits for its prompt.
open_prompt() {
    needs tmux
    needs "$1"
    ln -s "$BIN" build
    HOME=$PWD TERM=xterm ENV='' PS1='a-rather-long-prompt:~$ ' \
        tmux_here new-session -d -x 80 -y 24 "exec $*"
    record "$(tmux_here display-message -p '#{pid}')"
    wait_until has_prompt
}

# at_a_prompt SHELL [OPTION...]: checks that commands typed there leave a clean table,
# and that a prompt appears after Enter.
at_a_prompt() {
    open_prompt "$@"
    local command
    for command in build/01-fork build/05-reopen 'build/05-reopen --stay 1' \
        'build/recipe fork setsid -- true'; do
        # so that the output of the last command is not mistaken for that of this one
        tmux_here send-keys -l clear
        tmux_here send-keys Enter
        wait_until is_clear
        wait_until has_prompt
        tmux_here send-keys -l "$command"
        tmux_here send-keys Enter
        wait_until screen_has '^(No prompt?'
        screen >shown
        assert_equal "$(awk '/^STAGE/, /^[(]No prompt/ { printf "%s ", $1 }' shown)" \
            "STAGE foreground $(stages_of "$command")(No " "$command, in $*: $(cat shown)"
        tmux_here send-keys Enter
        wait_until has_prompt
    done
    tmux_here kill-server
}

stages_of() {
    case $1 in
        *01*) echo 'fork ' ;;
        *stay*) echo 'fork setsid second-fork chdir reopen 05-reopen ps kill ' ;;
        *05*) echo 'fork setsid second-fork chdir reopen ' ;;
        *) echo 'fork setsid ' ;;
    esac
}

@test "at a prompt of bash each row has a line of its own" { at_a_prompt bash --norc; }
@test "at a prompt of dash each row has a line of its own" { at_a_prompt dash -i; }
@test "at a prompt of zsh each row has a line of its own" { at_a_prompt zsh -f; }
@test "at a prompt of fish each row has a line of its own" { at_a_prompt fish --no-config; }

# typed COMMAND...: prints what a terminal shows when each COMMAND is typed at a
# shell's prompt. All rows have come when no process has descriptor 9 open.
typed() {
    [ -p end ] || mkfifo end
    { printf 'type %s\n' 'exec 9<>end 8<end' "$@" 'exec 9>&-; cat <&8; exit'; } |
        env ENV= HISTFILE= PS1='$ ' TERM="${TERM_THERE-xterm}" "$BIN/terminal" --timeout 100 -- \
            bash --norc --noprofile -i 3>&-
}

@test "a row from the background begins at the start of a line, and clears it; the first ones do not" {
    run -0 typed "'$BIN/${STEPS[-1]}'"
    assert_match "$output" $'\nforeground '
    for stage in "${STAGES[@]:1}"; do
        assert_match "$output" $'\r\e\\[K'"$stage "
    done
    assert_equal "$(grep -c '(No prompt?' <<<"$output")" 1 'lines that say what Enter does'
}

@test "a program that does not fork, or was not typed, does not mention the prompt" {
    run -0 typed "'$BIN/00-foreground'" "sh -c '$BIN/01-fork; true'"
    assert_match "$output" $'\e\\[Kfork '
    refute_match "$output" '[(]No prompt'
    # for a background job, the prompt is already there
    run -0 typed "'$BIN/00-foreground' & wait"
    assert_match "$output" $'\r\e\\[Kforeground '
    assert_match "$output" '[(]No prompt'
}

@test "with tsv or json, or without a usable TERM, it prints rows and nothing else" {
    run -0 typed "'$BIN/01-fork' --format tsv; '$BIN/01-fork' --format json"
    refute_match "$output" $'\e\\[K|[(]No prompt'
    for TERM_THERE in dumb ''; do
        run -0 typed "'$BIN/01-fork'"
        assert_match "$output" 'fork '
        refute_match "$output" $'\e\\[K|[(]No prompt'
    done
}

# key_ends_line KEY MODE SHELL [OPTION...]: the shell at its prompt has the terminal in
# MODE. A program of another session gets some of the keys, and KEY ends its line.
key_ends_line() {
    open_prompt "${@:3}"
    wait_until has_mode "$2"
    tmux_here send-keys -l "build/recipe --quiet fork setsid fork -- sh -c 'read x; >line'"
    tmux_here send-keys Enter
    wait_until presses "$1"
    tmux_here kill-server
}

has_mode() { stty -aF "$(tmux_here display-message -p '#{pane_tty}')" | grep -q -e "[ ;]$1\b"; }
presses() {
    tmux_here send-keys "$1"
    [ -e line ]
}

@test "beside dash at its prompt Enter ends a line" { key_ends_line Enter icrnl dash -i; }
@test "beside bash at its prompt Enter is no newline; ^J ends a line" { key_ends_line C-j -icrnl bash --norc; }
