# changes.awk: what the last of some rows (tsv, with letters) tells that the row
# above it does not: a sentence for each cell that changed. Goes with
# drawing/characters.awk, for awks that count bytes (LC_ALL=C).

function sentence(cell, meaning) {
    printf "%s is %s, not %s: %s.\n", NAME[cell], brief($cell), brief(above[cell]), meaning
}

# As the table has it; it may be long, and then its end says more.
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

BEGIN {
    FS = "\t"
    home = ENVIRON["HOME"]
    if (home == "" || home == "/") home = "no home"
    PID = 2; PPID = 3; PGID = 4; SID = 5; TTY = 6; CWD = 8; IN = 10; OUT = 11; ERR = 12
    split("STAGE PID PPID PGID SID TTY TPGID CWD UMASK IN OUT ERR", NAME, " ")
}

{
    for (i = 1; i <= NF; i++) {
        above[i] = last[i]
        last[i] = $i
    }
}

END {
    if (NR == 2) {
        print "PPID is " last[PPID] ": who started it."
        print "PGID is " (last[PGID] == last[PID] ? "the PID: it leads its process group." : last[PGID] ": it is in that group.")
        print "SID is " (last[SID] == last[PID] ? "the PID: it leads its session." : last[SID] ": it is in the session of who started it.")
        exit
    }
    $0 = ""
    for (i = 1; i in last; i++) $i = last[i]
    if ($PID != above[PID])
        sentence(PID, "a child goes on, and " above[PID] " has exited")
    if ($PPID != above[PPID])
        sentence(PPID, "its parent has exited, and " $PPID " adopted it")
    if ($PGID != above[PGID])
        sentence(PGID, $PGID == $PID ? "it leads a process group of its own" : "it is in another process group")
    if ($SID != above[SID])
        sentence(SID, $SID == $PID ? "it leads a new session" : "it is in another session")
    if ($PID != above[PID] && $SID == above[PID])
        print "PGID and SID are still " $SID ": it leads neither, and who did has exited."
    if ($TTY != above[TTY])
        sentence(TTY, $TTY == "?" ? "its session has no terminal" : "its session has a terminal")
    if ($CWD != above[CWD])
        sentence(CWD, $CWD == "/" ? "that is always there" : "it is somewhere else")
    for (i = IN; i <= ERR; i++)
        if ($i != above[i])
            sentence(i, $i != "/dev/null" ? "something else" : i == IN ? "to read it gives end-of-file at once" : "what is written to it is gone")
}
