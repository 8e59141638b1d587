# What quiz and beliefs share, which ask. Answers come from a terminal or from a pipe,
# one a line; q ends it. Needs lib.sh.
# shellcheck shell=sh disable=SC2034,SC2154

over=''  # why it ends before the end
total=0  # questions that count
given=0  # answers
points=0 # those that are right

# take: reads a line of input into $line, in small letters and without blanks. Fails at
# the end of the input, and after q.
take() {
    line=''
    IFS= read -r line || [ -n "$line" ] || {
        printf '\n'
        over='The input ended'
        return 1
    }
    case $line in
        *[!a-z0-9=-]* | ?????????*)
            line=$(printf '%.60s\n' "$line" | tr -d '\r\t ' | tr '[:upper:]' '[:lower:]' | clean)
            ;;
    esac
    [ -t 0 ] || printf '%s\n' "$line"
    case $line in
        q | quit)
            over='You quit'
            return 1
            ;;
    esac
}

# ask PROMPT MEANING...: asks until MEANING, a function, understands the answer. It sets
# answer from $line, or fails and sets allowed, the valid answers.
ask() {
    prompt=$1 refused=0
    shift
    printf '%s' "$prompt"
    while take; do
        if "$@"; then
            given=$((given + 1))
            return 0
        fi
        # a person will see what is wrong; a pipe may go on for ever
        refused=$((refused + 1))
        [ $refused -lt 20 ] || [ -t 0 ] || fail "20 invalid answers in a row; allowed: $allowed, q" 2
        printf "  invalid answer '%s'; allowed: %s, q\n" "$line" "$allowed"
        printf '%s' "$prompt"
    done
    return 1
}

# pause: gives time to read what was shown.
pause() {
    if ! [ -t 0 ] || ! [ -t 1 ]; then
        printf '\n'
        return 0
    fi
    printf '%sEnter: on   q: quit %s' "$bold" "$plain"
    take || :
}

# heading TEXT: prints it as a heading.
heading() {
    printf '\n%s%s%s\n\n' "$bold" "$1" "$plain"
}

# tell_score WORD: prints the score, followed by WORD. Fails if the input ended early.
tell_score() {
    printf '\n'
    [ -z "$over" ] || printf '%s: %d of %d answered.\n' "$over" "$given" "$total"
    printf '%sYour score: %d of %d%s%s\n' "$bold" "$points" "$total" "$1" "$plain"
    [ "$over" != 'The input ended' ]
}
