# Cells by name, of rows in tsv with a header, as the programs print them. To be put
# before a program, which then has cell("pid") of a row, also in its END, and
# above("pid") of the row before it. Each file starts afresh.

function fault(message) {
    printf "%s: %s\n", ENVIRON["NAME"], message | "cat >&2"
    exit failed = 2
}

function place(name) {
    if (!(name in column))
        fault("the first line is not a header of tsv rows: it lacks " name)
    return column[name]
}

function cell(name) {
    return current[place(name)]
}

function above(name) {
    return previous[place(name)]
}

function changed(name) {
    return rows > 1 && cell(name) != above(name)
}

BEGIN { FS = "\t" }

{ sub(/\r$/, "") }

FNR == 1 {
    split("", column)
    columns = split($0, heading)
    for (i = 1; i <= columns; i++) column[heading[i]] = i
    rows = 0
    next
}

NF != columns { fault("line " FNR ": it has " NF " cells, the header " columns) }

{
    for (i = 1; i <= columns; i++) {
        previous[i] = current[i]
        current[i] = $i
    }
    rows++
}

END { if (failed) exit failed }
