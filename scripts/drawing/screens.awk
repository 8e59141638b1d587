# Draws screens of a terminal as one SVG that shows them in turn, for that many seconds
# each; if nothing may move, only the first. Each screen is a file of text, in which
# ESC[...m sets the look of what follows. Needs characters.awk. Variables: seconds,
# name.
#
# A cell is 6 wide and 13 high. Each run of text has its place and its length, so that
# columns are below their headings in any font. It has no blanks at its ends, and no two
# blanks in a row, so that none is lost. Frames are drawn, because those of a font may
# not meet: they reach into the next line, or a gap would show.

BEGIN {
    split("┌ ┐ └ ┘ ─ │ ┏ ┓ ┗ ┛ ━ ┃ ╌ ┊", frame, " ")
    split("m6 0h-3v6.7,h3v6.7,m6 0h-3v-6.5,h3v-6.5,h,m3-6.5v13.2", way, ",")
    for (i = 1; i <= 14; i++) {
        ways[frame[i]] = way[i > 12 ? i - 8 : (i - 1) % 6 + 1]
        kind[frame[i]] = i > 12 ? "dashed" : i > 6 ? "heavy" : "thin"
    }
}

FNR == 1 { screens++ }

{
    if (FNR > deepest) deepest = FNR
    column = 0
    look = ""
    rest = $0
    while (match(rest, /\033\[[0-9;]*m/)) {
        codes = substr(rest, RSTART + 2, RLENGTH - 3)
        before = substr(rest, 1, RSTART - 1)
        rest = substr(rest, RSTART + RLENGTH)
        write(before)
        gsub(/;/, " c", codes)
        look = codes ~ /^0?$/ ? "" : "c" codes
    }
    write(rest)
}

function write(text,    character, columns, n, i, c, first) {
    n = characters(text, character, columns)
    for (i = 1; i <= n; i++) {
        c = character[i]
        first = column
        column += columns[i]
        if (c in ways) {
            end_run(first)
            for (; ways[c] == "h" && i < n && character[i + 1] == c; i++) column++
            draw(c, first)
        } else if (c != " ") {
            if (run == "") run_from = first
            run = run c
        } else if (run != "" && i < n && character[i + 1] != " " && !(character[i + 1] in ways)) run = run c
        else end_run(first)
    }
    end_run(column)
}

function class(names) { return names == "" ? "" : " class=\"" names "\"" }

function end_run(to) {
    if (run == "") return
    drawn[screens] = drawn[screens] "<text x=\"" 6 * run_from "\" y=\"" 13 * FNR - 3 \
        "\" textLength=\"" 6 * (to - run_from) "\"" class(look) ">" escaped(run) "</text>\n"
    run = ""
    if (to > widest) widest = to
}

# All lines of a screen with the same look are one path.
function draw(c, at,    how) {
    how = kind[c] (look == "" ? "" : " " look)
    if (!((screens, how) in path)) hows[screens, ++how_many[screens]] = how
    path[screens, how] = path[screens, how] "M" 6 * at " " 13 * FNR - 6.5 ways[c] \
        (ways[c] == "h" ? 6 * (column - at) : "")
    if (column > widest) widest = column
}

END {
    width_ = 6 * widest + 20
    height = 13 * deepest + 32
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">\n", \
        width_, height, 1.4 * width_, 1.4 * height
    print "<title>" escaped(name) "</title>"
    print "<style>"
    print "svg{color:#d7dae0;max-width:100%;height:auto}"
    print "text{font:10px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace;font-variant-ligatures:none;fill:currentColor}"
    print "path{fill:none;stroke:currentColor;stroke-width:.9}"
    print ".heavy{stroke-width:2}"
    print ".dashed{stroke-dasharray:3.5 3}"
    print ".c1{font-weight:bold}"
    print ".c2{fill-opacity:.65;stroke-opacity:.65}"
    print ".c31{color:#ff7b72}"
    print ".c32{color:#7ee787}"
    print ".later{visibility:hidden}"
    print "@media(prefers-reduced-motion:no-preference){"
    printf "@keyframes shown{0%%{visibility:visible}%.4f%%{visibility:hidden}}\n", 100 / screens
    printf ".screen{animation:shown %ds step-end infinite}\n", seconds * screens
    print "}"
    print "</style>"
    printf "<rect class=\"panel\" x=\".5\" y=\".5\" width=\"%d\" height=\"%d\" rx=\"6\" fill=\"#16181d\" stroke=\"#59616b\"/>\n", \
        width_ - 1, height - 1
    for (i = 12; i <= 32; i += 10) print "<circle cx=\"" i "\" cy=\"11\" r=\"3\" fill=\"#59616b\"/>"
    for (i = 1; i <= screens; i++) {
        printf "<g class=\"screen%s\" style=\"animation-delay:%ds\" transform=\"translate(10 22)\">\n%s", \
            (i > 1 ? " later" : ""), (i - 1 - screens) * seconds, drawn[i]
        for (j = 1; j <= how_many[i]; j++)
            print "<path" class(hows[i, j]) " d=\"" path[i, hows[i, j]] "\"/>"
        print "</g>"
    }
    print "</svg>"
}
