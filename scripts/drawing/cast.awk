# A recording of a terminal, asciicast v2, as SVG: its screens, one after the
# other, or one of them. Goes with characters.awk and terminal.awk.

# ---- the recording: a header, then events ----

function refuse(what) {
    refused = 1
    print "cast: " ENVIRON["NAME"] ": " what | "cat >&2"
    exit 2
}
# A character from its number; none for NUL, which a terminal ignores.
function utf8(n) {
    if (n == 0) return ""
    if (n < 128) return char[n]
    if (n < 2048) return char[192 + int(n / 64)] char[128 + n % 64]
    if (n < 65536)
        return char[224 + int(n / 4096)] char[128 + int(n / 64) % 64] char[128 + n % 64]
    return char[240 + int(n / 262144)] char[128 + int(n / 4096) % 64] \
        char[128 + int(n / 64) % 64] char[128 + n % 64]
}
function number_in(digits) {
    return hexadecimal(toupper(digits))
}
# What a string of json means, given without its quotes.
function unescaped(s,    out, i, c, n) {
    while ((i = index(s, "\\")) > 0) {
        out = out substr(s, 1, i - 1)
        c = substr(s, i + 1, 1)
        s = substr(s, i + 2)
        if (c != "u") {
            out = out (c in meant ? meant[c] : c)
            continue
        }
        n = number_in(substr(s, 1, 4))
        s = substr(s, 5)
        if (n >= 55296 && n < 56320 && substr(s, 1, 2) == "\\u") {
            n = 65536 + (n - 55296) * 1024 + number_in(substr(s, 3, 4)) - 56320
            s = substr(s, 7)
        }
        out = out utf8(n)
    }
    return out s
}
function number_after(key) {
    if (!match($0, "\"" key "\": *[0-9]+")) return 0
    return substr($0, RSTART + length(key) + 3, RLENGTH - length(key) - 3) + 0
}

function size_is(text,    part) {
    split(text, part, "x")
    return size(part[1] + 0, part[2] + 0)
}
function size(w, h) {
    if (w < 1 || w > 1000 || h < 1 || h > 1000) return 0
    resize(w, h)
    return 1
}

# ---- a screen as SVG: a cell is 6 wide and 13 high, its baseline at 10 ----

function quoted(s) {
    gsub(/&/, "\\&amp;", s)
    gsub(/</, "\\&lt;", s)
    gsub(/>/, "\\&gt;", s)
    return s
}
function attribute(name, value) {
    sub(/ $/, "", value)
    return value == "" ? "" : " " name "=\"" value "\""
}
function lines_of(weight, classes, d) {
    if (weight == 0) return
    weight = weight == 2 ? "h " : "l "
    if (!((weight classes) in path)) stroke[++strokes] = weight classes
    path[weight classes] = path[weight classes] d
}
# Lines are drawn: those of a font need not meet. Four digits are how heavy
# the arms are: up, right, down, left. Downwards they reach into the next row,
# or a hair would part them.
function box(arms, dashed, rounded, classes, at, count,    u, r, d, l) {
    u = substr(arms, 1, 1)
    r = substr(arms, 2, 1)
    d = substr(arms, 3, 1)
    l = substr(arms, 4, 1)
    gsub(/[bu] /, "", classes)
    if (dashed) classes = "a " classes
    if (u + d == r + l && u * d + r * l == 0) { # a corner
        lines_of(u + d, classes, "M" (r > 0 ? at + 6 : at) "-3.5" \
            (rounded ? "Q" at + 3 "-3.5 " at + 3 " " : "H" at + 3 "V") (d > 0 ? 3.2 : -10))
        return
    }
    if (l == r) lines_of(l, classes, "M" at "-3.5h" 6 * count)
    else {
        lines_of(l, classes, "M" at "-3.5h3")
        lines_of(r, classes, "M" at + 3 "-3.5h3")
    }
    if (u == d) lines_of(u, classes, "M" at + 3 "-10v13.2")
    else {
        lines_of(u, classes, "M" at + 3 "-10v6.5")
        lines_of(d, classes, "M" at + 3 "-3.5v6.7")
    }
}
function end_run(to,    classes) {
    if (run == "") return
    classes = part[1] (run_kind == "box" ? " x" : "")
    sub(/^ /, "", classes)
    if (run ~ /^ +$/ && part[1] !~ /u/) texts = texts run
    else
        texts = texts "<tspan x=\"" 6 * run_from "\"" \
            (to - run_from > 1 ? attribute("textLength", 6 * (to - run_from)) : "") \
            attribute("class", classes) ">" quoted(run) "</tspan>"
    run = ""
}
function end_ground(to) {
    if (ground != "")
        grounds = grounds "<rect x=\"" 6 * ground_from "\" y=\"-10\" width=\"" \
            6 * (to - ground_from) "\" height=\"13\" class=\"" ground "\"/>"
}
# A run is what one font draws evenly: it ends at a gap, so that columns
# stay columns, and any character that is no ASCII has one of its own.
function row_as_svg(id,    c, last, i, kind, blanks, how, n, out) {
    for (last = columns - 1; last >= 0; last--)
        if (cell[id, last] != " " || style[id, last] !~ /\/$/) break
    texts = grounds = run = ground = how = ""
    strokes = 0
    split("", path)
    for (i = 0; i <= last; i++) {
        c = cell[id, i]
        if (c == "") continue
        kind = c in arms ? "box" : length(c) > 1 ? "other" : "ascii"
        if (style[id, i] != how || kind != run_kind || kind == "other" || (blanks > 1 && c != " ")) {
            end_run(i)
            how = style[id, i]
            split(how, part, "/")
            run_kind = kind
            run_from = i
            if (part[2] != ground) {
                end_ground(i)
                ground = part[2]
                ground_from = i
            }
        }
        blanks = c == " " ? blanks + 1 : 0
        run = run c
        if (kind == "box") {
            for (n = 1; (c == "─" || c == "━") && cell[id, i + n] == c && style[id, i + n] == how; n++)
                run = run c
            box(arms[c], c in dashed, c in rounded, part[1], 6 * i, n)
            i += n - 1
        }
    }
    end_run(last + 1)
    end_ground(last + 1)
    if (texts == "") return ""
    out = grounds "<text>" texts "</text>"
    for (i = 1; i <= strokes; i++)
        out = out "<path" attribute("class", stroke[i]) " d=\"" path[stroke[i]] "\"/>"
    return out
}

# ---- the screens ----

function add(svg, r) {
    svg = "<g transform=\"translate(0 " 13 * r + 10 ")\">" svg "</g>"
    if (!(svg in seen)) {
        seen[svg] = 1
        item[++items] = svg
    }
    in_frame[svg, frames] = 1
}
# What is on the screen now counts, and has stood for so many seconds.
function settle(seconds,    r, now, whole) {
    for (r = 0; r < lines; r++) {
        now[r] = row_as_svg(row[r])
        whole = whole "\n" now[r]
    }
    if (whole !~ /[^\n]/) return
    counted = 1
    if (whole != last_whole) {
        frames++
        for (r = 0; r < lines; r++)
            if (now[r] != "") add(now[r], r)
        if (!hidden) add("<rect class=\"c\" x=\"" 6 * clamp(x, columns - 1) "\" y=\"-10\" width=\"6\" height=\"13\"/>", y)
    }
    last_whole = whole
    stood[frames] += seconds
}
function before_wipe() {
    if (!counted) settle(0)
    counted = 0
}
# As CSS: when what stands in these frames ("0110") is seen, and when not.
function keyframes(name, frames_of,    i, sum, css, now, before) {
    for (i = 1; i <= frames; i++) {
        now = substr(frames_of, i, 1)
        if (now != before)
            css = css sprintf("%.3f%%{visibility:%s}", 100 * sum / total, now == "1" ? "visible" : "hidden")
        before = now
        sum += stood[i]
    }
    return "@keyframes " name "{" css "}\n"
}
# What is seen at the same times is one group, with one animation.
function animated(    i, f, frames_of, groups, order, group, css, classes, out) {
    for (i = 1; i <= items; i++) {
        frames_of = ""
        for (f = 1; f <= frames; f++) frames_of = frames_of ((item[i], f) in in_frame)
        if (!(frames_of in group)) order[++groups] = frames_of
        group[frames_of] = group[frames_of] item[i] "\n"
    }
    for (i = 1; i <= groups; i++) {
        frames_of = order[i]
        if (frames_of ~ /0/) {
            css = css keyframes("k" i, frames_of)
            classes = classes ".k" i "{animation:k" i " " total "s step-end infinite}\n"
        }
        out = out "<g" (frames_of ~ /0/ ? " class=\"k" i (frames_of ~ /^0/ ? " s" : "") "\"" : "") \
            ">\n" group[frames_of] "</g>\n"
    }
    if (classes != "") css = css "@media (prefers-reduced-motion:no-preference){\n" classes "}\n"
    print_svg(css, out)
}
function still(frame,    i, out) {
    for (i = 1; i <= items; i++)
        if ((item[i], frame) in in_frame) out = out item[i] "\n"
    print_svg("", out)
}
function print_svg(css, content,    w, h, i, n, colours) {
    w = 6 * widest + 20
    h = 13 * tallest + 30
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%.0f\" height=\"%.0f\" xml:space=\"preserve\">\n", w, h, w * 7 / 5, h * 7 / 5
    print "<title>A terminal, recorded</title>"
    print "<style>"
    print "svg{color:#d7dae0;max-width:100%;height:auto}"
    print "text{font:10px ui-monospace,SFMono-Regular,Menlo,Consolas,\"DejaVu Sans Mono\",\"Liberation Mono\",monospace;font-variant-ligatures:none;fill:currentColor}"
    print "tspan{fill:currentColor}"
    print "rect{fill:currentColor}"
    print "path{fill:none;stroke:currentColor;stroke-width:.9}"
    print ".h{stroke-width:2}"
    print ".a{stroke-dasharray:3.5 3}"
    print ".x{fill-opacity:0}"
    print ".b{font-weight:bold}"
    print ".d{fill-opacity:.65;stroke-opacity:.65}"
    print ".u{text-decoration:underline}"
    print ".c{opacity:.4}"
    print ".s{visibility:hidden}"
    print ".k{color:#16181d}"
    print ".w{color:#d7dae0}"
    n = split(COLOURS, colours, " ")
    for (i = 1; i <= n; i++) print ".f" i - 1 "{color:" colours[i] "}"
    printf "%s</style>\n", css
    printf "<rect x=\".5\" y=\".5\" width=\"%d\" height=\"%d\" rx=\"6\" style=\"fill:#16181d;stroke:#59616b\"/>\n", w - 1, h - 1
    for (i = 12; i <= 32; i += 10) printf "<circle cx=\"%d\" cy=\"11\" r=\"3\" fill=\"#59616b\"/>\n", i
    printf "<g transform=\"translate(10 22)\">\n%s</g>\n</svg>\n", content
}

BEGIN {
    for (i = 1; i < 256; i++) char[i] = sprintf("%c", i)
    meant["b"] = "\b"
    meant["f"] = "\f"
    meant["n"] = "\n"
    meant["r"] = "\r"
    meant["t"] = "\t"
    COLOURS = "#6e7681 #ff7b72 #7ee787 #e3b341 #79c0ff #d2a8ff #76e3ea #f0f3f6"

    # U+2500 to U+257F; not drawn are - double lines and diagonals
    n = split("0101 0202 1010 2020 0101 0202 1010 2020 0101 0202 1010 2020 0110 0210 0120 0220" \
        " 0011 0012 0021 0022 1100 1200 2100 2200 1001 1002 2001 2002 1110 1210 2110 1120" \
        " 2120 2210 1220 2220 1011 1012 2011 1021 2021 2012 1022 2022 0111 0112 0211 0212" \
        " 0121 0122 0221 0222 1101 1102 1201 1202 2101 2102 2201 2202 1111 1112 1211 1212" \
        " 2111 1121 2121 2112 2211 1122 1221 2212 1222 2122 2221 2222 0101 0202 1010 2020" \
        " - - - - - - - - - - - - - - - - - - - - - - - - - - - - - 0110 0011 1001" \
        " 1100 - - - 0001 1000 0100 0010 0002 2000 0200 0020 0201 1020 0102 2010", digits, " ")
    for (i = 1; i <= n; i++) {
        c = utf8(9471 + i)
        if (digits[i] != "-") arms[c] = digits[i]
        if ((i > 4 && i <= 12) || (i > 76 && i <= 80)) dashed[c] = 1
        if (i > 109 && i <= 113) rounded[c] = 1
    }
    frames = items = 0
}

NR == 1 {
    if (number_after("version") != 2 || !size(number_after("width"), number_after("height")))
        refuse("line 1 is no header of asciicast v2, with a width and a height of 1 to 1000")
    next
}
/^ *$/ { next }
{
    if (!match($0, /^\[ *[0-9]+(\.[0-9]+)?(e-?[0-9]+)? *, *"[a-z]" *, *"/))
        refuse("line " NR " is no event: allowed are [SECONDS, \"o\", \"DATA\"]")
    data = substr($0, RLENGTH + 1)
    kind = substr($0, index($0, "\"") + 1, 1)
    time = substr($0, 2) + 0
    if (!match(data, /" *\] *$/))
        refuse("line " NR " is no event: it has no end")
    data = unescaped(substr(data, 1, RSTART - 1))
    if (time - last_time > 0.5) settle(time - last_time)
    last_time = time
    if (kind == "o") show(data)
    else if (kind == "r" && (data !~ /^[0-9]+x[0-9]+$/ || !size_is(data)))
        refuse("line " NR " has no size: allowed are 1x1 to 1000x1000")
}

END {
    if (refused) exit 2
    if (NR == 0) refuse("allowed is a recording as asciicast v2, and this is empty")
    settle(3) # how long the last one stood is not in a recording
    if (frames == 0) refuse("nothing is to be seen in it")
    if (ENVIRON["FRAME"] != "all") {
        frame = ENVIRON["FRAME"] + 0
        if (frame < 1 || frame > frames)
            refuse("--frame " ENVIRON["FRAME"] ": allowed are 1 to " frames)
        still(frame)
    } else {
        for (i = 1; i <= frames; i++) {
            stood[i] = stood[i] < 1 ? 1 : stood[i] > 6 ? 6 : int(2 * stood[i] + 0.5) / 2
            total += stood[i]
        }
        animated()
    }
}
