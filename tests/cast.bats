#!/usr/bin/env bats
# Recordings of a terminal as pictures: scripts/cast.
bats_require_minimum_version 1.5.0
load helper

setup() {
    cd "$BATS_TEST_TMPDIR"
}

# cast ARG...: in whatever awk $AWK is.
cast() { "$ROOT/scripts/cast" "$@" 3>&-; }

# recorded EVENT...: a recording of 40x6, each event "SECONDS DATA", where DATA
# is as in json.
recorded() {
    local each
    echo '{"version": 2, "width": 40, "height": 6}'
    for each; do
        printf '[%s, "o", "%s"]\n' "${each%% *}" "${each#* }"
    done
}

# text_of SVG: its rows of text. What was shown below another row stands below
# it; empty rows are none.
text_of() {
    xmllint --xpath '//*[local-name()="text"]' "$1" | sed 's/<[^>]*>//g' |
        sed 's/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g; s/ *$//'
}

# Lets tmux show a file; what is then to be seen is in the file seen, without
# empty rows.
tmux_shows() { # FILE
    TERM=xterm LC_ALL=C.UTF-8 tmux -u -S "$BATS_TEST_TMPDIR/tmux" -f /dev/null \
        new-session -d -x 40 -y 6 "stty -opost; cat '$1'; sleep 20" 3>&-
    record "$(tmux -S "$BATS_TEST_TMPDIR/tmux" display-message -p '#{pid}')"
    tmux_has_it() {
        tmux -S "$BATS_TEST_TMPDIR/tmux" capture-pane -p | sed 's/ *$//; /^$/d' >seen
        grep -q END seen
    }
    wait_until tmux_has_it
    tmux -S "$BATS_TEST_TMPDIR/tmux" kill-server
}

@test "cast: a still holds the text that the terminal showed" {
    "$BIN/terminal" --record x.cast --size 79x30 -- "$BIN/05-reopen" </dev/null 3>&- |
        tr -d '\r' | sed 's/ *$//' >shown
    cast --frame 1 x.cast >x.svg
    xmllint --noout x.svg
    assert_equal "$(text_of x.svg)" "$(cat shown)"
}

@test "cast: it moves, wraps, scrolls and wipes as tmux does" {
    # each line is tried by itself: what is left of the ones before is wiped
    local i=0 each
    local -a tries=(
        'one\r\ntwo\rT\b\bX\r\n\tTAB\tTAB\r\nEND'
        '0123456789012345678901234567890123456789wrapped\r\n1\r\n2\r\n3\r\n4\r\n5\r\n6 END'
        '\033[3;5Hat 3 5\033[Hhome\033[2Bdown\033[A\033[3Cup\033[20Gcolumn\033[6dlast\033[2D<\033[99;99HE\033[1;30HEND'
        'all\r\nof\r\nit\033[2Jgone\033[HEND\r\nx'
        'abcdefgh\r\033[3C\033[Kx\r\nabcdef\033[3D\033[1K\r\nabc\033[2K\rEND'
        'a\r\nb\r\nc\r\nd\033[2;1H\033[Jy END'
        'a\r\nb\r\nc\r\nd\033[3;1H\033[1J z END'
        'wide 日本語x\r\n\033[2;1H日本\b\bx\r\n\xc3\xa9e\xcc\x81 — ● END'
        '012345678901234567890123456789012345678日END'
        'main\033[?1049h\033[Hother\033[?1049l END'
        '\033]0;title\007\033(B\033[?2004h\033=\033[>4mseq\033[38;5;1mred\033[0m END'
    )
    for each in "${tries[@]}"; do
        i=$((i + 1))
        printf "$each" >"$i"
        "$BIN/terminal" --record x.cast --size 40x6 -- sh -c "stty -opost; cat '$i'" </dev/null >/dev/null 3>&-
        cast x.cast >x.svg
        xmllint --noout x.svg
        # the last screen: that before it may have been wiped away
        frames=$(last_frame x.cast)
        cast --frame "$frames" x.cast >x.svg
        tmux_shows "$i"
        assert_equal "$(text_of x.svg)" "$(cat seen)" "$each"
    done
}

last_frame() { # FILE
    run -2 --separate-stderr cast --frame 99999 "$1"
    sed 's/.* to //' <<<"$stderr"
}

@test "cast: every awk and every shell draws the same bytes" {
    recorded '0.1 a \u001b[1;31mb<&>\u001b[0m é日\ud83d\ude00\u2500\r\n┌─┬─┐ ╭╌╮\r\n│x┃' '2 \u001b[2Jc' >x.cast
    cast x.cast >expected
    tried=0
    for each in mawk gawk original-awk 'busybox awk'; do
        command -v ${each%% *} >/dev/null || continue
        mkdir -p "${each%% *}"
        printf '#!/bin/sh\nexec %s "$@"\n' "$each" >"${each%% *}/awk"
        chmod +x "${each%% *}/awk"
        PATH=$PWD/${each%% *}:$PATH cast x.cast >"${each%% *}.svg"
        cmp expected "${each%% *}.svg"
        tried=$((tried + 1))
    done
    [ "$tried" -ge 1 ]
    for each in dash bash 'busybox sh'; do
        $each "$ROOT/scripts/cast" x.cast | cmp expected -
    done
}

@test "cast: a screen counts when it stands for half a second, or is wiped before any did" {
    recorded '0 one' '0.2 more' '1 \r\ntwo' '1.1 \u001b[H\u001b[2Jbrief' '1.2 \u001b[H\u001b[2Jlast' >x.cast
    for each in '1 onemore' '2 brief' '3 last'; do
        cast --frame "${each%% *}" x.cast >x.svg
        assert_equal "$(text_of x.svg)" "${each#* }" "screen ${each%% *}"
    done
    assert_equal "$(last_frame x.cast)" 3
}

@test "cast: the screens follow each other, each for as long as it stood, 1 to 6 seconds" {
    recorded '0 top\r\none' '2.6 \r\u001b[Ktwo' '60 \r\u001b[Kthree' '60.6 \r\u001b[Kfour' >x.cast
    cast x.cast >x.svg
    xmllint --noout x.svg
    # what does not change is there once, and not animated
    assert_equal "$(text_of x.svg)" 'top
one
two
three
four'
    assert_equal "$(xmllint --xpath 'string(//*[local-name()="g"][*/*[.="top"]]/@class)' x.svg)" ''
    # 2.6 s is 2.5, 57.4 is 6, 0.6 is 1, and the last stands for 3
    seen_from() {
        class=$(xmllint --xpath "string(//*[local-name()='g'][*/*[.='$1']]/@class)" x.svg)
        sed -n "s/^@keyframes ${class% s}{\(.*\)}\$/\1/p" x.svg
    }
    assert_equal "$(seen_from one)" '0.000%{visibility:visible}20.000%{visibility:hidden}'
    assert_equal "$(seen_from two)" \
        '0.000%{visibility:hidden}20.000%{visibility:visible}68.000%{visibility:hidden}'
    assert_equal "$(seen_from four)" '0.000%{visibility:hidden}76.000%{visibility:visible}'
    assert_match "$(cat x.svg)" 'animation:k[0-9]+ 12.5s step-end infinite'
    # without motion: the first screen, as the still has it
    assert_match "$(grep -A 1 '@media' x.svg)" 'prefers-reduced-motion:no-preference.*animation'
    cast --frame 1 x.cast | rsvg-convert >still.png
    rsvg-convert x.svg >first.png
    cmp still.png first.png
}

@test "cast: colours, bold and reverse are drawn; lines are lines, and their text is there" {
    recorded '0 \u001b[1;31mred\u001b[0m \u001b[7mback\u001b[m\r\n┌──┐\r\n┃日│' >x.cast
    cast --frame 1 x.cast >x.svg
    svg() { xmllint --xpath "string($1)" x.svg; }
    assert_equal "$(svg '//*[local-name()="tspan"][.="red"]/@class')" 'b f1'
    assert_equal "$(svg '//*[local-name()="tspan"][.="back"]/@class')" k
    assert_equal "$(svg '//*[local-name()="rect"][@class="w"]/@x') $(svg \
        '//*[local-name()="rect"][@class="w"]/@width')" '24 24'
    assert_equal "$(text_of x.svg)" 'red back
┌──┐
┃日│'
    # from corner to corner, and a heavy line; behind the wide one: column 4
    assert_match "$(svg '//*[local-name()="path"][1]/@d')" 'M6-3.5h12'
    assert_equal "$(svg '//*[local-name()="path"][@class="h"]/@d')" 'M3-10v13.2'
    assert_equal "$(svg '//*[local-name()="tspan"][.="│"]/@x')" 18
}

@test "cast: a window that grows is drawn on the larger canvas" {
    {
        recorded '0 small'
        printf '[1, "r", "100x30"]\n[1.1, "o", "\\u001b[30;96Hlarge"]\n'
    } >x.cast
    cast --frame 2 x.cast >x.svg
    assert_match "$(head -n 1 x.svg)" 'viewBox="0 0 620 420"'
    assert_equal "$(text_of x.svg | tr -s ' \n' ' ')" 'small large '
}

@test "cast: what is no recording is told in a line, and nothing is printed" {
    refuses() { # REASON ARG...
        run -2 --separate-stderr cast "${@:2}"
        assert_equal "$output" ''
        assert_equal "${#stderr_lines[@]}" 1 "lines of complaint"
        assert_match "$stderr" "^cast: .*$1"
    }
    recorded '0 x' >x.cast
    refuses "'no.cast'" no.cast
    refuses "'.'" .
    refuses 'must be given'
    refuses "'y'" x.cast y
    refuses "'--foo': allowed are" --foo x.cast
    for each in '' x 0x1 -1 1000000; do
        refuses "--frame '$each'" --frame "$each" x.cast
    done
    refuses "--frame ''" x.cast --frame
    refuses 'frame 2: allowed are 1 to 1' --frame 2 x.cast
    refuses 'frame 0: allowed are 1 to 1' --frame=0 x.cast
    : >empty
    refuses 'empty' empty
    for each in hello '{"version": 1, "width": 80, "height": 24}' \
        '{"version": 2, "width": 0, "height": 24}' '{"version": 2, "width": 80}'; do
        echo "$each" >bad
        refuses 'bad: line 1 is no header' bad
    done
    for each in hello '[0, "o"]' '[0, "o", "cut' '["0", "o", "x"]'; do
        { recorded '0 x' && echo "$each"; } >bad
        refuses 'bad: line 3 is no event' bad
    done
    { recorded '0 x' && echo '[1, "r", "0x24"]'; } >bad
    refuses 'bad: line 3 has no size' bad
    recorded >bad
    refuses 'nothing is to be seen' bad
    run -0 cast --help
    assert_match "$output" '^usage: cast'
}
