#!/usr/bin/env bats
# cast: turns a recording of build/terminal into a picture that plays by itself.
bats_require_minimum_version 1.5.0
load helper

setup() { cd "$BATS_TEST_TMPDIR" || return; }

cast() { "$ROOT/scripts/cast" "$@" 3>&-; }

# recording LINES EVENT...: a terminal of 30 columns; each event a second later.
recording() {
    local second=0 lines=$1
    shift
    echo "{\"version\": 2, \"width\": 30, \"height\": $lines}"
    for event; do
        echo "[$((second++)).0, \"o\", \"$event\"]"
    done
}

# screen FILE.svg: what is written on it, line by line, by its coordinates.
screen() {
    sed -n 's/^<g transform="translate(0 \([0-9]*\))">\(.*<text.*\)<\/text>.*/\1 \2/p' "$1" | sort -n |
        sed 's/^[0-9]* //; s/<[^>]*>//g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
}

clear='\u001b[H\u001b[2J'

@test "cast: it is well-formed, can be drawn, and plays again and again" {
    recording 5 one "${clear}two" "${clear}three" >a.cast
    cast a.cast >a.svg
    xmllint --noout a.svg
    rsvg-convert a.svg >a.png
    [ -s a.png ]
    [ "$(grep -c '@keyframes' a.svg)" -ge 3 ]
    assert_match "$(cat a.svg)" 'infinite'
    # where motion is not wanted, there is none
    assert_match "$(cat a.svg)" '@media \(prefers-reduced-motion:no-preference\)'
}

@test "cast: what build/terminal records is what its last screen shows" {
    "$BIN/terminal" --size 60x10 --record a.cast -- \
        printf 'a <b> & c\n\033[1;31mred\033[0m  x\n┏━┓\n' </dev/null 3>&- >shown
    cast a.cast >a.svg
    xmllint --noout a.svg
    assert_equal "$(screen a.svg)" 'a <b> & c
red  x
┏━┓'
    assert_match "$(cat a.svg)" 'class="b f1">red<'
}

@test "cast: each still is one screen, in their order; one of 30 x 5 is as wide as that" {
    recording 5 one "${clear}two" "\\u000d\\u000athree" "${clear}four" >a.cast
    assert_equal "$(for n in 1 2 3 4; do cast --frame $n a.cast >a.svg && screen a.svg; done | xargs)" \
        'one two two three four'
    assert_equal "$(cast --frame 1 a.cast | grep -o 'viewBox="[^"]*"')" \
        "$(cast --frame 4 a.cast | grep -o 'viewBox="[^"]*"')"
    run -2 cast --frame 5 a.cast
    assert_match "$output" '^cast: .*allowed are 1 to 4$'
}

@test "cast: a screen that was wiped away at once counts, one that grows counts when it rests" {
    cat >a.cast <<'END'
{"version": 2, "width": 30, "height": 5}
[0.1, "o", "one"]
[0.2, "o", " more"]
[0.3, "o", "\u001b[H\u001b[2J"]
[0.4, "o", "two"]
END
    cast --frame 1 a.cast >a.svg
    assert_equal "$(screen a.svg)" 'one more'
    cast --frame 2 a.cast >a.svg
    assert_equal "$(screen a.svg)" two
}

@test "cast: lines scroll, wrap, are overwritten and erased, as in a terminal" {
    recording 3 'a\u000d\u000ab\u000d\u000ac\u000d\u000ad' >a.cast
    cast a.cast >a.svg
    assert_equal "$(screen a.svg | xargs)" 'b c d'
    recording 3 '123456789012345678901234567890X' >a.cast
    cast a.cast >a.svg
    assert_equal "$(screen a.svg | xargs)" '123456789012345678901234567890 X'
    recording 3 'abcdef\u000dxy\u001b[K' >a.cast
    cast a.cast >a.svg
    assert_equal "$(screen a.svg)" xy
    recording 3 'ab\u0008c\u001b[2;3Hq\u001b[?25l\u001b]0;title\u0007' >a.cast
    cast a.cast >a.svg
    assert_equal "$(screen a.svg)" $'ac\n  q'
}

@test "cast: mawk, gawk and busybox awk make the same bytes" {
    recording 5 '┌─ 守護 <&>\u001b[7m r \u001b[0m' "${clear}\\u001b[2mcafé\\u001b[0m" >a.cast
    cast a.cast >expected
    mkdir awks
    for each in mawk gawk 'busybox awk'; do
        command -v "${each%% *}" >/dev/null || continue
        printf '#!/bin/sh\nexec %s "$@"\n' "$each" >awks/awk
        chmod +x awks/awk
        PATH=$PWD/awks:$PATH cast a.cast | cmp - expected || fail "$each"
    done
}

@test "cast: bad use, and what is no recording, are told in a line" {
    run -2 cast
    assert_equal "$output" 'cast: a recording must be given: FILE.cast'
    run -2 cast --fast
    assert_match "$output" "^cast: '--fast': allowed are"
    run -2 cast nowhere
    assert_equal "$output" "cast: 'nowhere': allowed is a file that can be read"
    echo '{"version": 1}' >a.cast
    run -2 cast a.cast
    assert_match "$output" '^cast: a.cast: line 1 is no header'
    recording 5 one >a.cast
    echo '[1.0, "o"]' >>a.cast
    run -2 cast a.cast
    assert_match "$output" '^cast: a.cast: line 3 is no event'
    : >a.cast
    run -2 cast a.cast
    assert_match "$output" 'this is empty$'
    run -0 cast --help
}
