# changes.awk: a sentence for each cell of the last row (in letters) that differs from
# the row above. Needs columns.awk and drawing/characters.awk, and LC_ALL=C, so that
# every awk counts bytes.

# A value as in the table; of a long one, the end, which says more.
function brief(value,    character, columns, n, room) {
    if (index(value, home "/") == 1) value = "~" substr(value, length(home) + 1)
    sub(/^\/dev\/pts/, "pts", value)
    if (width(value) <= 20) return value
    n = characters(value, character, columns)
    value = ""
    for (room = 18; room >= columns[n]; n--) {
        value = character[n] value
        room -= columns[n]
    }
    return ".." value
}

# What the new value means; nothing where there are no words for it.
function meaning(name, value) {
    if (name == "pid") return ": a child goes on, and " above("pid") " has exited"
    if (name == "ppid") return ": its parent has exited, and " value " adopted it"
    if (name == "pgid")
        return value == cell("pid") ? ": it leads a process group of its own" : ": it is in another process group"
    if (name == "sid") return value == cell("pid") ? ": it leads a new session" : ": it is in another session"
    if (name == "tty") return value == "?" ? ": its session has no terminal" : ": its session has a terminal"
    if (name == "cwd" && value == "/") return ": it always exists"
    if (value == "/dev/null")
        return name == "stdin" ? ": reading gives end-of-file at once" : ": what is written is discarded"
}

BEGIN {
    home = ENVIRON["HOME"]
    if (home == "" || home == "/") home = "no home"
    in_table["stdin"] = "IN"
    in_table["stdout"] = "OUT"
    in_table["stderr"] = "ERR"
}

END {
    if (rows == 1) {
        print "PPID is " cell("ppid") ": the process that started it."
        print "PGID is " (cell("pgid") == cell("pid") ? "the PID: it leads its process group." \
            : cell("pgid") ": it is in that group.")
        print "SID is " (cell("sid") == cell("pid") ? "the PID: it leads its session." \
            : cell("sid") ": it is in the session of the process that started it.")
    }
    for (i = 1; i <= columns; i++) {
        name = heading[i]
        if (!changed(name) || name == "stage" || name == "tpgid") continue
        printf "%s is %s, not %s%s.\n", (name in in_table ? in_table[name] : toupper(name)), \
            brief(cell(name)), brief(above(name)), meaning(name, cell(name))
    }
    if (changed("pid") && cell("sid") == above("pid"))
        print "PGID and SID are still " cell("sid") ": it leads neither, and their leader has exited."
}
