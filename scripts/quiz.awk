# quiz.awk: the quiz, from the rows of a step in letters. Needs columns.awk. Variables:
# cells, those that are asked; task, which is one of
#   extra  print the columns that change in any row and are not asked
#   table  print `count` rows, the last ones except `skip`
#   marks  print which of the answers are true by the last two rows, and why

BEGIN {
    OFS = "\t"
    asked = split(cells, name, " ")
    for (i = 1; i <= asked; i++) room[i] = is_id(i) ? 5 : 6
    for (i = 1; i <= asked; i++)
        if (name[i] == "tty") room[i] = 7
        else if (name[i] == "0-2") room[i] = 11
        else if (name[i] == "cwd") room[i] = 20 - 7 * (asked - i)
}

function value(i,    three) {
    if (name[i] != "0-2") return cell(name[i])
    three = cell("stdin")
    if (cell("stdout") == three && cell("stderr") == three) return three
    return three " " cell("stdout") " " cell("stderr")
}

{
    stage[rows] = cell("stage")
    for (i = 1; i <= asked; i++) told[rows, i] = value(i)
    for (i = 1; i <= columns; i++)
        if (changed(heading[i]) && !(heading[i] in more) &&
            !index(" stage tpgid stdin stdout stderr " cells " ", " " heading[i] " ")) {
            more[heading[i]] = 1
            extras = extras (extras == "" ? "" : " ") heading[i]
        }
}

# --- a table ---

function fit(text, width, is_new) {
    if (length(text) + is_new > width) sub(/.*\//, ".../", text)
    if (length(text) + is_new > width) text = "..." substr(text, length(text) - width + 4 + is_new)
    return (is_new ? new text "*" plain : text) sprintf("%" (width - length(text) - is_new + 1) "s", "")
}

function table(from, to,    n, i, line) {
    for (n = from - 1; n <= to; n++) {
        line = "  " fit(n < from ? "STAGE" : stage[n], 11, 0)
        for (i = 1; i <= asked; i++)
            line = line fit(n < from ? toupper(name[i]) : told[n, i], room[i],
                n > from && told[n, i] != told[n - 1, i])
        sub(/ +$/, "", line)
        print line
    }
}

# --- the marks, by the last row and the one above it ---

function now(i) { return told[rows, i] }
function was(i) { return told[rows - 1, i] }
function is_id(i) { return name[i] ~ /id$/ }

function none(i) {
    return now(i) == "?" || now(i) == "closed" || is_id(i) && now(i) ~ /^-?[0-9]+$/
}

# All answers that are true for a cell.
function truth(i,    all, other) {
    if (now(i) == was(i)) all = " s"
    else if (!none(i)) all = " n"
    if (none(i)) return all " -"
    for (other = 1; is_id(i) && is_id(other); other++)
        if (other != i && now(other) == now(i)) all = all " =" toupper(name[other])
    return all
}

# Why a cell is what it is, from what changed, whatever the stage.
function why(i,    is_new, forked, kind) {
    is_new = now(i) != was(i)
    forked = changed("pid")
    if (name[i] == "pid")
        return forked ? above("pid") " has ended, its child goes on" : "no fork: it is the same process"
    if (name[i] == "ppid") {
        if (forked) return above("pid") ", its parent, ended: " now(i) " adopted it" (is_new ? "" : ", too")
        return is_new ? "its parent ended: " now(i) " adopted it" : "it is still the child of " now(i)
    }
    if (is_id(i)) {
        kind = name[i] == "sid" ? "session" : "group"
        if (is_new)
            return now(i) == cell("pid") ? kind " " now(i) " is new, and it leads it" : "it is in another " kind
        if (forked) return "its parent's " kind (now(i) == above("pid") ? ", whose leader ended" : "")
        return "it stays in its " kind
    }
    if (name[i] == "tty") {
        if (none(i)) return changed("sid") ? "a new session has no terminal" : "its session has none"
        return is_new ? "it has another terminal" : "its session has it, as before"
    }
    if (name[i] == "0-2") {
        if (is_new) return "it opened " now(i)
        return cell("tty") == "?" && now(i) ~ /^\/dev\/(pts|tty)/ ? \
            "it lost the terminal, but has it open still" : "it opened and closed nothing"
    }
    if (name[i] == "cwd" && !is_new)
        return forked ? "a child begins where its parent is" : "only chdir changes that"
    if (name[i] == "cwd") return "it went to " now(i)
    return is_new ? "it set its " name[i] " to " now(i) : "nothing set its " name[i]
}

function marks(    i, count, answer, all) {
    print "mark", "asked", "you", "true", "why"
    count = split(answers, answer, " ")
    for (i = 1; i <= count; i++) {
        all = truth(i)
        print (index(all " ", " " answer[i] " ") ? "right" : "wrong"), toupper(name[i]), answer[i],
            substr(all, 2), why(i)
    }
}

END {
    if (task == "extra") print extras
    else if (task == "table") table(rows - skip - count + 1, rows - skip)
    else marks()
}
