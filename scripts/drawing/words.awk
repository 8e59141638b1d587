# The words of pictures and of the page, from the file that WORDS in the environment
# names. Variable: language, one of its columns. A % stands where a value belongs.

BEGIN { read_words() }

function read_words(    line, part, n, i, heading) {
    while ((getline line <ENVIRON["WORDS"]) > 0) {
        n = split(line, part, "\t")
        if (part[1] == "language") split(line, heading, "\t")
        for (i = 2; i <= n; i++) in_words[heading[i], part[1]] = part[i]
    }
    close(ENVIRON["WORDS"])
}

function wording(key, value,    text, at) {
    text = in_words[language, key]
    at = index(text, "%")
    return at == 0 ? text : substr(text, 1, at - 1) value substr(text, at + 1)
}
