# compare.awk: the last rows of several runs, each a file named after its program, as
# one table, with a few words on what each process now is. Needs columns.awk.
# Variables: letters (if not empty, ids are letters), columns_seen (the width), new and
# plain (the start and the end of a colour).

# Not every awk knows "%*s".
function padding(n) {
    return n > 0 ? sprintf("%" n "s", "") : ""
}

# A mark and a colour make a cell longer than it looks.
function padded(text, marked, room) {
    return (marked ? new text "*" plain : text) padding(room - length(text) - marked)
}

# Each run has its own ids, so an id is known by its place in the order of appearance.
# Where it first appears says what the process is.
function meet(id, role) {
    if (id <= 0 && id != "" || id in order) return
    order[id] = ++count
    who[count] = id " " role
}

# The facts of a row, in words, as far as they are new since the row above.
function fact(words, id, rest,    key) {
    key = words order[id] rest
    facts[key] = 1
    if (!(key in known)) news = news (news == "" ? "" : ", ") words id rest
}

function what_it_is(    i, name) {
    news = ""
    split("", facts)
    if (cell("ppid") != first["ppid"]) fact("adopted by ", cell("ppid"))
    if (cell("pid") == cell("sid"))
        fact("leads a " (cell("sid") == first["sid"] ? "" : "new ") "session")
    else if (cell("pid") == cell("pgid")) fact("leads its group")
    else fact("leads nothing")
    fact(cell("tty") == "?" ? "has no terminal" : "has the terminal")
    if (cell("sid") in gone) fact("its leader ", cell("sid"), " is gone")
    if (cell("cwd") != first["cwd"]) fact("its working directory is " cell("cwd"))
    if (cell("stdin") != first["stdin"] && cell("stdin") == cell("stdout") &&
        cell("stdout") == cell("stderr")) fact("0, 1 and 2 are " cell("stdin"))
    for (i = 1; i <= columns; i++) {
        name = heading[i]
        if (!index(" stage pid ppid pgid sid tty tpgid cwd stdin stdout stderr ", " " name " ") &&
            cell(name) != first[name]) fact("its " name " is " cell(name))
    }
    return news
}

# Words that do not fit continue on the next line, below the first word.
function print_words(words, from,    part, n, i, line, free) {
    n = split(words, part, " ")
    free = columns_seen - from
    for (i = 1; i <= n; i++) {
        if (line != "" && length(line " " part[i]) > free) {
            print line
            line = padding(from) part[i]
            free = columns_seen
        } else line = line (line == "" ? "" : " ") part[i]
    }
    print line
}

# Each program had a terminal of its own: its name makes no difference.
function place_of(name) {
    return name == "tty" ? cell("tty") == "?" : order[cell(name)]
}

BEGIN {
    digits = 3
    shows = split("pid ppid pgid sid tty", show, " ")
}

# The last row of one run is the row above the last row of the next.
rows == 1 {
    program[++runs] = FILENAME
    for (i = 1; i <= columns; i++) first[heading[i]] = cell(heading[i])
    for (i = 1; i <= shows; i++) is_above[i] = is_now[i]
    split("", known)
    for (words in facts) known[words] = 1
    split("", order)
    split("", gone)
    count = 0
    child = "the program"
    parent = "the shell"
}

{
    if (changed("pid")) gone[above("pid")] = 1
    meet(cell("pid"), child)
    child = "a child of " cell("pid")
    meet(cell("ppid"), parent)
    meet(cell("pgid"), "its group")
    meet(cell("sid"), "its session")
    parent = "its adopter"
    for (i = 1; i <= shows; i++) {
        is_now[i] = place_of(show[i])
        shown[runs, i] = cell(show[i])
        differs[runs, i] = runs > 1 && is_now[i] != is_above[i]
    }
    says[runs] = what_it_is()
}

END {
    for (n = 1; n <= runs; n++)
        for (i = 1; i < shows; i++)
            if (length(shown[n, i]) > digits) digits = length(shown[n, i])
    room = letters ? 5 : digits + 2
    line = padded("PROGRAM", 0, 16)
    for (i = 1; i <= shows; i++)
        line = line padded(toupper(show[i]), 0, i < shows ? room : 7)
    print line "WHAT IT NOW IS"
    for (n = 1; n <= runs; n++) {
        printf "%s", padded(program[n], 0, 16)
        for (i = 1; i <= shows; i++)
            printf "%s", padded(shown[n, i], differs[n, i], i < shows ? room : 7)
        print_words(says[n], 16 + (shows - 1) * room + 7)
    }
    if (!letters) {
        print "\nEach row is a run of its own. A * marks a difference from the row above."
        exit
    }
    for (i = 1; i <= count; i++) legend = legend (i > 1 ? ", " : "") who[i]
    print ""
    print_words(legend ".", 0)
    print "A * marks a difference from the row above."
}
