# The characters of a text, and how many columns each takes. Needs LC_ALL=C, so that
# every awk counts bytes: not all of them know characters.

BEGIN {
    for (i = 1; i < 256; i++) byte[sprintf("%c", i)] = i
    # wide characters, and characters that combine with the one before
    wide = ranges("1100 115F 231A 231B 23E9 23EC 2614 2615 2648 2653 26A1 26A1 " \
        "2705 2705 2728 2728 274C 274C 2753 2757 2795 2797 2B50 2B50 2E80 303E 3041 4DBF 4E00 A4CF A960 A97C " \
        "AC00 D7A3 F900 FAFF FE30 FE6F FF00 FF60 FFE0 FFE6 " \
        "1F300 1F64F 1F680 1F6FF 1F900 1F9FF 20000 3FFFD", wide_from, wide_to)
    narrow = ranges("300 36F 200B 200D 20D0 20FF FE00 FE0F E0100 E01EF", \
        narrow_from, narrow_to)
    # never shown: controls, what changes the direction of writing, non-characters
    unseen = ranges("0 1F 7F 9F 61C 61C 200E 200F 2028 202E 2066 2069 D800 DFFF FFFE FFFF", \
        unseen_from, unseen_to)
}

function hexadecimal(digits,    i, n) {
    for (i = 1; i <= length(digits); i++)
        n = 16 * n + index("0123456789ABCDEF", substr(digits, i, 1)) - 1
    return n
}

function ranges(text, from, to,    part, n, i) {
    n = split(text, part, " ")
    for (i = 1; i < n; i += 2) {
        from[(i + 1) / 2] = hexadecimal(part[i])
        to[(i + 1) / 2] = hexadecimal(part[i + 1])
    }
    return n / 2
}

function among(code, from, to, n,    i) {
    for (i = 1; i <= n; i++)
        if (code >= from[i] && code <= to[i]) return 1
    return 0
}

# How many bytes the character at that place has, 0 if it is not one; sets
# character_code.
function character_length(text, at,    first, n, i, next_byte) {
    first = byte[substr(text, at, 1)]
    character_code = first
    if (first < 128) return 1
    n = first < 194 ? 0 : first < 224 ? 2 : first < 240 ? 3 : first < 245 ? 4 : 0
    character_code = n == 2 ? first - 192 : n == 3 ? first - 224 : first - 240
    for (i = 1; i < n; i++) {
        next_byte = byte[substr(text, at + i, 1)]
        if (next_byte < 128 || next_byte > 191) return 0
        character_code = 64 * character_code + next_byte - 128
    }
    if (n == 3 && character_code < 2048 || n == 4 && character_code < 65536 ||
        character_code > 1114111) return 0
    return n
}

# Splits a text into characters and their columns; returns their number. A ? stands for
# what cannot be shown, or not in ASCII.
function characters(text, character, columns,    at, n, count, whole) {
    if (text !~ /[^ -~]/) {
        for (at = 1; at <= length(text); at++) {
            character[at] = substr(text, at, 1)
            columns[at] = 1
        }
        return length(text)
    }
    for (at = 1; at <= length(text); at += n > 0 ? n : 1) {
        n = character_length(text, at)
        if (n == 0 || n > 1 && ascii || among(character_code, unseen_from, unseen_to, unseen)) {
            character[++count] = "?"
            columns[count] = 1
            continue
        }
        whole = substr(text, at, n)
        if (count > 0 && among(character_code, narrow_from, narrow_to, narrow)) {
            character[count] = character[count] whole
            continue
        }
        character[++count] = whole
        columns[count] = 1
        if (n > 2 && among(character_code, wide_from, wide_to, wide)) columns[count] = 2
    }
    return count
}

function width(text,    character, columns, n, i, sum) {
    if (text !~ /[^ -~]/) return length(text)
    n = characters(text, character, columns)
    for (i = 1; i <= n; i++) sum += columns[i]
    return sum + 0
}

# A text that can be shown, and is at most that many columns wide.
function clipped(text, room,    character, columns, n, i, used, short, all) {
    n = characters(text, character, columns)
    for (i = 1; i <= n; i++) {
        used += columns[i]
        if (used <= room - 2) short = short character[i]
        all = all character[i]
    }
    return used <= room ? all : room >= 2 ? short ".." : substr("..", 1, room)
}

# A text, with what cannot be shown as a ?.
function cleaned(text,    character, columns, n, i, out) {
    n = characters(text, character, columns)
    for (i = 1; i <= n; i++) out = out character[i]
    return out
}

# The same in XML.
function escaped(text,    out) {
    out = cleaned(text)
    gsub(/&/, "\\&amp;", out)
    gsub(/</, "\\&lt;", out)
    gsub(/>/, "\\&gt;", out)
    gsub(/"/, "\\&quot;", out)
    return out
}
