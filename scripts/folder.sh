# A temporary folder, $folder, for a script that has this line for it:
#     . "$(dirname "$0")/folder.sh"
# It goes when the script ends, however early a signal ends that. And with
# needs_room=1 before that line, what such a script needs is there, or this tells
# what is missing, and ends it: later, that would look like something that the
# programs did.
# shellcheck shell=sh

# Who has ended is a process until its parent knows: these are all at once.
if [ -n "${needs_room-}" ] &&
    ! (: | : | : | : | : | : | : | : | : | : | : | : | : | : | : | :) 2>/dev/null; then
    printf '%s: fork: this user may have no more processes\n' "$0" >&2
    exit 1
fi

# A signal that comes between a folder and its name would leave the folder.
interrupted=''
trap 'interrupted=129' HUP
trap 'interrupted=130' INT
trap 'interrupted=131' QUIT
trap 'interrupted=143' TERM
folder=$(trap '' HUP INT QUIT TERM && exec mktemp -d) || exit "${interrupted:-1}"
trap 'trap "" HUP INT QUIT TERM; rm -rf "$folder"' EXIT # nothing ends rm
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 131' QUIT
trap 'exit 143' TERM
[ -z "$interrupted" ] || exit "$interrupted"

# head, or the shell, says that there is no space
if [ -n "${needs_room-}" ]; then
    for file in 1 2 3 4 5 6 7 8 9 10 11 12; do
        head -c 4096 /dev/zero >"$folder/$file" || exit 1
    done
    rm "$folder"/*
fi
