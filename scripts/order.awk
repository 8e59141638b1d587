# order.awk: the order in which a daemon did its stages, from the output of `strace -f
# -o`. The first file lists the processes that are left, one a line, with tabs: the
# pid; the pid of the daemon that it is, or is a child of; 1 if what it inherited is
# closed. Prints the order, the pid of the daemon, and the pids of all its processes.
# Variables: mask (the umask before), fd (an inherited descriptor), job (1: the first
# process is a shell that started it with &, and its stages do not count).

FNR == NR {
    daemon_of[$1] = $2
    closed[$1] = $3
    next
}

# A call that is interrupted by other lines has two lines.
{
    pid = $1
    call = $0
    sub(/^[0-9]+ +/, "", call)
    if (sub(/ *<unfinished \.\.\.>$/, "", call)) {
        begun[pid] = call
        next
    }
    if (sub(/^<\.\.\. [a-z0-9_]+ resumed>/, "", call)) call = begun[pid] call
    if (root == "") root = pid
    if (call ~ /^\+\+\+ /) gone[pid] = 1
    else if (call !~ / = -1 E/) note(pid, call)
}

function note(pid, call,    argument, result, n) {
    result = call
    sub(/.*= /, "", result)
    n = call
    sub(/^[a-z0-9_]+\(/, "", n)
    split(n, argument, /, |\)/)
    n = calls[pid] + 1
    if (call ~ /^(fork|vfork|clone3?)\(/) {
        sub(/[^0-9].*/, "", result)
        parent[result] = pid
        letter[pid, n] = call ~ /CLONE_THREAD/ ? "thread" : "F"
    } else if (call ~ /^setsid\(/) letter[pid, n] = "S"
    else if (call ~ /^chdir\("\/"\)/) letter[pid, n] = "C"
    else if (call ~ /^umask\(/) {
        letter[pid, n] = "U"
        result = argument[1]
    } else if (call ~ /^rt_sigaction\(SIGHUP, \{sa_handler=/) {
        letter[pid, n] = "H"
        result = call ~ /^[^,]*, \{sa_handler=SIG_IGN/ ? "ignored" : ""
    } else if (call ~ /^open(at)?\(.*[.\/"]pid", [^"]*O_(WRONLY|RDWR)/) letter[pid, n] = "P"
    else if (call ~ "^(close|fcntl)\\(" fd "(\\)|, F_SETFD, FD_CLOEXEC)" ||
        call ~ /^close_range\(/ && argument[1] <= fd && fd <= argument[2]) letter[pid, n] = "X"
    else if (result ~ /^[012]$/ && call ~ /^(open|dup|fcntl\(.*F_DUPFD)/) letter[pid, n] = "R"
    else return
    calls[pid] = n
    what[pid, n] = result
}

# What a parent does after its fork does not count for its child, except a pid file.
function follow(pid, child,    n, forked) {
    for (n = 1; n <= calls[pid]; n++)
        if (letter[pid, n] ~ /^(F|thread)$/) {
            if (what[pid, n] != child) continue
            forked = 1
            if (letter[pid, n] == "F" && pid in gone) add("F")
        } else if (!forked || letter[pid, n] == "P") add(letter[pid, n], what[pid, n])
}

# A stage counts once, if it is not undone; R counts once for each descriptor.
function add(letter, what,    key) {
    key = letter == "R" ? letter what : letter
    if (letter == "X" && !closed[daemon]) return
    if (letter == "U" && what + 0 == mask + 0 || letter == "H" && what != "ignored") {
        if (key in at) stage[at[key]] = ""
        delete at[key]
    } else if (letter == "F" || !(key in at)) stage[at[key] = ++stages] = letter
}

END {
    # a process that started another daemon that is left, as a client does, is none
    for (pid in daemon_of)
        for (up = parent[daemon_of[pid]]; up != ""; up = parent[up]) starter[up] = 1
    for (pid in daemon_of)
        if (!(daemon_of[pid] in starter)) {
            daemon = daemon_of[pid]
            pids = pids (pids == "" ? "" : " ") pid
        }
    chain[generations = 0] = "" # it starts none of itself
    for (pid = daemon; pid != ""; pid = parent[pid]) chain[++generations] = pid
    if (chain[generations] != root) exit 1 # strace did not see all
    for (i = generations - job; i > 0; i--) follow(chain[i], chain[i - 1])
    for (i = 1; i <= stages; i++) {
        if (stage[i] == "" || stage[i] == last && last != "F") continue
        order = order (order == "" ? "" : " ") (last = stage[i])
    }
    print (order == "" ? "-" : order) "\t" daemon "\t" pids
}
