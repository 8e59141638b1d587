#!/usr/bin/env bats
# scripts/setup, on machines that are a directory of stubs: nothing here inspects or
# changes the real machine. Each of the SHELLS must do the same in every run.
# shellcheck disable=SC2030,SC2031 # each test sets its own status and err
# bats file_tags=thorough
bats_require_minimum_version 1.5.0
load helper

learn=(cc libc-headers make awk cmp ps)
test=("${learn[@]}" bats perl strace jq tmux unshare setpriv prlimit bash dash
    busybox)
dev=("${test[@]}" aspell rsvg-convert xmllint chromium chromedriver
    curl npm axe-core zsh fish debootstrap gawk shellcheck shfmt clang-format cppcheck clang libasan libubsan
    musl-gcc static-musl nginx redis-server screen ruby daemonize
    start-stop-daemon execline daemon python3-daemon libproc-daemon-perl memcached dnsmasq
    dropbear ssh-agent lighttpd rsync tinyproxy dbus-daemon monit dtach)

setup_file() {
    local tool
    export TOOLS=$BATS_FILE_TMPDIR/tools
    mkdir "$TOOLS" "$BATS_FILE_TMPDIR/machine"
    for tool in "${dev[@]}"; do
        ln -s tool "$TOOLS/$tool"
    done
    machine=$TOOLS
    stub not <<<'exit 126'
    stub tool <<'END'
# Every tool that a level needs; the name by which it is called says which one.
here=${0%/*}
case ${0##*/} in
    make) echo 'GNU Make 4.3' ;;
    npm)
        case $1 in
            root) [ ! -e "$here/axe-core" ] || echo "$TOOLS/modules" ;;
            prefix) readlink "$here/prefix" ;;
            *) echo "npm $*" >>"$CALLS" && ln -s "$TOOLS/axe-core" "$here" ;;
        esac
        ;;
    bats) echo 'Bats 1.8.2' ;;
    aspell) echo en ;;
    ps) [ "$*" = "-o pid= -p $4" ] ;;
    cc | musl-gcc)
        # A program built with AddressSanitizer does not run if it is traced.
        runs=tool
        [ ! -e "$here/foreign" ] || runs=not
        for argument; do
            case $argument in
                -fsanitize=address) runs=not && [ -e "$here/libasan" ] ;;
                -fsanitize=undefined) runs=not && [ -e "$here/libubsan" ] ;;
                -static) [ -e "$here/static-musl" ] ;;
                */hello.c) [ -s "$argument" ] && [ -e "$here/libc-headers" ] ;;
                */hello) ln -sf "$TOOLS/$runs" "$argument" ;;
            esac || exit
        done
        ;;
esac
END

    mkdir -p "$TOOLS/modules/axe-core"
    touch "$TOOLS/modules/axe-core/axe.min.js"

    machine=$BATS_FILE_TMPDIR/machine
    for tool in cat chmod dirname env grep head ln mktemp readlink rm sh; do
        ln -s "$(type -P $tool)" "$machine"
    done
    stub manager <<'END'
# Every package manager: it logs how it was called, and installs the stock.
here=${0%/*}
case $* in *--print-uris) echo "$SIZE" && exit ;; esac
echo "${DEBIAN_FRONTEND:+$DEBIAN_FRONTEND }${0##*/} $*" >>"$CALLS"
case "${0##*/} $(id -u)" in
    *' 0') ;;
    *) exit 77 ;;
esac
case $* in
    "$REFUSED"*) exit 42 ;;
    update) exit ;;
esac
set --
for tool in $STOCK; do set -- "$@" "$TOOLS/$tool"; done
ln -sf "$@" "$here"
END
    stub id <<'END'
echo "$MACHINE_UID"
END
    stub dpkg-query <<'END'
for tool; do :; done
[ ! -e "${0%/*}/$tool" ] || echo installed
END
}

setup() {
    unset DEBIAN_FRONTEND
    machine=$BATS_TEST_TMPDIR/machine
    cp -RP "$BATS_FILE_TMPDIR/machine" "$machine"
    stock=${dev[*]/axe-core/} # what its package manager can install
    refused=nothing           # which of its commands fails
    size=''                   # what apt-get prints about it
    uid=0                     # the user who runs setup
    input=/dev/null           # setup's standard input
    policy=''                 # the script in the machine's own policy-rc.d
    booted=''                 # not empty if systemd booted it
}

# stub NAME: gives the machine the command NAME, a script on stdin.
stub() {
    rm -f "$machine/$1"
    { echo '#!/bin/sh' && cat; } >"$machine/$1"
    chmod +x "$machine/$1"
}

stub_sudo() {
    stub sudo <<'END'
# Like the real sudo, it passes on no variable that env does not set.
echo "sudo $*" >>"$CALLS"
[ "$1" != -n ] || shift
unset DEBIAN_FRONTEND
MACHINE_UID=0 exec "$@"
END
}

# has TOOL...: gives the machine each TOOL.
has() { ln -s "${@/#/$TOOLS/}" "$machine"; }

lacks() { rm "${@/#/$machine/}"; }

managed_by() { ln -s manager "$machine/$1"; }

# does ARGUMENT...: runs scripts/setup in each shell, each on its own copy of the
# machine. All must do the same. Sets status, out, err, and calls, the calls of package
# managers and sudo.
does() {
    local shell here first=''
    for shell in "${SHELLS[@]% sh}"; do
        does_in $shell "$@" &
    done
    wait
    for shell in "${SHELLS[@]% sh}"; do
        here=$BATS_TEST_TMPDIR/$shell
        status=$(<"$here/status") calls=$(<"$here/calls")
        out=$(<"$here/out") err=$(<"$here/err")
        first=${first:-$status $out $err $calls}
        assert_equal "$status $out $err $calls" "$first" "$shell, not ${SHELLS[0]}" ||
            return 1
        ! compgen -G "$here/tmp/*" || fail "$shell: a file stays" || return 1
    done
}

does_in() {
    local here=$BATS_TEST_TMPDIR/$1 shell
    shell=$(type -P "$1")
    [ "$1" != busybox ] || shell="$shell sh"
    shift
    [ ! -e "$here" ] || rm -r "$here"
    mkdir -p "$here/tmp" "$here/usr/sbin" ${booted:+"$here/run/systemd/system"}
    [ -z "$policy" ] || printf '#!/bin/sh\n%s\n' "$policy" >"$here/usr/sbin/policy-rc.d"
    chmod +x "$here/usr/sbin/"* 2>/dev/null || true
    cp -RP "$machine" "$here"
    : >"$here/calls"
    # shellcheck disable=SC2086 # "busybox sh" is two words
    PATH=$here/machine TMPDIR=$here/tmp DPKG_ROOT=$here CALLS=$here/calls STOCK="$stock" SIZE="$size" \
        MACHINE_UID=$uid REFUSED=$refused $shell "$ROOT/scripts/setup" "$@" \
        <"$input" >"$here/out" 2>"$here/err" && status=0 || status=$?
    echo "$status" >"$here/status"
}

# gives STATUS [LINE...]: checks its exit status, and what it prints.
gives() {
    assert_equal "$status" "$1" "status ($out $err)" || return 1
    assert_equal "$out" "$(printf '%s\n' "${@:2}")" stdout
}

complains() { assert_equal "$err" "$1" stderr; }

calls() { assert_equal "$calls" "$(printf '%s\n' "$@")" "what it called"; }

# --- what is missing ---

@test "setup: where nothing is missing it says so, and needs no root, sudo or package manager" {
    has "${dev[@]}"
    lacks id
    does dev
    gives 0 "setup: nothing is missing for dev"
    complains ''
    managed_by apt-get
    does learn
    gives 0 "setup: nothing is missing for learn"
    calls ''
}

@test "setup: it installs what is missing and nothing else" {
    has "${dev[@]}"
    lacks jq musl-gcc static-musl
    managed_by apt-get
    does dev
    gives 0 '# missing: jq musl-gcc static-musl' 'apt-get update' \
        "env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends jq musl-tools musl-dev" \
        'setup: nothing is missing for dev'
    complains ''
    calls 'apt-get update' \
        'noninteractive apt-get install -y --no-install-recommends jq musl-tools musl-dev'
}

@test "setup: a package that has several of the missing tools is asked for once" {
    has "${test[@]}"
    lacks unshare setpriv prlimit
    managed_by dnf
    does test
    calls 'dnf install -y util-linux'
}

@test "setup: learn is the default, test includes learn, and dev includes both" {
    managed_by apk
    stock=${learn[*]}
    does
    gives 0 "# missing: ${learn[*]}" \
        'apk add --update-cache gcc musl-dev make gawk diffutils procps' \
        'setup: nothing is missing for learn'
    has "${test[@]}"
    lacks make jq
    does learn --dry-run
    gives 0 '# missing: make' 'apk add --update-cache make'
    does test --dry-run
    gives 0 '# missing: make jq' 'apk add --update-cache make jq'
    does --dry-run dev
    assert_match "$out" '^# missing: make jq aspell '
}

@test "setup: a compiler without libc's headers counts as missing" {
    has "${learn[@]}"
    lacks libc-headers
    managed_by apt-get
    does --dry-run
    assert_match "$out" '^# missing: libc-headers'
    assert_match "$out" 'recommends libc6-dev$'
}

@test "setup: a compiler for another machine counts as missing" {
    has "${learn[@]}"
    : >"$machine/foreign"
    managed_by pacman
    does --dry-run
    assert_match "$out" '^# missing: libc-headers'
}

@test "setup: a compiler that cannot link a sanitizer, or static programs, counts as missing" {
    has "${dev[@]}"
    lacks libasan libubsan static-musl
    managed_by dnf
    does dev --dry-run
    gives 0 '# missing: libasan libubsan static-musl' \
        'dnf install -y libasan libubsan musl-libc-static'
}

@test "setup: a bats older than 1.5 counts as missing" {
    local version
    has "${test[@]}"
    managed_by apt-get
    stub bats <<<'echo Bats 1.4.1'
    does test --dry-run
    assert_match "$out" '^# missing: bats>=1.5'
    for version in 1.5.0 1.11.1; do
        stub bats <<<"echo Bats $version"
        does test --dry-run
        gives 0 'setup: nothing is missing for test'
    done
}

@test "setup: another program called make does not count" {
    has "${dev[@]}"
    stub make <<<'echo "usage: make [-BeikNnqrSstWwX]" >&2; exit 1'
    managed_by zypper
    does dev --dry-run
    gives 0 '# missing: make' \
        'zypper --non-interactive install make'
}

@test "setup: busybox's own ps, unshare and setpriv do not count" {
    local tool
    has "${test[@]}"
    for tool in ps unshare setpriv; do
        ln -sf "$(type -P busybox)" "$machine/$tool"
    done
    managed_by apk
    does test --dry-run
    gives 0 '# missing: ps unshare setpriv' \
        'apk add --update-cache procps util-linux'
}

# --- how it is installed ---

@test "setup: where there is no /proc, ps is not called missing" {
    needs_namespaces
    run namespace -m sh -c 'mount -t tmpfs none /proc && exec "$1" --dry-run' sh "$ROOT/scripts/setup"
    refute_match "$output" ' ps|procps'
}

@test "setup: it says how much apt-get will fetch before that begins" {
    has "${learn[@]}"
    lacks make
    managed_by apt-get
    size='Reading package lists...
0 upgraded, 1 newly installed, 0 to remove and 2 not upgraded.
Need to get 396 kB of archives.
After this operation, 1617 kB of additional disk space will be used.
http://a/make.deb make.deb 396 MD5Sum:0'
    does
    gives 0 '# missing: make' 'apt-get update' \
        '0 upgraded, 1 newly installed, 0 to remove and 2 not upgraded.' \
        'Need to get 396 kB of archives.' \
        'After this operation, 1617 kB of additional disk space will be used.' \
        'env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends make' \
        'setup: nothing is missing for learn'
}

# installs_all COMMAND...: checks that dev prints and calls these on a bare machine, and
# then npm, which it has just installed.
installs_all() {
    set -- "$@" 'npm install --global axe-core@4.14.1'
    does dev
    gives 0 "${out%%$'\n'*}" "$@" 'setup: nothing is missing for dev' ||
        return 1
    complains '' || return 1
    calls "${@/#env DEBIAN_FRONTEND=/}"
}

@test "setup: apt-get updates its lists once, then installs without questions or recommended packages" {
    managed_by apt-get
    installs_all 'apt-get update' \
        'env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends gcc libc6-dev make gawk diffutils procps bats perl strace jq tmux util-linux bash dash busybox aspell-en librsvg2-bin libxml2-utils chromium chromium-driver curl npm zsh fish debootstrap shellcheck shfmt clang-format cppcheck clang musl-tools musl-dev nginx redis-server screen ruby daemonize dpkg execline daemon python3-daemon libproc-daemon-perl memcached dnsmasq-base dropbear-bin openssh-client lighttpd rsync tinyproxy-bin dbus-daemon monit dtach'
}

@test "setup: dnf installs by Fedora's names" {
    managed_by dnf
    installs_all 'dnf install -y gcc glibc-devel make gawk diffutils procps-ng bats perl strace jq tmux util-linux bash dash busybox aspell-en librsvg2-tools libxml2 chromium chromedriver curl nodejs-npm zsh fish debootstrap ShellCheck shfmt clang-tools-extra cppcheck clang libasan libubsan musl-gcc musl-libc-static nginx screen ruby'
}

@test "setup: apk installs by Alpine's names, where a sanitizer and a second musl are not called missing" {
    managed_by apk
    stock=${stock/libasan libubsan musl-gcc static-musl/}
    installs_all 'apk add --update-cache gcc musl-dev make gawk diffutils procps bats perl strace jq tmux util-linux bash dash busybox aspell-en rsvg-convert libxml2-utils chromium chromium-chromedriver curl npm zsh fish debootstrap shellcheck shfmt clang-extra-tools cppcheck clang nginx redis screen ruby'
}

@test "setup: pacman installs by Arch's names" {
    managed_by pacman
    installs_all 'pacman -Sy --noconfirm --needed gcc glibc make gawk diffutils procps-ng bash-bats perl strace jq tmux util-linux bash dash busybox aspell-en librsvg libxml2 chromium curl npm zsh fish debootstrap shellcheck shfmt clang cppcheck musl nginx screen ruby'
}

@test "setup: zypper installs by openSUSE's names" {
    managed_by zypper
    installs_all 'zypper --non-interactive install gcc glibc-devel make gawk diffutils procps bats perl strace jq tmux util-linux bash dash busybox aspell-en rsvg-convert libxml2-tools chromium chromedriver curl npm zsh fish debootstrap ShellCheck shfmt clang-tools cppcheck clang musl-devel musl-devel-static nginx redis screen ruby'
}

# asks_policy: gives the machine an apt-get that logs the policy for a service.
asks_policy() {
    stub apt-get <<'END'
case $* in *--print-uris | update) exit ;; esac
"$DPKG_ROOT/usr/sbin/policy-rc.d" 2>/dev/null
echo "policy: $?" >>"$CALLS"
END
}

policies() { find "$BATS_TEST_TMPDIR" -name policy-rc.d; }

@test "setup: while dev is installed Debian starts no service; later it does as before" {
    asks_policy
    does dev
    calls 'policy: 101'
    assert_equal "$(policies)" ''
    does test # which installs no service
    calls 'policy: 127'
}

@test "setup: a policy-rc.d that the machine has is still asked, and stays" {
    asks_policy
    policy='exit 104'
    does dev
    calls 'policy: 104'
    assert_equal "$(policies | wc -l)" ${#SHELLS[@]}
}

@test "setup: no policy-rc.d is left when the installation is interrupted" {
    asks_policy
    # shellcheck disable=SC2016 # the stub's parent, not this shell's
    echo 'kill -TERM $PPID' >>"$machine/apt-get"
    does dev
    calls 'policy: 101'
    assert_equal "$(policies)" ''
}

@test "setup: under systemd it says how to keep the services from starting at the next boot" {
    has "${test[@]}"
    managed_by apt-get
    does dev
    refute_match "$out" 'systemctl'
    booted=yes
    does dev
    assert_match "$out" '# not to be started at the next boot: systemctl disable nginx redis-server memcached lighttpd monit
setup: nothing is missing'
    has "${dev[@]:${#test[@]}}"
    lacks screen # which is not a service
    does dev
    refute_match "$out" 'systemctl'
}

# --- who installs it ---

@test "setup: an ordinary user installs through sudo, which does not ask where there is no terminal" {
    local update='sudo -n apt-get update' \
        install='DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends make'
    has "${learn[@]}"
    lacks make
    managed_by apt-get
    stub_sudo
    uid=1000
    does --dry-run
    gives 0 '# missing: make' "$update" "sudo -n env $install"
    calls ''
    does
    assert_equal "$status" 0 status
    calls "$update" "${update#sudo -n }" \
        "sudo -n env $install" "${install#*=}"
}

@test "setup: at a terminal sudo may ask" {
    managed_by pacman
    stub_sudo
    uid=1000
    input=/dev/ptmx # a new terminal each time it is opened
    does --dry-run
    gives 0 "# missing: ${learn[*]}" \
        'sudo pacman -Sy --noconfirm --needed gcc glibc make gawk diffutils procps-ng'
}

@test "setup: npm installs through sudo, but not where the user's own prefix is" {
    has "${dev[@]}"
    lacks axe-core
    stub_sudo
    uid=1000
    for manager in apt-get none; do # what npm has needs no other package manager
        managed_by $manager
        does dev
        gives 0 '# missing: axe-core' 'sudo -n npm install --global axe-core@4.14.1' \
            'setup: nothing is missing for dev'
        calls 'sudo -n npm install --global axe-core@4.14.1' 'npm install --global axe-core@4.14.1'
    done
    ln -s "$BATS_TEST_TMPDIR" "$machine/prefix"
    does dev
    calls 'npm install --global axe-core@4.14.1'
}

@test "setup: root installs without sudo" {
    managed_by dnf
    stub_sudo
    does
    assert_equal "$status" 0 status
    calls 'dnf install -y gcc glibc-devel make gawk diffutils procps-ng'
}

@test "setup: without root and sudo it says what root should run, and runs nothing" {
    managed_by zypper
    uid=1000
    does test
    assert_equal "$status" 1 status
    assert_match "$out" '^# missing: cc libc-headers '
    complains "setup: neither root nor sudo: su -c 'scripts/setup test'"
    calls ''
}

# --- when it goes wrong ---

@test "setup: what is missing after the installation is named" {
    managed_by apk
    stock='cc make'
    does
    assert_equal "$status" 1 status
    complains 'setup: still missing: libc-headers awk cmp ps'
}

@test "setup: a failed installation is reported with its status and its command" {
    managed_by dnf
    refused='install'
    does
    assert_equal "$status" 1 status
    complains 'setup: status 42 from: dnf install -y gcc glibc-devel make gawk diffutils procps-ng
setup: still missing: cc libc-headers make awk cmp ps'
}

@test "setup: a failed update is reported, and it installs all the same" {
    managed_by apt-get
    refused='update'
    does
    assert_equal "$status" 0 status
    complains 'setup: status 42 from: apt-get update'
    assert_match "$calls" 'apt-get install .* gcc libc6-dev make gawk diffutils procps$'
}

@test "setup: on an unknown system it lists what to install, and does nothing" {
    local tried
    stub_sudo
    for tried in '' --dry-run; do
        does $tried learn
        gives 1 '# missing: cc libc-headers make awk cmp ps' \
            '# Debian has them in: gcc libc6-dev make gawk diffutils procps'
        assert_match "$err" '^setup: none of apt-get, dnf, .* install .*by hand$'
        calls ''
    done
}

@test "setup: --dry-run prints what would be called, and calls and changes nothing" {
    local printed
    managed_by apt-get
    does dev --dry-run
    assert_equal "$status" 0 "status ($err)"
    calls ''
    assert_equal "$(ls "$BATS_TEST_TMPDIR/${SHELLS[0]}/machine")" "$(ls "$machine")"
    printed=$out
    does dev
    gives 0 "$printed" 'setup: nothing is missing for dev'
}

@test "setup: interrupted, it installs nothing and leaves nothing behind" {
    has "${learn[@]}"
    # shellcheck disable=SC2016 # the stub's parent, not this shell's
    stub cc <<<'kill -TERM $PPID'
    managed_by apt-get
    does
    gives 143
    calls ''
}

@test "setup: a limit on the size of files makes nothing look missing" {
    managed_by apt-get
    has "${learn[@]}"
    (ulimit -f 16 && does_in dash)
    assert_equal "$(cat "$BATS_TEST_TMPDIR"/dash/{status,out,calls})" 153
}

@test "setup: bad usage is one line that names the value and what is allowed" {
    local -a given
    local words
    managed_by apt-get
    for words in everything -v 'learn test' ''; do
        read -r -a given <<<"$words"
        does "${given[@]-}"
        gives 2
        complains "setup: '$words' is not learn, test, dev, --dry-run or --help"
        calls ''
    done
}

@test "setup: --help and -h are short, and examine nothing" {
    local option
    managed_by apt-get
    for option in --help -h; do
        does $option
        assert_equal "$status" 0 status
        assert_match "$out" '^usage: scripts/setup '
        assert_match "$out" '--dry-run'
        [ "$(wc -l <<<"$out")" -le 15 ] || fail "not short: $out"
        complains ''
        calls ''
    done
    # if it cannot be written, setup ends
    status=0
    CALLS=$BATS_TEST_TMPDIR/calls PATH=$machine /bin/sh "$ROOT/scripts/setup" --help >/dev/full || status=$?
    assert_equal "$status" 1
    [ ! -e "$BATS_TEST_TMPDIR/calls" ]
}
