#!/usr/bin/env bats
# picture: draws rows as a picture, in text and as SVG, from one model.
bats_require_minimum_version 1.5.0
load helper

setup() {
    export BIN LC_ALL=C.UTF-8
    cd "$BATS_TEST_TMPDIR" || return
}

picture() { "$ROOT/scripts/picture" "$@" 3>&-; }

HEADER='stage	pid	ppid	pgid	sid	tty	tpgid	cwd	umask	stdin	stdout	stderr'

# The rows of all stages, typed at a shell: A the program, B the shell, ...
history_rows() {
    "$ROOT/scripts/rows"
}

# living ROW...: rows as inspect has them: name pid ppid pgid sid tty tpgid
# state.
living() {
    echo 'name	pid	ppid	pgid	sid	tty	tpgid	state'
    printf '%s\n' "$@"
}

# A window: a pipeline in the foreground, two jobs, one of them stopped.
window() {
    living 'bash	10	9	10	10	pts/1	30	S' \
        'sort	30	10	30	10	pts/1	30	S' 'less	31	10	30	10	pts/1	30	S' \
        'make	40	10	40	10	pts/1	30	S' 'cc	41	40	40	10	pts/1	30	R' \
        'vi	50	10	50	10	pts/1	30	T' 'redis	60	1	60	60	?	-1	S'
}

crowd() {
    living 'init	1	0	1	1	?	-1	S'
    awk 'BEGIN { for (i = 2; i <= 500; i++)
        printf "worker %d\t%d\t1\t%d\t%d\t?\t-1\tS\n", i, i, i - i % 5, i - i % 50 + 1 }'
}

odd_names() {
    living 'a b (c)	10	9	10	10	pts/1	10	S' '<b>&amp;"'"'"'	11	10	11	10	pts/1	10	S' \
        '守護 デーモン	12	10	12	10	pts/1	10	S' $'\xff\xfe no text	13	10	13	10	pts/1	10	S' \
        'café ☕ 👻	14	10	14	10	pts/1	10	S' ']]>	15	10	15	10	pts/1	10	S'
}

# words FILE: what is written in a text or an SVG, a word a line, without the
# lines that boxes are made of.
words() {
    if grep -q '^<svg' "$1"; then
        sed -e '/<style>/,/<\/style>/d; /^<title>/d; /^<desc>/d; s/<[^>]*>/ /g' \
            -e 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&amp;/\&/g' "$1"
    else
        cat "$1"
    fi | sed 's/[┌┐└┘─│┏┓┗┛━┃╌┊]/ /g' | tr -s ' ,' '\n' | sed '/^$/d' | sort
}

# placed FILE.svg: no box crosses another, none leaves the one that it is in, and
# no text leaves its box; prints what does.
placed() {
    LC_ALL=C awk -F '"' '
        function width(text) {
            gsub(/<[^>]*>/, "", text)
            gsub(/&[a-z]*;/, "x", text)
            gsub(/[\300-\377][\200-\277][\200-\277][\200-\277]*/, "xx", text)
            gsub(/[\300-\337][\200-\277]/, "x", text)
            return 8.43 * length(text) # a monospace font of 14 pixels, and no more
        }
        /^<rect/ {
            n++
            name[n] = $2; left[n] = $4; top[n] = $6
            right[n] = $4 + $8; bottom[n] = $6 + $10
        }
        /^<text/ {
            # the box before it is the one that it stands in
            content = $0
            sub(/^<text[^>]*>/, "", content)
            sub(/<\/text>$/, "", content)
            if ($4 < left[n] || $4 + width(content) > right[n] || $6 - 10 < top[n] || $6 + 3 > bottom[n])
                print "text leaves its box: " content
        }
        END {
            for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) {
                if (right[i] <= left[j] || right[j] <= left[i] || bottom[i] <= top[j] || bottom[j] <= top[i]) continue
                if (left[i] < left[j] && right[j] < right[i] && top[i] < top[j] && bottom[j] < bottom[i]) continue
                if (name[i] ~ /^panel/ && left[i] <= left[j] && right[j] <= right[i]) continue
                print "boxes cross: " name[i] " " i ", " name[j] " " j
            }
        }' "$1"
}

# looks_right ROWS [OPTION...]: text and SVG hold the same; all has its place.
looks_right() {
    picture --columns 80 "$@" >text
    picture --svg --columns 80 "$@" >svg
    assert_equal "$(words text)" "$(words svg)"
    xmllint --noout svg
    assert_equal "$(placed svg)" ""
    rsvg-convert svg >png
    [ -s png ]
}

@test "picture: the frames of a step have at most 15 lines, all as many, none too wide" {
    history_rows >rows
    for columns in 38 80; do
        for frame in 1 2 3 4 5 6; do
            picture --columns $columns --frame $frame rows >"$frame"
            [ "$(wc -l <"$frame")" -le 15 ] || fail "too high: $(cat "$frame")"
            assert_equal "$(wc -l <"$frame")" "$(wc -l <"1")" "lines of frame $frame"
            wide=$(grep -E "^.{$((columns + 1))}" "$frame") || true
            assert_equal "$wide" "" "too wide"
        done
    done
}

@test "picture: text and SVG of each frame hold the same, and all has its place" {
    history_rows >rows
    for frame in 1 2 3 4 5 6; do
        looks_right --frame $frame rows
        grep -o 'viewBox="[^"]*"' svg
    done >canvas
    assert_equal "$(sort -u canvas | wc -l)" 1 "canvases"
}

@test "picture: a window with a pipeline, two jobs, one stopped; and a daemon beside it" {
    window >rows
    looks_right rows
    assert_match "$(cat text)" 'session 10, terminal pts/1'
    assert_match "$(cat text)" 'session 60, no terminal'
    assert_match "$(cat text)" 'group 30, foreground'
    assert_equal "$(grep -o 'foreground' text | wc -l)" 1
    assert_equal "$(words text | grep -c '^stopped$')" 1
    assert_match "$(tr '\n' ' ' <text)" 'vi'
}

@test "picture: 500 processes" {
    crowd >rows
    looks_right rows
    assert_equal "$(words text | grep -c '^worker$')" 499
}

@test "picture: names with blanks, brackets, angle brackets, ampersands, wide characters, no UTF-8" {
    odd_names >rows
    looks_right rows
    assert_match "$(cat text)" '守護 デーモン'
    assert_match "$(cat svg)" '&lt;b&gt;&amp;amp;'
    # the edges stay in their columns, as wc -L counts columns
    while read -r line; do
        wc -L <<<"$line"
    done <text >widths
    assert_equal "$(sort -u widths | wc -l)" 1 "$(paste widths text)"
}

@test "picture: what is new in a frame is red and heavier, and is so no more in the next" {
    history_rows >rows
    picture --svg --frame 3 rows >three
    picture --svg --frame 4 rows >four
    # the new session, its group and its process; then only the process that is new
    assert_equal "$(grep -o 'class="[a-z]* new"' three | xargs)" \
        'class=session new class=title new class=group new class=title new class=process new'
    assert_equal "$(grep -o '<rect class="[a-z]* new"' four | wc -l)" 1
    assert_match "$(grep 'rect.new' four)" 'stroke-width: 3.5'
    picture --frame 3 rows >three
    assert_match "$(cat three)" '┏ session C\*, no terminal ━'
    # what is marked in the text is what is red
    "$BIN/terminal" -- env TERM=xterm "$ROOT/scripts/picture" --frame 3 rows </dev/null 3>&- |
        sed $'s/\e\\[0m/\\\n/g; s/\e\\[1;31m/\\\n+/g' | grep -v '^+' >black
    refute_match "$(cat black)" '\*'
}

@test "picture: who is gone is dashed" {
    history_rows >rows
    picture --svg --frame 2 rows >svg
    assert_equal "$(grep -c '<rect class="process ghost"' svg)" 1
    assert_match "$(grep 'rect.ghost' svg)" 'stroke-dasharray'
    picture --frame 4 rows >text
    assert_match "$(cat text)" '┊ *C gone\*'
    # the first frame has no ghost
    refute_match "$(picture --svg --frame 1 rows | grep '<rect')" ghost
}

@test "picture: its letters are those that the step itself gives" {
    "$ROOT/scripts/typed" "\"$BIN/05-reopen\" --format tsv" >numbers
    history_rows >letters
    for frame in 1 4 6; do
        assert_equal "$(picture --frame $frame numbers | sed 's,pts/[0-9]*,pts,; s/─//g; s/, foreground\*\?//; s/ *//g')" \
            "$(picture --frame $frame letters | sed 's,pts/[0-9]*,pts,; s/─//g; s/, foreground\*\?//; s/ *//g')" "$frame"
    done
}

@test "picture: with LC_ALL=C it is plain ASCII" {
    history_rows >rows
    odd_names >names
    for file in rows names; do
        assert_equal "$(LC_ALL=C picture $file | LC_ALL=C tr -d '\n -~' | wc -c)" 0 "$file"
    done
    assert_match "$(LC_ALL=C picture --frame 3 rows)" '# session C\*, no terminal =='
    assert_match "$(LC_ALL='' LC_CTYPE='' LANG=de_DE.utf8 picture rows)" '┌ session'
}

@test "picture: mawk, gawk and busybox awk draw the same" {
    history_rows >rows
    odd_names >names
    mkdir awks
    picture rows >expected
    picture --svg names >>expected
    for each in mawk gawk 'busybox awk'; do
        command -v "${each%% *}" >/dev/null || continue
        printf '#!/bin/sh\nexec %s "$@"\n' "$each" >awks/awk
        chmod +x awks/awk
        { PATH=$PWD/awks:$PATH picture rows && PATH=$PWD/awks:$PATH picture --svg names; } >drawn
        diff expected drawn || fail "$each"
    done
}

@test "picture --live: this terminal, its shell, its jobs, and who is in the foreground" {
    cd "$ROOT" || return
    printf '%s\n' 'type PS1="$ "' 'type sleep 60 | cat &' 'type sleep 61' 'expect sleep 61' \
        'sleep 0.2' 'press C-z' 'expect topped' 'type scripts/picture --live' 'expect foreground' \
        'type kill -KILL %1 %2' 'type exit' 'type exit' |
        HISTFILE='' TERM=dumb "$BIN/terminal" --timeout 30 -- bash --norc -i 3>&- |
        tr -d '\r' >"$BATS_TEST_TMPDIR/shown"
    shown=$(cat "$BATS_TEST_TMPDIR/shown")
    assert_match "$shown" 'session [0-9]+, terminal pts/[0-9]+'
    assert_match "$shown" 'bash leads'
    assert_match "$shown" 'sleep leads +child of [0-9]+ +stopped'
    assert_match "$shown" 'cat child of'
    assert_match "$shown" 'foreground.*picture leads'
    refute_match "$shown" 'inspect'
}

@test "picture: living processes by their ids" {
    sleep 60 3>&- &
    record $!
    run -0 picture $! $$
    assert_match "$output" "$! sleep"
    assert_match "$output" "$$ "
    run -1 picture 999999999
}

@test "picture: bad use is told in a line" {
    for options in --frame --columns '--columns 3' '--frame 0' --colour '--live x' '1 x'; do
        # shellcheck disable=SC2086 # options are words
        run -2 --separate-stderr picture $options </dev/null
        assert_equal "$output" ""
        assert_match "$stderr" "^picture: [^"$'\n'"]*allowed"
    done
    run -2 picture nowhere
    assert_equal "$output" "picture: 'nowhere': there is no such file"
}

@test "picture: what are no rows is told in a line" {
    run -2 picture </dev/null
    assert_match "$output" '^picture: .*(no row|no header)[^'$'\n'']*$'
    run -2 picture <<<"$HEADER"
    assert_equal "$output" 'picture: there is a header, and no row'
    run -2 picture <<<"$HEADER
fork	1	2"
    assert_equal "$output" 'picture: line 2: it has 3 cells, the header 12'
    run -2 picture <<<"$HEADER
fork	1	x	1	1	?	-1	/	0022	a	b	c"
    assert_equal "$output" "picture: line 2: 'x' is no ppid"
    run -2 picture --frame 2 <<<"$HEADER
fork	1	1	1	1	?	-1	/	0022	a	b	c"
    assert_equal "$output" 'picture: --frame 2: allowed are 1 to 1'
}
