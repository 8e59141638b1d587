# Makes the page: one HTML file with all stages. Reads its look, its script and the cells
# of all rows; then for each stage (f) its lines of Ruby, its difference, its picture and
# its chapter. The variable kind says which of these a file is; others has pairs of a
# language and the page in it; up leads to docs/. Needs words.awk and characters.awk.

BEGIN { FS = "\t"; columns = split("STAGE PID PPID PGID SID TTY IN OUT ERR CWD", heading, " ") }

kind == "look" || kind == "script" { file[kind] = file[kind] $0 "\n"; next }
kind == "cells" {
    gsub(/\t\/dev\/(pts\/[0-9]+|tty)/, "\ttty") # as the steps print them
    gsub(/\t\/dev\/null/, "\tnull")
    for (i = 1; i <= columns; i++) cell[FNR, i] = $i
    next
}

# The article's lines are between two rows.
kind == "ruby" && /^row "/ {
    if (f > 1 && index($0, "\"" cell[f, 1] "\"")) ruby[f] = between
    between = ""
    next
}
kind == "ruby" { between = between within("span", escaped($0) "\n"); next }

kind == "diff" && FNR == 1 { source[f] = $0; sub(/.* -> /, "", source[f]); next }
kind == "diff" {
    if (f == 1) sub(/^\+/, " ") # here nothing is added to anything
    if (/^\+/) added[f]++
    line = escaped($0) "\n"
    if (/^\+ *\/\*/) line = "+<span class=\"why\">" substr(line, 2) "</span>" # the comment
    code[f] = code[f] within(/^\+/ ? "ins" : "span", line)
    next
}

# A picture has its own look here: that of page.css.
kind == "picture" && /^<style>/, kind == "picture" && /^<\/style>/ { next }
kind == "picture" { sub(/fill: #ffffff; |role="img" /, ""); picture[f] = picture[f] (/^<(title|desc)>/ ? "" : $0 "\n"); next }

# --- a chapter: what is in its sections ---

kind == "chapter" && FNR == 1 {
    section = 0
    match($0, /: /)
    step[f] = substr($0, 3, RSTART - 3)
    title[f] = inline(substr($0, RSTART + 2))
    next
}
/^```/ { settle(0); fenced = !fenced; next }
fenced { block = block (/^\$ / ? within("b", escaped($0)) : escaped($0)) "\n"; next }
/^## / { settle(0); name[f, ++section] = inline(substr($0, 4)); next }
/^    / && !listed && paragraph == "" { block = block escaped(substr($0, 5)) "\n"; next }
/^!\[/ { alt[f] = substr($0, 3, index($0, "](") - 3); next }
/^- / { settle(1); paragraph = substr($0, 3); next }
/^$/ { settle(listed); next }
{
    if (listed && !/^ / || block != "") settle(0)
    sub(/^ +/, "")
    paragraph = paragraph (paragraph == "" ? "" : " ") $0
}

# Ends the block, the paragraph or the item that was read; goes_on: but not its list.
function settle(goes_on,    html) {
    if (block != "") {
        html = "<pre tabindex=\"0\">" block "</pre>\n"
        if (block ~ /^<b>/ && !((f, section) in first)) first[f, section] = html
    } else if (paragraph != "") html = within(listed ? "li" : "p", inline(paragraph)) "\n"
    if (listed != goes_on) html = html (goes_on ? "<ul>\n" : "</ul>\n")
    text[f, section] = text[f, section] html
    block = paragraph = ""
    listed = goes_on
}

function within(tag, html) { return "<" tag ">" html "</" tag ">" }

function inline(markdown,    out, part) {
    while (match(markdown, /`[^`]+`|\[[^]]*\]\([^)]*\)|\*\*[^*]+\*\*|\*[^* ][^*]*\*/)) {
        out = out escaped(substr(markdown, 1, RSTART - 1))
        part = substr(markdown, RSTART, RLENGTH)
        markdown = substr(markdown, RSTART + RLENGTH)
        if (part ~ /^`/) out = out within("code", escaped(substr(part, 2, length(part) - 2)))
        else if (part ~ /^\*\*/) out = out within("strong", inline(substr(part, 3, length(part) - 4)))
        else if (part ~ /^\*/) out = out within("em", inline(substr(part, 2, length(part) - 2)))
        else out = out link(substr(part, index(part, "](") + 2), substr(part, 2, index(part, "](") - 2))
    }
    return out escaped(markdown)
}

# A link to a step stays in the page; one to a place in this chapter goes there.
function link(target, label) {
    sub(/\)$/, "", target)
    if (target ~ /^#/) target = step[f] ".md" target
    if (sub(/^[0-9][0-9]-/, "#&", target) && !sub(/\.md#.*/, "-run", target)) sub(/\.md$/, "", target)
    return "<a href=\"" escaped(target) "\">" inline(label) "</a>"
}

# --- what is printed ---

function said(key) { return escaped(wording(key)) }

# The roles are there because a table that is laid out otherwise is none to some readers.
function table(f,    n, i, is_new, html) {
    print "<div class=\"rows\"><table role=\"table\">\n<thead role=\"rowgroup\">"
    for (n = 0; n <= f; n++) {
        html = "<tr role=\"row\"" (n > 0 && n == f ? " id=\"" step[f] "-run\">" : ">")
        for (i = 1; i <= columns; i++) {
            is_new = n > 1 && i > 1 && cell[n, i] != cell[n - 1, i]
            if (n == 0) html = html "<th role=\"columnheader\" scope=\"col\">" heading[i] "</th>"
            else if (i == 1) html = html "<th role=\"rowheader\" scope=\"row\">" cell[n, i] "</th>"
            else html = html "<td role=\"cell\"" (is_new ? " class=\"new\">" : ">") escaped(cell[n, i]) (is_new ? "*</td>" : "</td>")
        }
        print html "</tr>" (n == 0 ? "</thead>\n<tbody role=\"rowgroup\">" : "")
    }
    print "</tbody></table></div>"
}

function stage(f) {
    print "<section id=\"" step[f] "\">\n<h2>" f - 1 " " cell[f, 1] "<span class=\"why\">: " title[f] "</span></h2>"
    print within("blockquote", text[f, 1]) "\n<div class=\"code\">"
    if (ruby[f] != "") print "<div class=\"ruby\"><p><a href=\"" up "what-the-article-says.md\">" said("ruby") "</a></p>\n<pre class=\"source\" tabindex=\"0\">" ruby[f] "</pre></div>"
    print "<p><code>" source[f] "</code>" (f > 1 ? ": " added[f] " " said("added") : "") "</p>"
    print "<pre class=\"source\" tabindex=\"0\">" code[f] "</pre>\n</div>\n<div class=\"seen\">"
    print "<p><code>$ build/" step[f] " --letters</code></p>"
    table(f)
    print "<div class=\"picture\" role=\"img\" aria-label=\"" escaped(alt[f]) "\">" picture[f] "</div>\n</div>\n<div class=\"answer\">"
    print "<h3>" name[f, 4] "</h3>\n" text[f, 4] "<details>\n<summary>" name[f, 6] "</summary>\n" first[f, 6] "</details>"
    print "<p><a href=\"" step[f] ".md\">" said("chapter") "</a>; <a href=\"" up "README.md\">" said("chapters") "</a></p>\n</div>\n</section>"
}

END {
    print "<!DOCTYPE html>\n<html lang=\"" language "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
    print "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">"
    print "<link rel=\"icon\" href=\"data:,\">\n<title>" said("title") "</title>"
    print "<style>\n" file["look"] "</style>\n</head>\n<body>\n<header><h1>" said("title") "</h1>"
    n = split(others, other, " ")
    for (i = 1; i < n; i += 2)
        print "<a lang=\"" other[i] "\" href=\"" other[i + 1] "\">" escaped(in_words[other[i], "name"]) "</a>"
    print "<button id=\"look\" hidden>" said("look") "</button></header>\n<nav>"
    for (i = 1; i <= f; i++) print "<a href=\"#" step[i] "\">" i - 1 " <span>" cell[i, 1] "</span></a>"
    print "</nav>\n<main tabindex=\"0\">\n<p class=\"lede\">" said("lede") " <a href=\"?slides\">" said("slides") "</a>, <a href=\"?handout\">" said("handout") "</a></p>"
    for (i = 1; i <= f; i++) stage(i)
    for (i = 1; i <= 2; i++) print "<section class=\"sheet\"><h2>" said(i == 1 ? "rows" : "answers") "</h2><p>" said("letters") "</p></section>"
    print "</main>\n<footer hidden"
    n = split("run next ask changed missed claimed sum", key, " ")
    for (i = 1; i <= n; i++) print " data-" key[i] "=\"" escaped(wording(key[i], "%")) "\""
    print "><button id=\"back\">" said("back") "</button> <button id=\"go\"></button>"
    print "<p role=\"status\"></p> <p id=\"sum\"></p> <button id=\"forget\">" said("forget") "</button> <p id=\"keys\">" said("keys") "</p>\n</footer>\n<script>\n" file["script"] "</script>\n</body>\n</html>"
}
