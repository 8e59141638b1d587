# Draws boxes as text. Variables: ascii, colour.

BEGIN {
    FS = "\t"
    # the corners from top left to bottom right, the horizontal edge, the vertical
    # edge; and both sides of a process that has no other edges
    split(ascii ? "+ + + + - |" : "┌ ┐ └ ┘ ─ │", plain, " ")
    split(ascii ? "+ + + + = ! [ ]" : "┏ ┓ ┗ ┛ ━ ┃ ┃ ┃", new, " ")
    split(ascii ? ". . : : . : ( )" : "┌ ┐ └ ┘ ╌ ┊ ┊ ┊", ghost, " ")
}

function put(x, y, what, is_new) {
    cell[y, x] = what
    green[y, x] = is_new
}

function write_text(x, y, text, is_new,    character, columns, n, i) {
    n = characters(text, character, columns)
    for (i = 1; i <= n; i++) {
        put(x, y, character[i], is_new)
        # a wide one takes the next cell, too
        if (columns[i] == 2) put(x + 1, y, "", is_new)
        x += columns[i]
    }
}

# A title. A part of it that ends with a * is new.
function write_title(x, y, text, is_new,    part, n, i) {
    n = split(text, part, ", ")
    write_text(x, y, " ", is_new)
    x++
    for (i = 1; i <= n; i++) {
        write_text(x, y, part[i], is_new || part[i] ~ /\*$/)
        x += width(part[i])
        write_text(x, y, i < n ? ", " : " ", is_new)
        x += 2
    }
}

function edge(state, part) {
    return state == "new" ? new[part] : state == "ghost" ? ghost[part] : plain[part]
}

function draw_edges(state, x, y, right, bottom,    i, is_new) {
    is_new = state == "new"
    for (i = x + 1; i < right; i++) {
        put(i, y, edge(state, 5), is_new)
        put(i, bottom, edge(state, 5), is_new)
    }
    for (i = y + 1; i < bottom; i++) {
        put(x, i, edge(state, 6), is_new)
        put(right, i, edge(state, 6), is_new)
    }
    put(x, y, edge(state, 1), is_new)
    put(right, y, edge(state, 2), is_new)
    put(x, bottom, edge(state, 3), is_new)
    put(right, bottom, edge(state, 4), is_new)
}

# Only the sides, and only if they say something.
function draw_sides(state, x, y, right, bottom,    i) {
    if (state == "plain") return
    for (i = y; i <= bottom; i++) {
        put(x, i, edge(state, 7), state == "new")
        put(right, i, edge(state, 8), state == "new")
    }
}

$1 == "canvas" {
    across = $2
    down = $3
}

$1 == "box" {
    if ($2 == "line") draw_sides($3, $4, $5, $4 + $6 - 1, $5 + $7 - 1)
    else draw_edges($3, $4, $5, $4 + $6 - 1, $5 + $7 - 1)
    if ($8 != "") write_title($4 + 1, $5, $8, $3 == "new")
}

$1 == "text" { write_text($4, $5, $6, $3 == "new") }

# Colour only what is drawn; no blanks at the end of a line.
END {
    for (y = 0; y < down; y++) {
        text = blanks = ""
        is_green = 0
        for (x = 0; x < across; x++) {
            if (!((y, x) in cell)) {
                blanks = blanks " "
                continue
            }
            if (colour && green[y, x] + 0 != is_green) {
                is_green = !is_green
                if (!is_green) text = text "\033[0m" blanks
                else text = text blanks "\033[1;32m"
            } else text = text blanks
            blanks = ""
            text = text cell[y, x]
        }
        print text (is_green ? "\033[0m" : "")
    }
}
