#!/usr/bin/env bats
# What is printed: the table, tsv and json, letters, marks and colors.
bats_require_minimum_version 1.5.0
load helper

# printed STEP [OPTION...]: prints all its rows. A reader of a pipe gets end of file
# when the last process has closed it.
printed() {
    local program=$1
    shift
    # cat waits for every process that has the pipe open, until 05 closes it
    "$BIN/$program" "$@" 3>&- </dev/null | cat
}

# shown SETTING...: prints what a terminal shows of 02-setsid in that environment.
shown() {
    printf 'expect setsid\npress C-d\n' |
        TERM=xterm "$BIN/terminal" --timeout 100 -- env "$@" sh -c "'$BIN/02-setsid'; cat" 3>&- |
        tr -d '\r'
}

@test "the first columns are pid, ppid, pgid, sid and tty, in that order" {
    run -0 printed 04-chdir
    assert_match "${lines[0]}" '^STAGE +PID +PPID +PGID +SID +TTY '
    assert_equal "${#lines[@]}" 6 "a header and five rows"
    assert_match "${lines[5]}" '^chdir +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+ +[^ ]'
}

@test "tsv has its columns, in their order" {
    run -0 printed 04-chdir --format tsv
    assert_equal "${lines[0]}" "$(printf 'stage\tpid\tppid\tpgid\tsid\ttty\ttpgid\tcwd\tumask\tstdin\tstdout\tstderr')"
    for line in "${lines[@]}"; do
        assert_equal "$(awk -F '\t' '{ print NF }' <<<"$line")" 12 "columns of: $line"
    done
}

@test "json says the same as tsv, numbers as numbers" {
    for program in "${STEPS[@]:0:5}"; do
        assert_equal "$(printed "$program" --format=json --letters | jq -r '[.[]] | @tsv')" \
            "$(printed "$program" --format=tsv --letters | tail -n +2)" "$program"
    done
    run -0 printed 02-setsid --format json
    assert_equal "$(jq -s -c 'map([.pid, .ppid, .pgid, .sid, .tpgid] | map(type) | unique) | unique' <<<"$output")" \
        '[["number"]]'
    assert_equal "$(jq -s -c '.[0] | keys_unsorted' <<<"$output")" \
        '["stage","pid","ppid","pgid","sid","tty","tpgid","cwd","umask","stdin","stdout","stderr"]'
}

@test "a cell that changed is marked, and no other is" {
    printed 04-chdir --letters >"$BATS_TEST_TMPDIR/table"
    run -0 cat "$BATS_TEST_TMPDIR/table"
    refute_match "${lines[1]}" '\*'
    assert_match "${lines[2]}" '^fork +[A-Z]+\* +[A-Z]+\* +[A-Z]+ +[A-Z0]+ '
    assert_match "${lines[3]}" '^setsid +[A-Z]+ +[A-Z]+ +[A-Z]+\* +[A-Z]+\* '
    assert_match "${lines[4]}" '^second-fork +[A-Z]+\* +[A-Z]+ +[A-Z]+ +[A-Z]+ '
    assert_match "${lines[5]}" '^chdir +[A-Z]+ +[A-Z]+ +[A-Z]+ +[A-Z]+ .* /\*$'
}

@test "letters are given by first appearance, and the same on every run" {
    run -0 printed 04-chdir --letters --format tsv
    first=$output
    assert_match "${lines[1]}" "^foreground	A	B	"
    run -0 printed 04-chdir --letters --format tsv
    assert_equal "$output" "$first" "a second run"
    # in the order of their first appearance, the letters are A, B, C, ...
    letters=$(cells 'pid ppid pgid sid tpgid' <<<"$output" | grep -o '[A-Z]' | awk '!seen[$0]++' | tr -d '\n')
    assert_equal "$letters" "$(cut -c "1-${#letters}" <<<ABCDEFGH)"
    assert_match "$letters" ABCDE
}

@test "letters and numbers tell the same relations" {
    {
        wait_until has_row second-fork
        wait_until grep -q '^second-fork	' "$ROWS.numbers"
        echo 'press C-d'
    } | "$BIN/terminal" --timeout 100 -- sh -c "'$BIN/03-second-fork' --letters --format tsv >'$ROWS'
        '$BIN/03-second-fork' --format tsv >'$ROWS.numbers'; cat" 3>&-
    # the numbers, converted to letters here, must equal what --letters printed
    ids='pid ppid pgid sid tpgid'
    assert_equal "$(cells "$ids" "$ROWS.numbers" | awk -v OFS='\t' '{
        for (i = 1; i <= NF; i++) if ($i > 0) {
            if (!($i in letter)) letter[$i] = substr("ABCDEFGHIJ", ++n, 1)
            $i = letter[$i]
        } print }')" "$(cells "$ids" "$ROWS")"
}

@test "a table is at most 80 columns wide, with one line for each row" {
    deep=$BATS_TEST_TMPDIR/a-rather-long-name/and-yet-another-one/目錄目錄目錄
    mkdir -p "$deep"
    cd "$deep"
    export LC_ALL=C.UTF-8 # there, wc knows how wide a character is
    for options in "" --letters; do
        run -0 printed 04-chdir $options
        assert_equal "${#lines[@]}" 6
        for line in "${lines[@]}"; do
            [ "$(wc -L <<<"$line")" -le 80 ] || fail "too wide: $line"
        done
    done
    # also for a directory whose name has only characters of two columns
    HOME=$BATS_TEST_TMPDIR/home
    mkdir -p "$HOME/目錄目錄目錄目錄目錄目錄目錄目錄目錄目錄目錄目錄目錄"
    cd "$HOME"/目錄*
    run -0 printed 00-foreground
    assert_match "${lines[1]}" ' ~(/(目錄)*目?)?\.\.\.$'
    [ "$(wc -L <<<"${lines[1]}")" -le 80 ] || fail "too wide: ${lines[1]}"
}

@test "a table has room for the pids of the next thousand processes" {
    header() { # PID of the first row
        strace -o /dev/null -e inject=getpid:retval="$1" "$BIN/00-foreground" 3>&- </dev/null | head -n 1
    }
    assert_equal "$(header 999999)" "$(header 1000000)"
}

@test "in a narrower terminal the directory is cut, and it says how wide the rest is" {
    sized() { # COLUMNS COMMAND...
        TERM=dumb "$BIN/terminal" --timeout 100 --size "$1x24" -- sh -c "$2" </dev/null 3>&- | tr -d '\r'
    }
    any_tty() { sed 's,pts/[0-9]* *,TTY ,'; }
    cd "$BATS_TEST_TMPDIR"
    run -0 sized 71 "'$BIN/00-foreground' --letters"
    assert_equal "$(awk '{ print length }' <<<"${lines[1]}")" 70 # a mark may follow
    assert_match "${lines[1]}" '[.][.][.]$'
    run -0 sized 60 "'$BIN/recipe' --letters chdir"
    assert_equal "$(any_tty <<<"$output")" "recipe: this terminal has 60 columns: the table needs 66
$(sized 80 "'$BIN/recipe' --letters chdir" | sed 's, [~/][^ ]*[.]$, ...,' | any_tty)"
    run -0 sized 50 "'$BIN/inspect' --all"
    assert_match "${lines[0]}" '^inspect: this terminal has 50 columns: the table needs [67][0-9]$'
}

@test "so it is with ids of 7 digits; and columns stay in place when an id is longer" {
    needs_namespaces
    # inspect, a sub-reaper with a long id, adopts; the program gets an id after LAST
    table() { # LAST
        namespace -pf --kill-child --mount-proc sh -c '
            echo 4194304 >/proc/sys/kernel/pid_max
            echo 3999990 >/proc/sys/kernel/ns_last_pid
            "$0/inspect" --run sh -c "echo $1 >/proc/sys/kernel/ns_last_pid
                sh -c \"\\\"\$0/04-chdir\\\"; :\" | cat" "$0"' "$BIN" "$1" 3>&-
    }
    for last in 4000000 300; do
        run -3 --separate-stderr table $last
        assert_equal "${#lines[@]}" 6
        assert_match "${lines[2]}" ' 3999991[*] '
        at=$(expr "${lines[0]}" : '.*TTY')
        for line in "${lines[@]:1}"; do
            assert_match "${line:at-4}" '^ [?p]'
            [ ${#line} -le 80 ] || fail "too wide: $line"
        done
    done
}

@test "the home directory is ~ in a table, and / is never" {
    mkdir -p "$BATS_TEST_TMPDIR/home/demo"
    cd "$BATS_TEST_TMPDIR/home/demo"
    run -0 env HOME="$BATS_TEST_TMPDIR/home" "$BIN/00-foreground" --letters
    assert_match "${lines[1]}" ' ~/demo$'
    run -0 env HOME="$BATS_TEST_TMPDIR/home/de" "$BIN/00-foreground" --letters
    refute_match "${lines[1]}" '~'
    cd /
    run -0 env HOME=/ "$BIN/00-foreground" --letters
    assert_match "${lines[1]}" ' /$'
}

@test "a directory's name may hold a tab, a newline, quotes, a backslash, UTF-8" {
    name=$'tab\there\nline\r "quoted" \\ 目錄 \x7f\x01'
    mkdir "$BATS_TEST_TMPDIR/$name"
    cd "$BATS_TEST_TMPDIR/$name"
    run -0 "$BIN/00-foreground" --format json
    assert_equal "${#lines[@]}" 1
    assert_equal "$(jq -j .cwd <<<"$output")" "$BATS_TEST_TMPDIR/$name"
    run -0 "$BIN/00-foreground" --format tsv
    assert_equal "${#lines[@]}" 2
    assert_equal "$(printf %b "$(cells cwd <<<"$output")")" "$BATS_TEST_TMPDIR/$name"
    assert_match "$(cells cwd <<<"$output")" '/tab\\there\\nline\\r "quoted" \\\\ '
    run -0 "$BIN/00-foreground"
    assert_equal "${#lines[@]}" 2
}

@test "a control character is a ? in a table, and escaped in tsv and json" {
    name=$'c1 \xc2\x9b31m bidi \xe2\x80\xae\xe2\x81\xa6 no \xef\xbf\xbf\xff'
    mkdir "$BATS_TEST_TMPDIR/$name"
    cd "$BATS_TEST_TMPDIR/$name"
    run -0 env HOME="$BATS_TEST_TMPDIR" "$BIN/00-foreground" --letters
    [[ ${lines[1]} == *'c1 ?31m'* ]] || fail "${lines[1]}"
    cd "$BATS_TEST_TMPDIR"
    mkdir $'home\xc2\x9b\xe2\x80\xae\xe2\x81\xa9\xe2\x80\x8f\xd8\x9c\xff'
    cd home*
    run -0 env HOME="$BATS_TEST_TMPDIR" "$BIN/00-foreground" --letters
    [[ ${lines[1]} == *'~/home??????' ]] || fail "${lines[1]}"
    escaped='/home\u009b\u202e\u2069\u200f\u061c\ufffd'
    "$BIN/00-foreground" --format tsv >"$ROWS"
    assert_equal "$(cell foreground cwd)" "$BATS_TEST_TMPDIR$escaped"
    "$BIN/00-foreground" --format json >"$ROWS"
    [[ $(cat "$ROWS") == *"$escaped\""* ]] || fail "$(cat "$ROWS")"
}

@test "C and awk replace the same characters" {
    cd "$BATS_TEST_TMPDIR"
    cat >unseen.c <<'END'
#include "text.h"
#include <stdio.h>
int main(void)
{
    char line[64];
    while (fgets(line, sizeof line, stdin) != NULL) {
        unsigned char s[5] = {0};
        int code, n = sscanf(line, "%d %hhu %hhu %hhu %hhu", &code, s, s + 1, s + 2, s + 3);
        if (n > 1 && !text_next((char *)s).seen)
            printf("%d\n", code);
    }
}
END
    "${CC:-cc}" -std=c11 -D_POSIX_C_SOURCE=200809L -I"$ROOT/common" -o unseen \
        unseen.c "$ROOT"/common/{text,die,write_all}.c
    cat >codes.awk <<'END'
BEGIN {
    for (code = 1; code < 66000; code++) if (code != 63 && (code < 12288 || code > 55000)) {
        tail = code % 64 + 128
        middle = int(code / 64) % 64 + 128
        bytes = code < 128 ? code : code < 2048 ? int(code / 64) + 192 " " tail : \
            code < 65536 ? int(code / 4096) + 224 " " middle " " tail : "240 144 " middle " " tail
        print code " " bytes > "codes"
        n = split(bytes, byte_of, " ")
        text = ""
        for (i = 1; i <= n; i++) text = text sprintf("%c", byte_of[i])
        # after another character, which an accent can combine with
        characters("x" text, character)
        if (character[2] == "?") print code > "awk"
    }
}
END
    LC_ALL=C awk -f "$ROOT/scripts/drawing/characters.awk" -f codes.awk
    ./unseen <codes >c
    assert_equal "$(diff awk c)" ''
    [ "$(wc -l <c)" -gt 2000 ] # the surrogates, and some more
}

@test "a name that is not UTF-8 still gives valid json, and tsv with the same escapes" {
    name=$'\xff\xfeno'
    mkdir "$BATS_TEST_TMPDIR/$name"
    cd "$BATS_TEST_TMPDIR/$name"
    "$BIN/00-foreground" --format json >"$ROWS"
    iconv -f UTF-8 -t UTF-8 "$ROWS" >/dev/null
    assert_equal "$(jq -r .cwd "$ROWS")" "$BATS_TEST_TMPDIR/"$'\xef\xbf\xbd\xef\xbf\xbdno'
    "$BIN/00-foreground" --format tsv >"$ROWS"
    assert_equal "$(cell foreground cwd)" "$BATS_TEST_TMPDIR/\ufffd\ufffdno"
    # surrogates, codes past U+10FFFF and overlong forms are not characters, either
    mkdir $'\xed\xa0\x80' $'\xf4\x90\x80\x80' $'\xe0\x9f\xbf' $'\xed\x9f\xbf\xf4\x8f\xbf\xbf'
    json() { (cd "$1" && "$BIN/00-foreground" --format json); }
    assert_match "$(json $'\xed\xa0\x80')" '/(\\ufffd){3}"'
    assert_match "$(json $'\xf4\x90\x80\x80')" '/(\\ufffd){4}"'
    assert_match "$(json $'\xe0\x9f\xbf')" '/(\\ufffd){3}"'
    assert_match "$(json $'\xed\x9f\xbf\xf4\x8f\xbf\xbf')" $'/\xed\x9f\xbf\xf4\x8f\xbf\xbf"'
}

@test "a path longer than 4096 bytes is shown in full" {
    part=$(printf 'x%.0s' {1..200})
    cd "$BATS_TEST_TMPDIR"
    expected=$PWD
    for _ in {1..25}; do
        mkdir "$part"
        cd "./$part"
        expected+=/$part
    done
    [ ${#expected} -gt 5000 ]
    assert_equal "$("$BIN/00-foreground" --format json | jq -r .cwd)" "$expected"
    "$BIN/00-foreground" --format tsv >"$ROWS"
    assert_equal "$(cell foreground cwd)" "$expected"
    "$BIN/04-chdir" --format tsv 3>&- | cat >"$ROWS"
    relations_up_to 04-chdir
}

@test "a removed working directory is called deleted" {
    mkdir "$BATS_TEST_TMPDIR/gone"
    cd "$BATS_TEST_TMPDIR/gone"
    rmdir "$BATS_TEST_TMPDIR/gone"
    "$BIN/00-foreground" --format tsv >"$ROWS"
    assert_equal "$(cell foreground cwd)" "$BATS_TEST_TMPDIR/gone (deleted)"
    "$BIN/04-chdir" --format tsv 3>&- | cat >"$ROWS"
    relations_up_to 04-chdir
}

@test "descriptors: a file, a folder, a pipe, a socket, a device, closed" {
    touch "$BATS_TEST_TMPDIR/a file"
    what() { "$BIN/00-foreground" --format json | jq -r .stdin; }
    word() { "$BIN/00-foreground" --letters | seen IN; }
    assert_equal "$(what <"$BATS_TEST_TMPDIR/a file")" "$BATS_TEST_TMPDIR/a file"
    assert_equal "$(word <"$BATS_TEST_TMPDIR/a file")" file
    assert_equal "$(what <"$BATS_TEST_TMPDIR")" "$BATS_TEST_TMPDIR"
    assert_equal "$(word <"$BATS_TEST_TMPDIR")" dir
    assert_equal "$(: | what)" pipe
    assert_equal "$(: | word)" pipe
    assert_equal "$(what </dev/zero)" /dev/zero
    assert_equal "$(word </dev/zero)" dev
    assert_equal "$(word </dev/null)" null
    assert_equal "$(what <&-)" closed
    assert_equal "$(word <&-)" -
    socket='use Socket; socketpair(A, B, AF_UNIX, SOCK_STREAM, 0) or die;
        open(STDIN, "<&", \*A) or die; exec @ARGV'
    assert_equal "$(perl -e "$socket" "$BIN/00-foreground" --format json | jq -r .stdin)" socket
    assert_equal "$(perl -e "$socket" "$BIN/00-foreground" --letters | seen IN)" sock
}

@test "in a terminal changes are in color, and marked as well" {
    run -0 shown NO_COLOR=
    assert_match "$output" $'setsid .*\e\\[1;32m[0-9]+\\*\e\\[0m'
}

@test "no color into a pipe, with NO_COLOR, or without a usable TERM; then it marks only" {
    run -0 printed 04-chdir
    refute_match "$output" $'\e'
    assert_match "$output" 'setsid .*\*'
    for setting in NO_COLOR=1 TERM=dumb TERM= --unset=TERM; do
        run -0 shown "$setting"
        refute_match "$output" $'\e\\[[0-9;]*m'
        assert_match "$output" 'setsid .*\*'
    done
}

@test "the umask is shown as umask(1) prints it" {
    umask 027
    "$BIN/00-foreground" --format tsv >"$ROWS"
    assert_equal "$(cell foreground umask)" 0027
    assert_equal "$("$BIN/00-foreground" --format json | jq -r .umask)" 0027
}
