# What the scripts share that ask: quiz and beliefs. Answers come from a terminal or
# from a pipe, one a line; q ends it. Goes with lib.sh.
# shellcheck shell=sh disable=SC2034,SC2154

over=''  # why it ends before the end
total=0  # questions that count
given=0  # answers
points=0 # those that are right

# take: a line of input, into $line: small letters, no blanks. Fails when that
# was the last.
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

# ask PROMPT MEANING...: asks until MEANING, a function, understands the answer:
# it makes $answer of $line, or fails and leaves in $allowed what it understands.
ask() {
    prompt=$1 refused=0
    shift
    printf '%s' "$prompt"
    while take; do
        if "$@"; then
            given=$((given + 1))
            return 0
        fi
        # who types will see what is wrong, at last; a pipe may go on for ever
        refused=$((refused + 1))
        [ $refused -lt 20 ] || [ -t 0 ] || fail "20 invalid answers in a row; allowed: $allowed, q" 2
        printf "  invalid answer '%s'; allowed: %s, q\n" "$line" "$allowed"
        printf '%s' "$prompt"
    done
    return 1
}

# pause: what was shown is read before the next comes.
pause() {
    if ! [ -t 0 ] || ! [ -t 1 ]; then
        printf '\n'
        return 0
    fi
    printf '%sEnter: on   q: quit %s' "$bold" "$plain"
    take || :
}

# heading TEXT: where we are.
heading() {
    printf '\n%s%s%s\n\n' "$bold" "$1" "$plain"
}

# tell_score WORD: at the end, with that word behind it. Fails where the input ended before.
tell_score() {
    printf '\n'
    [ -z "$over" ] || printf '%s: %d of %d answered.\n' "$over" "$given" "$total"
    printf '%sYour score: %d of %d%s%s\n' "$bold" "$points" "$total" "$1" "$plain"
    [ "$over" != 'The input ended' ]
}
