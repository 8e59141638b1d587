# Turns rows into boxes: terminals and sessions, their groups, their processes.
# Reads the tsv of a step (a history: each row is a frame) or of inspect (what lives
# now: one frame), and prints what is to be drawn, from the outside to the inside:
#
#   canvas WIDTH HEIGHT FRAME STAGE
#   box    KIND STATE X Y WIDTH HEIGHT LABEL    its label is its title
#   text   KIND STATE X Y TEXT                  a line, or a part of one
#
# KIND is screen (a session that has a terminal), session, group, process, or
# line: a process without edges above and below. Of a text it is id, fact or
# legend. STATE is new, ghost (it is gone), or plain.
# Variables: across (how many columns), look (text or svg), frame ("" the last),
# letters ("" for a history only), ascii. Needs columns.awk and characters.awk. All
# that is drawn comes from a row. A box stays as it was last seen, until a later row
# shows it.

# --- rows ---

BEGIN {
    OFS = "\t"
    split("stage name pid ppid pgid sid tty tpgid stdin stdout stderr state", word, " ")
    for (i in word) drawn[word[i]] # in a way of its own
    split("pid ppid pgid sid tty tpgid", needed, " ")
}

{
    for (i = 1; i <= 4; i++)
        if (cell(needed[i]) !~ /^([0-9]+|[A-Z]+)$/)
            fault("line " FNR ": '" clipped(cell(needed[i]), 40) "' is no " needed[i])
    for (i = 1; i <= columns; i++) of[rows, heading[i]] = cell(heading[i])
}

# A cell as people know it: tsv has \\ for a backslash, and \t or \u001b for what a
# terminal does not show.
function told(row, name,    text, at, out, next_byte) {
    text = of[row, name]
    while ((at = index(text, "\\")) > 0) {
        next_byte = substr(text, at + 1, 1)
        out = out substr(text, 1, at - 1) (next_byte == "\\" ? "\\" : "?")
        text = substr(text, at + (next_byte == "u" ? 6 : 2))
    }
    return out text
}

# A, B, ... Z, AA, ... in the order of appearance, as the steps have it.
function shown(id,    n, word) {
    if (!letters || id !~ /^[1-9]/) return id
    if (!(id in letter)) {
        for (n = ++lettered; n > 0; n = int((n - 1) / 26))
            word = substr("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (n - 1) % 26 + 1, 1) word
        letter[id] = word
    }
    return letter[id]
}

# --- what there is ---

# A node is what has a place. Its leader, if there is one, comes first.
function node(kind, id, holder, first,    key, i) {
    key = holder SUBSEP kind SUBSEP id
    if (key in number) return number[key]
    number[key] = ++nodes
    kinds[nodes] = kind
    ids[nodes] = id
    parent[nodes] = holder
    children[holder]++
    for (i = children[holder]; first && i > 1; i--) child[holder, i] = child[holder, i - 1]
    child[holder, i = first ? 1 : children[holder]] = nodes
    return nodes
}

function process_node(sid, pgid, pid,    session, group) {
    session = node("session", sid, 0, 0)
    group = node("group", pgid, session, pgid == sid)
    return node("process", pid, group, pid == pgid)
}

# The place of a process that has no row, but is a parent in one. If its id is that of
# a session or group, it leads that. Otherwise no row shows its place: in a history it
# stands apart; of what lives now, it would have a row if it had been asked for.
function parent_node(pid) {
    if (pid == 0 || pid in has_row) return 0
    if (pid in session_exists) return process_node(pid, pid, pid)
    if (pid in session_of) return process_node(session_of[pid], pid, pid)
    return history ? node("process", pid, 0, 0) : 0
}

function see(n, f) {
    for (; n > 0; n = parent[n]) seen[n, f] = 1
}

function add(n, f, fact) {
    facts[n, f] = facts[n, f] "\t" fact
}

# The processes of this row, as seen in this frame.
function see_row(row, f,    n, starter, pid, sid, pgid, ppid, tpgid, i) {
    pid = of[row, "pid"]; ppid = of[row, "ppid"]
    pgid = of[row, "pgid"]; sid = of[row, "sid"]; tpgid = of[row, "tpgid"]
    starter = parent_node(ppid)
    n = process_node(sid, pgid, pid)
    see(n, f)
    terminal[parent[parent[n]], f] = of[row, "tty"]

    facts[n, f] = shown(pid)
    if ("name" in column) facts[n, f] = facts[n, f] " " told(row, "name")
    if (pid == pgid) add(n, f, wording("leads"))
    # the adopter has its own words, and is not the process that forked it
    if (starter && !parent[starter] && row > 1 && pid != of[row - 1, "pid"])
        adopted[pid] = ppid
    if (ppid != 0 && adopted[pid] != ppid) add(n, f, wording("child", shown(ppid)))
    if ("state" in column && of[row, "state"] ~ /^[Tt]/) add(n, f, wording("stopped"))
    if ("state" in column && of[row, "state"] ~ /^[ZX]/) {
        add(n, f, wording("zombie"))
        gone[n, f] = 1
    }
    for (i = 1; history && i <= columns; i++)
        if (!(heading[i] in drawn) && of[row, heading[i]] != of[1, heading[i]])
            add(n, f, heading[i] " " told(row, heading[i]))
    if ("stderr" in column) add_descriptors(n, f, row)

    if (starter) {
        see(starter, f)
        facts[starter, f] = shown(ppid)
        if (parent[starter]) add(starter, f, wording("leads"))
        if (adopted[pid] == ppid) add(starter, f, wording("adopted", shown(pid)))
    }
    foreground[parent[parent[n]], f] = tpgid
    return n
}

# 0, 1 and 2: shown if they changed, and if they are on a terminal that is not the
# session's.
function add_descriptors(n, f, row,    i, name, file, at, key) {
    split("stdin stdout stderr", name, " ")
    for (i = 1; i <= 3; i++) {
        file = of[row, name[i]]
        if (!(history && file != of[1, name[i]]) &&
            !(of[row, "tty"] == "?" && file ~ /^\/dev\/(pts\/|tty|console)/)) continue
        at = at == "" ? i - 1 : at " " (i - 1)
        if (i < 3 && of[row, name[i + 1]] == file) continue
        if (!descriptors_from) descriptors_from = f
        file = told(row, name[i])
        sub(/^\/dev\/pts\//, "pts/", file)
        add(n, f, at " " file)
        at = ""
    }
}

function look_at_rows(    row, f, n, last) {
    for (row = 1; row <= rows; row++) {
        if (history) {
            shown(of[row, "pid"]); shown(of[row, "ppid"])
            shown(of[row, "pgid"]); shown(of[row, "sid"])
        }
        has_row[of[row, "pid"]] = session_exists[of[row, "sid"]] = 1
        if (of[row, "pgid"] != 0) session_of[of[row, "pgid"]] = of[row, "sid"]
    }
    frames = history ? rows : 1
    for (row = 1; row <= rows; row++) {
        f = history ? row : 1
        for (n = 1; history && n <= nodes; n++) { # as it was last seen
            seen[n, f] = seen[n, f - 1]
            gone[n, f] = gone[n, f - 1]
            terminal[n, f] = terminal[n, f - 1]
            facts[n, f] = facts[n, f - 1]
            foreground[n, f] = foreground[n, f - 1]
        }
        if (history && row > 1) {
            if (of[row, "pid"] != of[row - 1, "pid"]) {
                gone[last, f] = 1
                facts[last, f] = shown(of[row - 1, "pid"]) "\t" wording("gone")
            } else seen[last, f] = 0
        }
        last = see_row(row, f)
    }
    for (f = 1; f <= frames; f++)
        for (n = nodes; n > 0; n--) # what holds others has a smaller number
            if (kinds[n] != "process") describe(n, f)
}

# A session or a group: its title, and whether any process is left in it.
function describe(n, f,    i, left) {
    for (i = 1; i <= children[n]; i++)
        if (seen[child[n, i], f] && !gone[child[n, i], f]) left = 1
    gone[n, f] = !left
    facts[n, f] = wording(kinds[n], shown(ids[n]))
    if (kinds[n] == "session")
        add(n, f, terminal[n, f] == "?" ? wording("no-terminal") : wording("terminal", terminal[n, f]))
    else if (left && foreground[parent[n], f] == ids[n]) add(n, f, wording("foreground"))
}

# Processes that stand apart come after the sessions.
function apart_last(    i, kind, count, order) {
    for (kind = 0; kind <= 1; kind++)
        for (i = 1; i <= children[0]; i++)
            if ((kinds[child[0, i]] == "process") == kind) order[++count] = child[0, i]
    for (i = 1; i <= count; i++) child[0, i] = order[i]
}

# --- what is new ---

function is_new(n, f) {
    return f > 1 && seen[n, f] && !seen[n, f - 1]
}

# Puts the facts of a node in a frame into fact[] and fresh[], with a * after what is
# new. A new node is new as a whole, and has one *.
function recall(n, f,    i, count) {
    count = split(facts[n, f], fact, "\t")
    for (i = 1; i <= count; i++) {
        fresh[i] = is_new(n, f) || f > 1 &&
            !index("\t" facts[n, f - 1] "\t", "\t" fact[i] "\t")
        mark[i] = fresh[i] && (i == 1 || !is_new(n, f)) ? "*" : ""
    }
    return count
}

# --- places ---

# How boxes are drawn: the room that edges, a character and a line take. Compact: with
# as little room as possible. Stacked: the processes of a group below each other.
function choose_look(name) {
    compact = name ~ /compact/
    stacked = name ~ /stacked/
    if (look == "svg") {
        one = 8.75 # of a font of 14 pixels: more than its widest character
        small = 7.5 # of one of 12 pixels
        line = 20
        edge = between = below = bottom = process_edge = margin = 12
        title = 32
        process_top = 8
        return
    }
    one = line = title = bottom = 1
    between = compact && !stacked ? 2 : 1
    edge = process_edge = compact ? 1 : 2 # the edge itself, and a blank
    process_top = !compact
    below = margin = 0
}

# The lines of a process in a frame: which facts are in which line, and where.
function break_lines(n, f, room,    count, i, w, used) {
    count = recall(n, f)
    lines = 1
    used = 0
    for (i = 1; i <= count; i++) {
        fact[i] = clipped(fact[i], room - length(mark[i])) mark[i]
        w = width(fact[i])
        if (used > 0 && used + blanks(i) + w > room) {
            lines++
            used = 0
        }
        if (used > 0) used += blanks(i)
        at_line[i] = lines
        at_column[i] = used
        used += w
    }
    return count
}

# Before a fact that is not the first of its line.
function blanks(i) {
    return i == 1 ? 0 : i == 2 ? 1 : 2
}

function largest(a, b) { return a > b ? a : b }
function smallest(a, b) { return a < b ? a : b }

# The size of a node with that much room: as wide as its longest fact, or, if compact,
# as all facts in one line, over all frames.
function size_process(n, widest,    f, i, count, longest, w, room) {
    room = int((widest - 2 * process_edge) / one)
    for (f = 1; f <= frames; f++) {
        if (!seen[n, f]) continue
        count = recall(n, f)
        w = 0
        for (i = 1; i <= count; i++) {
            if (compact) w += blanks(i) + width(fact[i] mark[i])
            else w = width(fact[i] mark[i])
            longest = largest(longest, w)
        }
    }
    columns_of[n] = smallest(longest, room)
    w = 1
    for (f = 1; f <= frames; f++) {
        if (!seen[n, f]) continue
        break_lines(n, f, columns_of[n])
        w = largest(w, lines)
    }
    wide_[n] = columns_of[n] * one + 2 * process_edge
    high[n] = w * line + 2 * process_top
}

function title_of(n, f, room,    count, i, text) {
    count = recall(n, f)
    for (i = 1; i <= count; i++) text = text (i > 1 ? ", " : "") fact[i] mark[i]
    return clipped(text, room)
}

function size(n, widest,    f, longest) {
    if (kinds[n] == "process") {
        size_process(n, widest)
        return
    }
    flow(n, widest - 2 * edge, stacked && kinds[n] == "group")
    for (f = 1; f <= frames; f++)
        if (seen[n, f]) longest = largest(longest, width(title_of(n, f, 1000)))
    # in a text picture the title is in the edge, with a blank at each end
    longest = longest * one + (one == 1 ? 4 : 2 * edge)
    wide_[n] = smallest(widest, largest(content_width + 2 * edge, longest))
    high[n] = content_height + title + bottom
}

# Puts the parts of a node side by side, or below each other, as they fit. Those in a
# line have the same height, and those in a column the same width.
function flow(n, widest, in_column,    i, c, x, y, row_height, full, start, j) {
    x = y = full = 0
    start = 1
    for (i = 1; i <= children[n]; i++) {
        c = child[n, i]
        size(c, widest)
        if (i > start && (in_column || x + wide_[c] > widest)) {
            y += row_height + below
            x = row_height = 0
            start = i
        }
        left[c] = x
        top[c] = y
        x += wide_[c] + between
        full = largest(full, x - between)
        row_height = largest(row_height, high[c])
        for (j = start; j <= i; j++)
            if (parent[c] > 0 || kinds[child[n, j]] == "session") high[child[n, j]] = row_height
    }
    for (i = 1; i <= children[n]; i++) {
        c = child[n, i]
        # sessions above each other end at the same column
        if (in_column) wide_[c] = full
        else if (kinds[c] == "session" && ends_row(n, i)) wide_[c] = full - left[c]
    }
    content_width = full
    content_height = y + row_height
}

function ends_row(n, i) {
    return i == children[n] || top[child[n, i + 1]] != top[child[n, i]]
}

# --- what is drawn ---

function state(n, fresh) {
    return gone[n, frame] ? "ghost" : fresh ? "new" : "plain"
}

function draw(n, x, y,    i, count, room) {
    if (!seen[n, frame]) return
    x += left[n]
    y += top[n]
    if (kinds[n] != "process") {
        room = one == 1 ? wide_[n] - 4 : int((wide_[n] - 2 * edge) / one)
        print "box", (kinds[n] == "session" && terminal[n, frame] != "?" ? "screen" : kinds[n]),
            state(n, is_new(n, frame)), x, y, wide_[n], high[n], \
            title_of(n, frame, room)
        for (i = 1; i <= children[n]; i++) draw(child[n, i], x + edge, y + title)
        return
    }
    count = break_lines(n, frame, columns_of[n])
    print "box", (compact ? "line" : "process"), state(n, is_new(n, frame)), x, y, wide_[n], high[n], ""
    for (i = 1; i <= count; i++)
        print "text", (i == 1 ? "id" : "fact"), (fresh[i] ? "new" : state(n, 0)), \
            x + process_edge + at_column[i] * one, \
            y + process_top + (at_line[i] - 1) * line, fact[i]
}

# Below a picture, on a page: what the letters and the signs mean.
function explain(    row) {
    below_all += small
    explain_line()
    explain_as(wording("program", shown(of[1, "pid"])))
    explain_as(wording("starter", shown(of[1, "ppid"])))
    for (row = 2; row <= frame; row++)
        if (of[row, "pid"] != of[row - 1, "pid"])
            explain_as(shown(of[row, "pid"]) " " wording("child", shown(of[row - 1, "pid"])))
    if (descriptors_from && frame >= descriptors_from) explain_as(wording("descriptors"))
    if (frame > 1) explain_as(wording("new"))
    if (frame > 1) explain_as(wording("dashed"))
}

function explain_as(text) {
    if (said + width(text) > content_width / small) explain_line()
    explained = explained "text\tlegend\tplain\t" margin + small * said "\t" below_all - line "\t" text "\n"
    said += width(text) + 3
}

function explain_line() {
    below_all += line
    said = 0
}

END {
    for (i = 1; i <= 6 && columns > 0; i++) place(needed[i])
    if (rows == 0) fault("there is no row: nothing to draw")
    history = "stage" in column
    if (letters == "") letters = history
    if (frame != "" && !history)
        fault("--frame " frame ": these rows are not the history of a step")
    if (frame > rows) fault("--frame " frame " does not exist; allowed: 1 to " rows)
    look_at_rows()
    apart_last()
    frame = frame == "" ? frames : frame + 0

    # the roomiest look that leaves a class something else on the screen
    n = split("roomy,stacked roomy,stacked compact,compact", looks, ",")
    for (i = 1; i <= n; i++) {
        choose_look(looks[i])
        flow(0, across * one - 2 * margin, 0)
        if (content_height <= 14 * line || look == "svg") break
    }
    for (i = 1; i <= children[0]; i++) # a frame is as high as what is in it
        if (seen[child[0, i], frame]) below_all = largest(below_all, top[child[0, i]] + high[child[0, i]])
    below_all += margin
    if (look == "svg" && history) explain()
    print "canvas", content_width + 2 * margin, below_all + margin, frame, (history ? told(frame, "stage") : "")
    for (i = 1; i <= children[0]; i++) draw(child[0, i], margin, margin)
    printf "%s", explained
}
