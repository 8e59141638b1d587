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
    ask '' "$(jq -n '{capabilities: {alwaysMatch: {
        "goog:loggingPrefs": {browser: "ALL", performance: "ALL"}, "goog:chromeOptions": {args: [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--hide-scrollbars", "--user-data-dir=\(env.PWD)/profile"]}}}}')" >session
    jq -r '.capabilities."goog:processID"' session >browser
    jq -r .sessionId session >id
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

# ask PATH [JSON]: sends a request, JSON or what is on stdin, and prints the answer.
ask() {
    local id
    id=$(cat "$BATS_FILE_TMPDIR/id")
    curl -sS -m 60 -d "${2-@-}" "http://127.0.0.1:$(cat "$BATS_FILE_TMPDIR/port")/session${id:+/$id}$1" |
        jq '.value | if type == "object" and has("error") then .message | halt_error else . end'
}

# devtools COMMAND PARAMETERS: does what WebDriver has no command for.
devtools() {
    ask /goog/cdp/execute "$(jq -n --arg cmd "$1" --argjson params "$2" '{$cmd, $params}')"
}

# surroundings WIDTH SCHEME MOTION [HEIGHT]: sets them for what is shown.
surroundings() {
    devtools Emulation.setDeviceMetricsOverride \
        '{"width": '"$1"', "height": '"${4-900}"', "deviceScaleFactor": 1, "mobile": false}' >/dev/null
    devtools Emulation.setEmulatedMedia '{"features": [
        {"name": "prefers-color-scheme", "value": "'"$2"'"},
        {"name": "prefers-reduced-motion", "value": "'"$3"'"}]}' >/dev/null
}

# open FILE|URL: opens it in the browser.
open() { ask /url "$(jq -n --arg url "${1/#\//file:///}" '{$url}')" >/dev/null; }

# script TEXT [ARGUMENT]: runs TEXT; prints its result, with a line for each element.
script() {
    ask /execute/sync "$(jq -n --arg script "$1" --arg argument "${2-}" '{$script, args: [$argument]}')" |
        jq -r 'if type == "array" then .[] else . end'
}

# press KEY...: presses each, as someone does who has only a keyboard.
press() {
    ask /actions "$(jq -n '{actions: [{type: "key", id: "keyboard", actions: [$ARGS.positional[] |
        {Tab: "\ue004", Enter: "\ue007", Space: " ", PageUp: "\ue00e", PageDown: "\ue00f", End: "\ue010",
            Home: "\ue011", Left: "\ue012", Right: "\ue014"}[.] // . |
        {type: "keyDown", value: .}, {type: "keyUp", value: .}]}]}' --args "$@")" >/dev/null
}

# logged KIND: prints what the browser has logged since the last call.
logged() { ask /se/log '{"type": "'"$1"'"}' | jq -r '.[].message'; }
