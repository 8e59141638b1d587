# A real browser, Chromium, driven over WebDriver: one for all tests of a file.

# start_browser: for setup_file. The port, the session id and both process ids are in
# files in $BATS_FILE_TMPDIR.
start_browser() {
    cd "$BATS_FILE_TMPDIR" || return
    # before version 1.9, bats takes a skip in here for a failure: setup skips instead
    type -P chromium chromedriver curl >/dev/null || return 0
    # it ends with bats, however that ends
    HOME=$PWD setpriv --pdeathsig TERM chromedriver --port=0 >log 2>&1 3>&- &
    echo $! >driver
    wait_until -t 60 grep -q 'successfully on port' log || fail "$(cat log)"
    sed -n 's/.*successfully on port \([0-9]*\).*/\1/p' log >port
    touch id
    jq -n '{capabilities: {alwaysMatch: {
        "goog:loggingPrefs": {browser: "ALL", performance: "ALL"}, "goog:chromeOptions": {args: [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--hide-scrollbars", "--user-data-dir=\(env.PWD)/profile"]}}}}' | ask '' >session
    jq -r '.value.capabilities."goog:processID"' session >browser
    jq -r .value.sessionId session >id
}

needs_browser() { # for setup
    needs chromium
    needs chromedriver chromium-driver
    needs curl
}

stop_browser() { # for teardown_file
    cd "$BATS_FILE_TMPDIR" || return
    [ -e driver ] || return 0
    [ ! -s id ] || curl -sS -m 30 -X DELETE "http://127.0.0.1:$(cat port)/session/$(cat id)" >answer || true
    local pid
    for pid in $(cat browser) $(cat driver); do
        kill "$pid" 2>/dev/null || true
    done
    wait_until no_browser
}

no_browser() { ! grep -qs "user-data-dir=$BATS_FILE_TMPDIR/" /proc/[0-9]*/cmdline; }

# ask PATH [JSON]: sends a request, JSON or what is on stdin, and prints the answer as JSON.
ask() {
    local port id answer
    read -r port <"$BATS_FILE_TMPDIR/port"
    read -r id <"$BATS_FILE_TMPDIR/id" || id= # there is none yet
    answer=$(curl -sS -m 60 -d "${2-@-}" "http://127.0.0.1:$port/session${id:+/$id}$1") || return
    [[ $answer != '{"value":{"error":'* ]] || fail "$answer"
    printf '%s\n' "$answer"
}

# devtools COMMAND PARAMETERS: does what WebDriver has no command for.
devtools() { ask /goog/cdp/execute '{"cmd": "'"$1"'", "params": '"$2"'}'; }

# surroundings WIDTH SCHEME MOTION [HEIGHT]: sets them for what is shown.
surroundings() {
    devtools Emulation.setDeviceMetricsOverride \
        '{"width": '"$1"', "height": '"${4-900}"', "deviceScaleFactor": 1, "mobile": false}' >/dev/null
    devtools Emulation.setEmulatedMedia '{"features": [
        {"name": "prefers-color-scheme", "value": "'"$2"'"},
        {"name": "prefers-reduced-motion", "value": "'"$3"'"}]}' >/dev/null
}

# open FILE|URL: opens it in the browser.
open() { ask /url '{"url": "'"${1/#\//file:///}"'"}' >/dev/null; }

# script TEXT [ARGUMENT]: runs TEXT; prints its result, with a line for each element.
script() {
    jq -n --arg script "$1" --arg argument "${2-}" '{$script, args: [$argument]}' |
        ask /execute/sync | jq -r '.value | if . == null then empty elif type == "array" then .[] else . end'
}

# press KEY...: presses each, as someone does who has only a keyboard.
press() {
    jq -n '{actions: [{type: "key", id: "keyboard", actions: [$ARGS.positional[] |
        {Tab: "\ue004", Enter: "\ue007", Space: " ", PageUp: "\ue00e", PageDown: "\ue00f", End: "\ue010",
            Home: "\ue011", Left: "\ue012", Right: "\ue014"}[.] // . |
        {type: "keyDown", value: .}, {type: "keyUp", value: .}]}]}' --args "$@" | ask /actions >/dev/null
}

# logged KIND: prints what the browser has logged since the last call.
logged() { ask /se/log '{"type": "'"$1"'"}' | jq -r '.value[].message'; }
