#!/usr/bin/env bats
# picture: draws rows as a picture, in text and as SVG.
bats_require_minimum_version 1.5.0
load helper

# The six rows of a program typed at a shell, which every test draws.
setup_file() {
    cd "$BATS_FILE_TMPDIR"
    printf 'type "$BIN"/05-reopen --format tsv\nexpect reopen\t\ntype exit\n' |
        env ENV= HISTFILE= TERM=dumb BIN="$BIN" \
            "$BIN/terminal" --timeout 100 --leave-daemons -- sh -i >shown 3>&-
    # a prompt may precede a row on its line
    tr -d '\r' <shown | awk 'match($0, /[a-z-]+\t/) { print substr($0, RSTART) }' >rows
    [ "$(wc -l <rows)" -eq 7 ] || fail "seven lines expected: $(cat shown)"
    cat >four <<'END'
stage	pid	ppid	pgid	sid	tty	tpgid	cwd	umask	stdin	stdout	stderr
foreground	21	20	21	20	pts/3	21	/home	0022	/dev/pts/3	/dev/pts/3	/dev/pts/3
fork	22	1	21	20	pts/3	20	/home	0022	/dev/pts/3	/dev/pts/3	/dev/pts/3
setsid	22	1	22	22	?	-1	/home	0022	/dev/pts/3	/dev/pts/3	/dev/pts/3
second-fork	23	1	22	22	?	-1	/home	0022	/dev/pts/3	/dev/pts/3	/dev/pts/3
END
    for frame in 1 2 3 4 5 6; do
        LC_ALL=C.UTF-8 "$ROOT/scripts/picture" --columns 38 --frame $frame rows >"$frame"
        "$ROOT/scripts/picture" --svg --frame $frame rows >"$frame.svg"
    done
}

setup() {
    export LC_ALL=C.UTF-8
    cd "$BATS_FILE_TMPDIR"
}

picture() { "$ROOT/scripts/picture" "$@"; }

# living NAME...: prints rows as inspect does, of a shell and of a job for each NAME.
living() {
    printf 'name\tpid\tppid\tpgid\tsid\ttty\ttpgid\tstate\n'
    printf 'sh\t700\t1\t700\t700\tpts/9\t700\tS\n'
    local n=700 each
    for each; do
        n=$((n + 1))
        printf '%s\t%d\t700\t%d\t700\tpts/9\t700\tS\n' "$each" $n $n
    done
}

# crowd: prints the rows of five hundred processes, in ten sessions.
crowd() {
    awk 'BEGIN {
        OFS = "\t"
        print "name", "pid", "ppid", "pgid", "sid", "tty", "tpgid"
        for (i = 1000; i < 1500; i++)
            print "p" i, i, 1, i - i % 7, i - i % 50, (i % 100 < 50 ? "?" : "pts/" int(i / 100)), -1
    }'
}

# words FILE: prints the words of a picture, text or SVG, without its lines.
words() {
    sed '/^<svg/,$ {
            /^<text/!d
            /class="legend/d
            s/<[^>]*>/ /g; s/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&amp;/\&/g
        }
        s/[─│┌┐└┘━┃┏┓┗┛╌┊]/ /g' "$1" |
        tr -s ' ' '\n' | sed '/^$/d' | sort
}

# groups SVG: prints a line for each session, and for each group with its processes.
groups() {
    awk '/^<text/ {
        is_title = /class="title/
        gsub(/<[^>]*>/, "")
        printf "%s%s", (!is_title ? " " : some++ ? "\n" : ""), $0
    }' "$1"
}

# box SVG TEXT: prints "STATE X Y WIDTH HEIGHT" of the box that contains TEXT.
box() {
    awk -F '"' -v text="$2" '/^<rect/ { split($2, class, " "); box = class[2] " " $4 " " $6 " " $8 " " $10 }
        index($0, ">" text "<") { print box }' "$1"
}

# well_drawn SVG: checks that xmllint and rsvg-convert accept it, no boxes cross, and
# no text leaves its box. A character of 14 pixels is 8.43 wide, one of 12 pixels 7.23.
well_drawn() {
    needs xmllint libxml2-utils
    needs rsvg-convert librsvg2-bin
    xmllint --noout "$1"
    rsvg-convert "$1" >"$1.png"
    assert_equal "$(awk -F '"' '
        /^<rect/ {
            n++
            x[n] = $4; y[n] = $6; right[n] = $4 + $8; bottom[n] = $6 + $10
            for (i = 1; i < n; i++) {
                apart = x[n] >= right[i] || x[i] >= right[n] || y[n] >= bottom[i] || y[i] >= bottom[n]
                inside = x[n] >= x[i] && right[n] <= right[i] && y[n] >= y[i] && bottom[n] <= bottom[i]
                if (!apart && !inside) print "boxes " i " and " n " cross"
            }
        }
        /^<text/ {
            text = $0
            gsub(/<[^>]*>/, "", text)
            gsub(/&[a-z]*;/, "x", text)
            legend = /class="legend/
            box = legend ? 1 : n
            if (text !~ /[^ -~]/ && $4 + (legend ? 7.23 : 8.43) * length(text) > right[box] || $6 > bottom[box] || $4 < x[box])
                print text " leaves its box"
        }' "$1")" "" "$1"
}

# --- the frames of a step ---

@test "picture: the second fork, as it is drawn in 38 columns" {
    assert_equal "$(picture --columns 38 four)" "\
┌ session B, terminal pts/3 ──┐
│┌ group B, foreground ─┐     │
││ B leads              │     │
│└──────────────────────┘     │
│┌ group A ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┐│
│┊┊A gone             ┊      ┊│
│└╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┘│
└─────────────────────────────┘
┌ session C, no terminal ─────┐
│┌ group C ──────────────┐    │
││┊C gone*              ┊│    │
││┃E* 0 1 2 pts/3┃       │    │
│└───────────────────────┘    │
└─────────────────────────────┘
 D adopted E*"
    # room for edges around each process would make it 15 lines: too many
    assert_equal "$(picture --columns 46 four | wc -l)" 14
}

@test "picture: letters are those of --letters: E, adopted by D, in the session of C" {
    refute_match "$(cat 1)" '[CDE]'
    [[ $(cat 2) == *'C*'*'D* adopted C'* ]]
    [[ $(cat 3) == *'session C*, no terminal'*'C* leads'*'D adopted C'* ]]
    [[ $(cat 4) == *'C gone*'*'E*'*'D adopted E*'* ]]
    [[ $(picture --numbers rows) == *" adopted $(cells pid rows | tail -n 1)"* ]]
    # rows that already have letters are drawn the same way
    "$BIN/05-reopen" --format tsv --letters | cat >lettered # cat waits for all rows
    [[ $(picture lettered) == *"session "[BCD]* ]] || fail "$(picture lettered)"
    assert_equal "$(picture --numbers lettered)" "$(picture lettered)"
}

@test "picture: 15 lines at most in 38 and 80 columns, and no higher than what is in it" {
    for columns in 38 80; do
        for frame in 1 2 3 4 5 6; do
            picture --columns $columns --frame $frame rows >frame
            [ "$(wc -l <frame)" -le 15 ] || fail "too high: $(cat frame)"
            assert_match "$(tail -n 1 frame)" '[^ ]'
            assert_equal "$(grep -E "^.{$((columns + 1))}" frame || true)" "" "too wide"
        done
    done
    height() { sed -n '1s/.* height="\([0-9]*\).*/\1/p' "$1.svg"; }
    [ "$(height 1)" -lt "$(height 2)" ] && [ "$(height 2)" -lt "$(height 3)" ]
    assert_equal "$(grep -ho '^<svg.* width="[^"]*"' ./?.svg | sort -u | wc -l)" 1 "widths of the canvas"
}

@test "picture: on a page it says what the letters and signs mean" {
    legend() { sed -n 's/.*class="legend.*>\(.*\)<.*/\1/p' "$1.svg" | paste -s -d ,; }
    assert_equal "$(legend 1)" 'A the program,B its starter'
    assert_equal "$(legend 2)" 'A the program,B its starter,C child of A,* new,dashed: gone'
    assert_equal "$(legend 6)" \
        'A the program,B its starter,C child of A,E child of C,0 1 2 input, output, errors,* new,dashed: gone'
}

@test "picture: a box keeps its place in all frames" {
    for frame in 4 5 6; do
        for text in 'B' 'session C, no terminal' 'group C' 'D'; do
            [ "$(box $frame.svg "$text")" = "$(box 6.svg "$text")" ] ||
                fail "$text in $frame: $(box $frame.svg "$text")"
        done
    done
    assert_equal "$(diff 5 6 | grep -c '^>')" 1 "lines that reopen changes"
    assert_equal "$(diff 5.svg 6.svg | grep -c '^> <rect')" 0 "boxes that reopen changes"
}

@test "picture: what is new has heavy lines and a *, and looks like the rest in the next frame" {
    assert_match "$(box 2.svg 'C*')" '^new '
    assert_match "$(box 3.svg 'session C*, no terminal')" '^new '
    assert_match "$(box 4.svg 'session C, no terminal')" '^plain '
    [[ $(cat 3) == *┏*┃*┛* ]]
    refute_match "$(cat 1 5 6)" '[┏┃]'
    assert_equal "$(grep -c '\*' 1 || true)" 0
    assert_equal "$(grep -o '[^ ]* *[^ ]*\*' 5)" 'cwd /*'
    assert_equal "$(grep -o '[^ ]*\*' 6)" '/dev/null*'
}

@test "picture: a process that has ended is dashed, and so is an empty group" {
    assert_match "$(box 3.svg A)" '^ghost '
    assert_match "$(box 3.svg 'group A')" '^ghost '
    assert_match "$(box 4.svg C)" '^ghost '
    assert_match "$(box 4.svg 'group C')" '^plain '
    grep -q 'class="process ghost"' 4.svg
    grep -q 'rect.ghost.*stroke-dasharray' 4.svg
    [[ $(cat 4) == *'┊C gone*'*'┊'* ]]
}

@test "picture: after setsid it still holds the terminal until it reopens 0, 1 and 2" {
    grep -q '0 1 2 pts/' 3
    grep -q '0 1 2 pts/' 5
    grep -q '0 1 2 /dev/null' 6
}

@test "picture: a session may get a terminal, and is drawn without it until then" {
    cat >leader <<'END'
stage	pid	ppid	pgid	sid	tty	tpgid
setsid	22	1	22	22	?	-1
open-terminal	22	1	22	22	pts/4	22
END
    [[ $(picture --frame 1 leader) == *'session A, no terminal'* ]]
    [[ $(picture leader) == *'session A, terminal pts/4*'*'group A, foreground*'* ]]
}

@test "picture: a change in a column that it does not draw is told in words" {
    awk -F '\t' -v OFS='\t' '{ print $0, (NR == 1 ? "nice" : NR < 6 ? "0" : "5") }' rows >niced
    refute_match "$(picture --frame 4 niced)" nice
    assert_match "$(picture --frame 5 niced)" 'E cwd /\*  nice 5\*'
    assert_match "$(picture --frame 6 niced)" 'E cwd /  nice 5 '
}

@test "picture: the process that forked it did not adopt it, even if no row shows that process" {
    cat >script <<'END'
stage	pid	ppid	pgid	sid	tty	tpgid	cwd
foreground	21	19	18	17	?	-1	/home
chdir	21	19	18	17	?	-1	/
END
    for frame in 1 2; do
        assert_match "$(picture --frame $frame script)" 'A.* child of B'
        refute_match "$(picture --frame $frame script)" adopted
    done
}

# --- both renderers ---

# bats test_tags=thorough
@test "picture: text and SVG hold the same; no box crosses another, no text leaves its own" {
    living 'a b' '[x] (y)' '<b>&amp;"q"' '日本語' 'sleep' >odd
    crowd >crowd
    pictures=(rows odd)
    [ -z "${THOROUGH-}" ] || pictures+=(crowd)
    for each in "${pictures[@]}"; do
        picture --columns 200 "$each" >text
        picture --svg --columns 200 "$each" >svg
        assert_equal "$(words svg)" "$(words text)" "$each"
        well_drawn svg
        picture --svg --columns 80 "$each" >svg
        well_drawn svg
    done
    for frame in 1 2 3 4 5 6; do
        well_drawn $frame.svg
    done
}

# bats test_tags=thorough
@test "picture: boxes stay aligned around wide characters, long names and invalid ones" {
    living '日本語日本語' 'abcdefghijklmnopqrstuvwxyzabcdefghij' $'b\377\303 \e[1m' $'e\314\201' >odd
    picture --columns 30 odd >text
    # a wide character takes two columns, an accent takes none
    assert_equal "$(sed 's/[日本語]/xx/g; s/\xcc\x81//g' text | LC_ALL=C awk '{ print gsub(/[^\200-\277]/, "") }' | sort -u)" 30
    grep -q '\.\.' text
    refute_match "$(cat -v text)" '\^\['
    picture --svg odd >svg
    well_drawn svg
}

# bats test_tags=thorough
@test "picture: plain ASCII where LC_ALL, LC_CTYPE or LANG says so" {
    living '日本語' >odd
    LC_ALL=C picture odd >text
    assert_equal "$(LC_ALL=C grep -c '[^ -~]' text || true)" 0
    grep -q '+ session 700, terminal pts/9 -*+' text
    # what is new and what is gone can be distinguished from the rest
    assert_equal "$(LC_ALL=C picture --columns 38 --frame 3 four)" "\
+ session B, terminal pts/3 --+
|+ group B, foreground -+     |
|| B leads              |     |
|+----------------------+     |
|. group A ...................|
|:(A gone             )      :|
|:...........................:|
+-----------------------------+
+ session C*, no terminal ====+
!+ group C* =============+    !
!![C* leads  0 1 2 pts/3]!    !
!!                       !    !
!+=======================+    !
+=============================+
 D adopted C"
    [[ $(LC_ALL=C picture --columns 38 four) == *'||(C gone*              )|'*'||[E* 0 1 2 pts/3]       |'* ]]
    LC_ALL='' LC_CTYPE=C LANG=C.UTF-8 picture odd | grep -q '^+'
    LC_ALL='' LC_CTYPE=C.UTF-8 LANG=C picture odd | grep -q '^┌'
    env -u LC_ALL -u LC_CTYPE -u LANG "$ROOT/scripts/picture" odd | grep -q '^+'
    # the locale makes no difference to an SVG
    assert_equal "$(LC_ALL=C picture --svg odd)" "$(picture --svg odd)"
}

# bats test_tags=thorough
@test "picture: the same in mawk, gawk and busybox awk" {
    living '日本語' $'b\377' '&' >odd
    for each in mawk gawk 'busybox awk'; do
        type -P "${each% *}" >/dev/null || continue
        mkdir -p bin
        printf '#!/bin/sh\nexec %s "$@"\n' "$each" >bin/awk
        chmod +x bin/awk
        for options in '' --svg; do
            # shellcheck disable=SC2086 # one option or none
            PATH=$PWD/bin:$PATH picture $options odd >"as$options"
            assert_equal "$(cat "as$options")" "$(picture $options odd)" "$each"
        done
    done
}

# --- screens of a terminal ---

screens() { LC_ALL=C awk -v seconds=5 -v name='a & b' -f "$ROOT/scripts/drawing/characters.awk" -f "$ROOT/scripts/drawing/screens.awk" "$@"; }

# colourful: prints a screen as build/05-reopen and picture write it.
colourful() {
    printf '\e[1mA <title>\e[0m\n\n'
    "$BIN/05-reopen" --letters | cat | sed $'s/[^ ]*\\*/\e[1;32m&\e[0m/g'
    picture --frame 3 rows | sed $'s/.*\\*.*/\e[1;32m&\e[0m/'
    printf '\e[2mthe   end\e[0m'
}

@test "screens: each character stands in its line and column, and frames are drawn" {
    needs xmllint libxml2-utils
    colourful >screen
    screens screen >screen.svg
    xmllint --noout screen.svg
    # rebuild the screen from the positions in the SVG: a cell is 6 wide and 13 high
    xmllint --xpath '//*[local-name()="text"]' screen.svg | sed 's/&lt;/</; s/&gt;/>/' | awk -F '"' '
        {
            text = substr($0, index($0, ">") + 1)
            sub(/<\/text>$/, "", text)
            if ($6 != 6 * length(text)) print "not so long: " $0
            y = ($4 + 3) / 13
            line[y] = sprintf("%-" $2 / 6 "s%s", line[y], text)
            last = y
        }
        END { for (y = 1; y <= last; y++) print line[y] }' >written
    assert_equal "$(cat written)" "$(sed $'s/\e\\[[0-9;]*m//g; s/[─│┌┐└┘━┃┏┓┗┛╌┊]/ /g; s/ *$//' screen)"
    # both have the same number of lines: a run of horizontal ones counts as one
    assert_equal "$(grep -o 'M[0-9]' screen.svg | wc -l)" \
        "$(sed $'s/\e\\[[0-9;]*m//g; s/──*/─/g; s/━━*/━/g; s/╌╌*/╌/g' screen | grep -o '[─│┌┐└┘━┃┏┓┗┛╌┊]' | wc -l)"
    grep -q '<path class="heavy c1 c32"' screen.svg
    grep -q '<path class="dashed"' screen.svg
    grep -q 'class="c1">A &lt;title&gt;<' screen.svg
}

# bats test_tags=thorough
@test "screens: the same in mawk, gawk, busybox and original awk" {
    colourful >screen
    screens screen rows >expected
    for each in mawk gawk original-awk 'busybox awk'; do
        type -P "${each% *}" >/dev/null || continue
        mkdir -p bin
        printf '#!/bin/sh\nexec %s "$@"\n' "$each" >bin/awk
        chmod +x bin/awk
        PATH=$PWD/bin:$PATH screens screen rows | cmp - expected
    done
    rm bin/awk
}

# --- living processes ---

@test "picture: stopped means stopped by a signal, or traced" {
    local state
    for state in T t S R; do
        living job | sed "\$s/S$/$state/" >one
        case $state in
            [Tt]) assert_match "$(picture one)" '701 job.* stopped' ;;
            *) refute_match "$(picture one)" stopped ;;
        esac
    done
}

@test "picture: --live draws the terminal's jobs: a pipeline, a stopped one, the foreground" {
    cat >look <<'END'
n=0
until "$PICTURE" --live --columns 100 >live && grep -q ' cat ' live &&
    grep -q ' sleep ' live && grep -q stopped live; do
    n=$((n + 1))
    [ $n -lt 100 ] || break
    sleep 0.05
done
"$PICTURE" --live --svg >live.svg
echo has "looked"
END
    printf '%s\n' 'type sleep 61 | cat &' "type sh -c 'kill -STOP \$\$' &" \
        'type sh ./look' 'expect has looked' hang-up >actions
    env ENV= HISTFILE= TERM=dumb PICTURE="$ROOT/scripts/picture" \
        "$BIN/terminal" --timeout 100 -- sh -i <actions >shown 2>&1 3>&- ||
        assert_equal $? 129 "status after the hang-up: $(cat shown)"
    groups live.svg >groups
    assert_match "$(head -n 1 groups)" '^session [0-9]+, terminal pts/[0-9]+$'
    grep -qE '^group [0-9]+ [0-9]+ sleep leads child of [0-9]+ [0-9]+ cat child of [0-9]+$' groups || fail "$(cat groups)"
    grep -qE '^group [0-9]+ [0-9]+ sh leads child of [0-9]+ stopped$' groups || fail "$(cat groups)"
    grep -qE '^group [0-9]+, foreground [0-9]+ sh leads .* [0-9]+ picture child of' groups || fail "$(cat groups)"
    refute_match "$(cat live)" inspect
}

# bats test_tags=thorough
@test "picture: a process by its number, as inspect sees it" {
    start 03-second-fork
    sid=$(cell second-fork sid)
    text=$(picture "$pid")
    [[ $text == *"session $sid, no terminal"*"group $sid"*"$pid 03-second-fork"* ]] || fail "$text"
    [[ $(picture --letters "$pid") == *'session C, no terminal'*'A 03-second-fork'* ]]
    run -1 --separate-stderr picture 99999999
    assert_equal "$stderr" 'inspect: 99999999: there is no such process'
}

# bats test_tags=thorough
@test "picture: as wide as the terminal, in color there, but not with NO_COLOR" {
    drawn() { # COMMAND: prints what a terminal of 60 or $COLS columns shows of it
        printf 'expect adopted\n' | env TERM=xterm ROWS="$PWD/rows" PATH="$ROOT/scripts:$PATH" \
            "$BIN/terminal" --timeout 100 -- sh -c "stty cols ${COLS:-60}; $1 --frame 4 \"\$ROWS\"" 3>&- | tr -d '\r'
    }
    drawn picture | sed 's/\x1b\[[0-9;]*m//g' >shown
    assert_equal "$(cat shown)" "$(picture --columns 60 --frame 4 rows)"
    assert_match "$(drawn picture)" $'\e\\[1;32m'
    assert_equal "$(drawn 'NO_COLOR=1 picture')" "$(cat shown)"
    assert_equal "$(drawn 'TERM=dumb picture')" "$(cat shown)"
    assert_match "$(echo 'expect needs' | env ROWS="$PWD/rows" PATH="$ROOT/scripts:$PATH" \
        "$BIN/terminal" --timeout 100 --size 20x24 -- sh -c 'picture "$ROWS" 2>&1 | cat; picture "$ROWS"' 2>&1 3>&-)" \
        'picture: needs 30 columns; this terminal has 20'
    # a terminal that does not know its size reports 0 columns
    COLS=0
    assert_equal "$(drawn 'TERM=dumb picture')" "$(picture --columns 80 --frame 4 rows)"
}

# --- its words ---

# bats test_tags=thorough
@test "picture: all its words come from one table, with a column for each language" {
    mkdir -p tree
    cp -r "$ROOT/scripts" tree
    awk 'BEGIN { FS = OFS = "\t" } { print $0, NR == 1 ? "capitals" : toupper($2) }' \
        "$ROOT/scripts/drawing/words.tsv" >tree/scripts/drawing/words.tsv
    in_capitals() { tree/scripts/picture --language capitals "$@"; }
    assert_equal "$(in_capitals --columns 38 four | sed -n '1,3p;$p')" "\
┌ SESSION B, TERMINAL pts/3 ──┐
│┌ GROUP B, FOREGROUND ─┐     │
││ B LEADS              │     │
 D ADOPTED E*"
    for frame in 1 2 3 4 5 6; do
        # what rows say is nobody's word
        assert_equal "$(in_capitals --svg --frame $frame rows | grep -E '^<(text|title|desc)' |
            sed 's/<[^>]*>//g; s/: [a-z-]*$//; s,pts/[0-9]*,,g; s,cwd /,,; s,/dev/null,,g' | grep '[a-z]' || true)" ""
    done
    sed 's/S$/Z/' <(living ended) | in_capitals --svg - | grep '>ZOMBIE<'
    sed 's/S$/T/' <(living waits) | in_capitals --svg - | grep '>STOPPED<'
    run -2 --separate-stderr picture --language capitals rows
    assert_equal "$stderr" "picture: invalid language 'capitals'; allowed: en"
}

# --- what it refuses ---

@test "picture: bad usage is reported in one line" {
    for options in --frame --columns --language '--columns 3' '--frame 0' '--frame 7 rows' '--live x' '1 x'; do
        # shellcheck disable=SC2086 # options are words
        run -2 --separate-stderr picture $options </dev/null
        assert_equal "$output" ""
        assert_match "$stderr" "^picture: [^"$'\n'"]*(allowed|unexpected)"
    done
    run -2 --separate-stderr setsid -w "$ROOT/scripts/picture" --live </dev/null
    assert_equal "$stderr" 'picture: --live: this process has no controlling terminal'
    for what in $$ --live; do
        BIN=/nowhere run -1 picture $what
        assert_equal "$output" 'picture: /nowhere/inspect is not built; run make'
    done
}

# bats test_tags=thorough
@test "picture: input without rows is reported in one line" {
    complaint() { # TEXT EXPECTED
        run -2 --separate-stderr picture --svg < <(printf "$1")
        assert_equal "$output" ""
        assert_equal "$stderr" "picture: $2"
    }
    local header='pid\tppid\tpgid\tsid\ttty\ttpgid\n'
    complaint '' 'there is no row: nothing to draw'
    complaint "$header" 'there is no row: nothing to draw'
    complaint 'hello\n' 'the first line is not a header of tsv rows: it lacks pid'
    complaint "${header}1\t2\t3\n" 'line 2: it has 3 cells, the header 6'
    complaint "${header}1\t2\tx-y\t1\t?\t-1\n" "line 2: 'x-y' is no pgid"
    run -2 --separate-stderr picture nowhere
    assert_equal "$stderr" "picture: 'nowhere': no such file"
    run -2 --separate-stderr picture --frame 1 <(living x)
    assert_equal "$stderr" 'picture: --frame 1: these rows are not the history of a step'
}
