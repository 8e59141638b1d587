# Draws boxes as SVG, on a light panel, for light and dark pages.

BEGIN {
    FS = "\t"
    fill["screen"] = "#d6e4f7"
    fill["session"] = "#ededea"
    fill["group"] = "#ffffff"
    fill["process"] = "#f4f6fa"
}

# A title. A part of it that ends with a * is new.
function title(text, state,    part, n, i, out) {
    if (state == "new") return escaped(text)
    n = split(text, part, ", ")
    for (i = 1; i <= n; i++) {
        out = out (i > 1 ? ", " : "")
        if (part[i] ~ /\*$/) out = out "<tspan class=\"new\">" escaped(part[i]) "</tspan>"
        else out = out escaped(part[i])
    }
    return out
}

$1 == "canvas" {
    name = wording("picture") ($5 == "" ? "" : ": " $5)
    print "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"" $2 "\" height=\"" $3 \
        "\" viewBox=\"0 0 " $2 " " $3 "\">"
    print "<title>" escaped(name) "</title>"
    print "<desc>" escaped(wording("key")) "</desc>"
    print "<style>"
    print "svg { max-width: 100%; height: auto }"
    print "rect { stroke: #5b6675; stroke-width: 1.5 }"
    print "rect.new { stroke: #1a7f37; stroke-width: 3.5 }"
    print "rect.ghost { stroke: #68717d; stroke-dasharray: 5 4; fill: none }"
    print "text { font: 14px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; fill: #1b2330 }"
    print "text.title { font-weight: bold; fill: #2f3b4c }"
    print "text.new, tspan.new { font-weight: bold; fill: #116329 }"
    print "text.id { font-weight: bold }"
    print "text.legend { font-size: 12px; fill: #4f5863 }"
    print "text.ghost { fill: #4f5863; font-style: italic }"
    print "</style>"
    print "<rect class=\"panel\" x=\"0\" y=\"0\" width=\"" $2 "\" height=\"" $3 \
        "\" rx=\"10\" style=\"fill: #ffffff; stroke: none\"/>"
}

$1 == "box" {
    printf "<rect class=\"%s %s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"5\" fill=\"%s\"/>\n", \
        $2, $3, $4, $5, $6, $7, fill[$2]
    if ($8 != "")
        printf "<text class=\"title %s\" x=\"%s\" y=\"%s\">%s</text>\n", $3, $4 + 12, $5 + 21, title($8, $3)
}

$1 == "text" {
    printf "<text class=\"%s %s\" x=\"%s\" y=\"%s\">%s</text>\n", $2, $3, $4, $5 + 15, escaped($6)
}

END { print "</svg>" }
