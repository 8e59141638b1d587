# A terminal, as far as the programs here need one: show() is given what is
# written to it. The screen is in cell and style, the cursor in x and y.
# before_wipe() is called when all of it is about to go. Goes with
# characters.awk, for awks that count bytes (LC_ALL=C).
#
# row[r] is the number of what stands in a line, so that to scroll moves no
# cells. A cell is a character, and "" behind one that is two columns wide.

function wipe(id, from, to) {
    for (; from < to; from++) {
        cell[id, from] = " "
        style[id, from] = "/"
    }
}
function new_row() {
    wipe(++rows, 0, widest)
    return rows
}
function scroll(    r, top) {
    top = row[0]
    for (r = 0; r < lines - 1; r++) row[r] = row[r + 1]
    row[lines - 1] = top
    wipe(top, 0, widest)
}
function line_feed() {
    if (y < lines - 1) y++
    else scroll()
}
function clamp(n, most) {
    return n < 0 ? 0 : n > most ? most : n
}
function go(to_x, to_y) {
    x = clamp(to_x, columns - 1)
    y = clamp(to_y, lines - 1)
}
function resize(to_columns, to_lines,    id) {
    for (id = 1; id <= rows; id++) wipe(id, widest, to_columns)
    if (to_columns > widest) widest = to_columns
    if (to_lines > tallest) tallest = to_lines
    for (; y >= to_lines; y--) scroll()
    for (; lines < to_lines; lines++) row[lines] = new_row()
    columns = to_columns
    lines = to_lines
    go(x, y)
}

function columns_of(c) {
    if (length(c) == 1) return 1
    if (!(c in known_columns)) {
        character_length(c, 1)
        known_columns[c] = among(character_code, narrow_from, narrow_to, narrow) ? 0 : 1
        if (among(character_code, wide_from, wide_to, wide)) known_columns[c] = 2
    }
    return known_columns[c]
}
# At the right margin the cursor waits behind the last column.
function put(c,    w) {
    w = columns_of(c)
    if (w == 0) {
        if (x > 0) cell[row[y], x - 1] = cell[row[y], x - 1] c
        return
    }
    if (x + w > columns) {
        x = 0
        line_feed()
    }
    # half of a wide character is none
    if (cell[row[y], x] == "" && x > 0) cell[row[y], x - 1] = " "
    if (cell[row[y], x + w] == "") cell[row[y], x + w] = " "
    cell[row[y], x] = c
    style[row[y], x] = pen
    if (w == 2) {
        cell[row[y], x + 1] = ""
        style[row[y], x + 1] = pen
    }
    x += w
}

function erase_line(how) {
    if (how == 0) wipe(row[y], x, widest)
    else if (how == 1) wipe(row[y], 0, x + 1)
    else wipe(row[y], 0, widest)
}
function erase_screen(how,    r) {
    if (how >= 2 || (how == 0 && x + y == 0)) before_wipe()
    for (r = 0; r < lines; r++)
        if (how >= 2 || (how == 0 && r > y) || (how == 1 && r < y)) wipe(row[r], 0, widest)
    if (how < 2) erase_line(how)
}
# The other screen, which full-screen programs draw on.
function other_screen(on,    r) {
    if (on == is_other) return
    before_wipe()
    is_other = on
    for (r = 0; r < tallest; r++) {
        if (on) kept[r] = row[r]
        row[r] = on || !(r in kept) ? new_row() : kept[r]
    }
    if (on) {
        kept_x = x
        kept_y = y
    } else go(kept_x, kept_y)
}

# SGR; how text is drawn is kept as "classes/class of what is behind it".
function paint(count,    i, n) {
    for (i = 1; i <= count || i == 1; i++) {
        n = given[i] + 0
        if (n == 0) bold = dim = underlined = reversed = front = back = ""
        else if (n == 1) bold = "b "
        else if (n == 2) dim = "d "
        else if (n == 4) underlined = "u "
        else if (n == 7) reversed = 1
        else if (n == 22) bold = dim = ""
        else if (n == 24) underlined = ""
        else if (n == 27) reversed = ""
        else if (n == 39) front = ""
        else if (n == 49) back = ""
        else if ((n == 38 || n == 48) && given[i + 1] == 2) i += 4
        else if (n == 38 || n == 48) {
            i += 2
            if (given[i] < 16 && n == 38) front = "f" given[i] % 8
            if (given[i] < 16 && n == 48) back = "f" given[i] % 8
        } else if (n >= 30 && n <= 37) front = "f" (n - 30)
        else if (n >= 40 && n <= 47) back = "f" (n - 40)
        else if (n >= 90 && n <= 97) front = "f" (n - 90)
        else if (n >= 100 && n <= 107) back = "f" (n - 100)
    }
    pen = bold dim underlined (reversed ? (back == "" ? "k" : back) : front) "/" \
        (reversed ? (front == "" ? "w" : front) : back)
}
# A control sequence: CSI, parameters, and the letter that says which.
function control(parameters, letter,    count, n) {
    split("", given)
    count = split(parameters, given, /[;:]/)
    if (parameters ~ /^[<=>?]/) {
        if (parameters == "?25") hidden = letter == "l"
        else if (parameters == "?1049") other_screen(letter == "h")
        return
    }
    n = given[1] > 0 ? given[1] : 1
    if (letter == "m") paint(count)
    else if (letter == "H" || letter == "f") go((given[2] > 0 ? given[2] : 1) - 1, n - 1)
    else if (letter == "A") go(x, y - n)
    else if (letter == "B") go(x, y + n)
    else if (letter == "C") go(x + n, y)
    else if (letter == "D") go(x - n, y)
    else if (letter == "G") go(n - 1, y)
    else if (letter == "d") go(x, n - 1)
    else if (letter == "J") erase_screen(given[1] + 0)
    else if (letter == "K") erase_line(given[1] + 0)
}
# An escape sequence at the start of s: how long it is, 0 if it goes on in
# the next event. Those that are not known mean nothing.
function escape(s) {
    if (match(s, CSI "[@-~]")) {
        control(substr(s, 3, RLENGTH - 3), substr(s, RLENGTH, 1))
        return RLENGTH
    }
    if (s ~ CSI "$" || s == "\033") return 0
    if (s ~ /^\033[]P^_X]/) {
        if (match(s, /\007|\033\\/)) return RSTART + RLENGTH - 1
        return 0
    }
    if (match(s, "^\033[ -/]*[0-Z\\\\^-~]")) return RLENGTH
    return s ~ "^\033[ -/]*$" ? 0 : 2
}
function show(data,    i, n, taken, code) {
    data = unfinished data
    unfinished = ""
    n = length(data)
    for (i = 1; i <= n; i += taken) {
        code = byte[substr(data, i, 1)]
        taken = code < 192 ? 1 : code < 224 ? 2 : code < 240 ? 3 : 4
        if (code >= 32 && code != 127) put(substr(data, i, taken))
        else if (code == 8) go(x - 1, y)
        else if (code == 9) go(x + 8 - x % 8, y)
        else if (code == 10) line_feed()
        else if (code == 13) x = 0
        else if (code == 27 && !(taken = escape(substr(data, i)))) {
            unfinished = substr(data, i)
            return
        }
    }
}

BEGIN {
    CSI = "^\033\\[[0-?]*[ -/]*"
    pen = "/"
    x = y = lines = rows = widest = tallest = 0
}
