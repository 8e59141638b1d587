# The words of pictures and of the page, in a language. Variables: words, the file
# scripts/words; language, one of its columns. A % stands where a value belongs.

BEGIN { read_words() }

function read_words(    line, part, n, i, mine) {
    while ((getline line <words) > 0) {
        n = split(line, part, "\t")
        for (i = 2; !mine && i <= n; i++) if (part[i] == language) mine = i
        in_words[part[1]] = part[mine]
    }
    close(words)
}

function wording(key, value,    text, at) {
    text = in_words[key]
    at = index(text, "%")
    return at == 0 ? text : substr(text, 1, at - 1) value substr(text, at + 1)
}
