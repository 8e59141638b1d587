#!/usr/bin/env bats
# The page, docs/index.html, in a real browser: what it shows is what a run shows, and
# everyone can use it.
# bats file_tags=thorough
bats_require_minimum_version 1.5.0
load helper
load webdriver

setup_file() {
    start_browser
    # the table, as a reader sees it at a prompt; the folder has another name there
    cd "$ROOT" || return
    NO_COLOR=1 "$ROOT/scripts/typed" "\"\$BIN\"/${STEPS[-1]} --letters" 3>&- |
        awk 'NR > 1 && $10 !~ /^\/\*?$/ { $10 = "elsewhere" } { $1 = $1; print }' >"$BATS_FILE_TMPDIR/table"
}
setup() {
    needs_browser
    cd "$BATS_TEST_TMPDIR"
    surroundings 1280 light no-preference
    devtools Emulation.setScriptExecutionDisabled '{"value": false}' >/dev/null
    devtools Storage.clearDataForOrigin '{"origin": "file:///", "storageTypes": "local_storage"}' >/dev/null
}
teardown_file() { stop_browser; }

# page [PLACE]: opens the page, ?QUERY, #HASH or both; with the time in its address, which loads it anew.
page() {
    local place=${1-}
    open "$ROOT/docs/index.html?$EPOCHREALTIME&${place#\?}"
}

# place: prints where the page is: the hash that leads there.
place() { script 'return location.hash'; }

# text SELECTOR: prints the text of the elements that are shown.
text() {
    script 'return [...document.querySelectorAll(arguments[0])].filter((each) => each.checkVisibility())
        .map((each) => each.innerText.trim())' "$1"
}

# table_of SELECTOR: prints the table there as $BATS_FILE_TMPDIR/table has it.
table_of() {
    script 'return [...document.querySelector(arguments[0]).querySelectorAll("tr")].map((row) =>
        [...row.cells].map((cell) => cell.textContent).join(" "))' "$1" | sed 's,~/daemon-steps,elsewhere,'
}

# changes STAGE: prints the headings of the cells that have a * in that row.
changes() {
    awk -v stage="$1" 'NR == 1 { split($0, heading, " ") }
        $1 == stage { for (i = 1; i <= NF; i++) if ($i ~ /\*/) print heading[i] }' "$BATS_FILE_TMPDIR/table" |
        paste -s -d , | sed 's/,/, /g'
}

# looks PROPERTY SELECTOR [PSEUDO]: prints that property of the elements that are shown, each value once.
looks() {
    script "return [...new Set([...document.querySelectorAll(\`$2\`)].filter((each) => each.checkVisibility())
        .map((each) => getComputedStyle(each, arguments[0])[\`$1\`]))]" "${3-}"
}
GREEN='rgb(17, 99, 41)'

# mark CELL...: says that these will change, by a click on each.
mark() {
    script 'for (const name of arguments[0].split(" "))
        document.querySelector(`.now [role=switch][aria-label^="${name} "]`).click()' "$*"
}

@test "page: its rows are those of a fresh run, on each step those up to it" {
    for i in "${!STEPS[@]}"; do
        page "#${STEPS[i]}-run"
        assert_equal "$(table_of .now)" "$(head -n $((i + 2)) "$BATS_FILE_TMPDIR/table")" "${STEPS[i]}"
    done
}

@test "page: the arrows, or the keys of a presenter, go through all: first the question, then the run" {
    walk() { # KEY...: presses them, and prints to where each leads
        script 'window.places = []; onkeyup = () => places.push(location.hash)'
        press "$@"
        script 'return places'
    }
    page
    assert_equal "$(place)" "#${STEPS[0]}"
    all=()
    for step in "${STEPS[@]:1}"; do
        all+=("#$step" "#$step-run")
    done
    assert_equal "$(walk "${all[@]/*/Right}" Right)" "$(printf '%s\n' "${all[@]}" "${all[-1]}")"
    assert_equal "$(walk "${all[@]/*/Left}" Left | tac)" "$(printf '%s\n' "#${STEPS[0]}" "#${STEPS[0]}" "${all[@]::${#all[@]}-1}")"
    assert_equal "$(walk PageDown PageDown PageDown PageUp PageUp)" \
        "$(printf '%s\n' "${all[0]}" "${all[1]}" "${all[2]}" "${all[1]}" "${all[0]}")"
    assert_equal "$(walk 3 End Home 7 x)" \
        "$(printf '%s\n' "#${STEPS[3]}" "${all[-1]}" "#${STEPS[0]}" "#${STEPS[0]}" "#${STEPS[0]}")"
}

@test "page: the run of each step lists the cells that a run changes, and no other" {
    page
    for step in "${STEPS[@]:1}"; do
        press Right
        assert_equal "$(text '.now [role=switch]' | wc -l)" 9
        press Right
        assert_equal "$(text '[role=status]')" "Changed: $(changes "${step#*-}")."
    done
}

@test "page: with the keyboard alone one predicts, is marked, and learns why" {
    page '#01-fork'
    for cell in PID PGID; do
        for ((tries = 0; tries < 40; tries++)); do
            [ "$(script 'return document.activeElement.ariaLabel?.replace(/ .*/, "")')" != $cell ] || break
            press Tab
        done
        press Space
    done
    press Right
    assert_equal "$(text '[role=status]')" 'Changed: PID, PPID. Not marked: PPID. Marked, but stayed: PGID.'
    assert_equal "$(text '.now td.right')" 'C*'
    assert_equal "$(text '.now td.wrong')" $'D*\nA'
    assert_equal "$(looks content '.now td.right' ::before)$(looks content '.now td.wrong' ::before)" '"✓ ""✗ "'
    # the sentences that give the reasons
    assert_equal "$(text '.now .answer li .right')" PID
    assert_equal "$(text '.now .answer li .wrong')" $'PPID\nPGID'
    assert_equal "$(text '#sum')" 'First marks: 1 of 2 changes found, 1 that stayed'
    # back at the question, what was marked is marked; gone on and come back, the marks are there
    press Left
    assert_equal "$(text '.now [aria-checked=true]')" $'A\nA' # PID and PGID
    press Right Right Left
    assert_equal "$(text '.now td.wrong, .now li .wrong')" $'D*\nA\nPPID\nPGID'
    assert_match "$(text '[role=status]')" 'Not marked: PPID'
}

@test "page: the first answer to a step counts; it is kept until it is forgotten" {
    page '#02-setsid'
    mark PID SID
    press Right Left
    mark PID PGID TTY
    press Right
    assert_equal "$(text '[role=status]')" 'Changed: PGID, SID, TTY.'
    sum='First marks: 1 of 3 changes found, 1 that stayed'
    assert_equal "$(text '#sum')" "$sum"
    press Right
    mark CWD PID
    press Right
    sum='First marks: 2 of 4 changes found, 2 that stayed'
    assert_equal "$(text '#sum')" "$sum"
    page '#03-second-fork'
    assert_equal "$(text '#sum')" "$sum"
    mark PGID
    script 'document.querySelector("#forget").click()'
    assert_equal "$(text '#sum, #forget, [aria-checked=true]')" ''
    page
    assert_equal "$(text '#sum, #forget')" ''
}

@test "page: whoever claims nothing is told what changed, and is not marked" {
    page '#05-reopen'
    press Right
    assert_equal "$(text '[role=status]')" 'Changed: IN, OUT, ERR.'
    assert_equal "$(text '.right, .wrong, #sum')" ''
}

@test "page: with a pointer: the cells, the buttons and the tabs; then keys scroll" {
    click() { # SELECTOR: as a pointer does
        script 'document.querySelector(arguments[0]).dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1 }))' "$1"
    }
    focus() { script 'return document.activeElement.tagName'; }
    page
    click '#go'
    assert_equal "$(place)" '#01-fork'
    click '.now td:nth-child(2) button'
    assert_equal "$(focus) $(text '.now [aria-checked=true]')" 'MAIN A'
    click '#go'
    assert_equal "$(place) $(focus)" '#01-fork-run MAIN'
    click '#back'
    assert_equal "$(place)" '#01-fork'
    click 'nav a:nth-child(5)'
    wait_until at_place '#04-chdir'
    assert_equal "$(text '.now h2') $(focus)" '4 chdir MAIN'
    # with the keyboard, a button keeps the focus
    script 'document.querySelector("#go").focus()'
    press Enter
    assert_equal "$(place) $(script 'return document.activeElement.id')" '#04-chdir-run go'
    # a wide block is scrolled by the arrows; keys with a modifier are the browser's
    script 'const pre = document.querySelector(".now .answer pre"); pre.style.width = "9rem"; pre.focus()'
    press Right
    assert_equal "$(place)" '#04-chdir-run'
    script 'document.querySelector("main").focus();
        for (const key of ["altKey", "ctrlKey", "metaKey", "shiftKey"])
            document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, [key]: true }))'
    assert_equal "$(place)" '#04-chdir-run'
}
at_place() { [ "$(place)" = "$1" ]; }

@test "page: Back and Forward of the browser go from step to step" {
    page
    press Right Right Right
    for way in 'back #01-fork-run' 'back #00-foreground' 'forward #01-fork-run' 'forward #02-setsid'; do
        script "history.${way% *}()"
        wait_until at_place "${way#* }"
        assert_equal "$(text '.now h2' | cut -c 1)" "$(cut -c 3 <<<"${way#* }")"
    done
    assert_match "$(script 'return document.title')" '^2 setsid: '
}

@test "page: what answers the question is hidden until the step is run" {
    for step in "${STEPS[@]:1}"; do
        page "#$step"
        assert_equal "$(text '.now h2')" "${step:1:1} ${step#*-}"
        code=$(text '.now .code')
        # the comment of the added lines, but not the lines
        refute_match "$code" '\+ +/[*]'
        assert_match "$code" "\+ +report\(\"${step#*-}"
        press Right
        assert_match "$(text '.now h2')" "^${step:1:1} ${step#*-}: ."
        assert_match "$(text '.now .code')" '\+ +/[*]'
    done
}

@test "page: bad values in the browser's store, or none, do no harm" {
    page
    for odd in '{' null 7 '[]' '{"01-fork":null}'; do
        script 'localStorage["daemon-steps marks"] = arguments[0]; localStorage["daemon-steps look"] = arguments[0]' "$odd"
        page '#03-second-fork'
        mark PID
        press Right
        assert_equal "$(text '[role=status]')" 'Changed: PID.'
    done
}

@test "page: each place has a link; what is not a place leads to the first" {
    for step in "${STEPS[@]:1}"; do
        page "#$step"
        assert_equal "$(text '.now h2, [aria-current=step]' | cut -c 1 | uniq)" "${step:1:1}"
        assert_equal "$(text '.now [role=switch]' | wc -l)" 9
        assert_equal "$(text '.now .answer')" ''
        page "#$step-run"
        assert_equal "$(text '.now [role=switch]')" ''
        assert_match "$(text '.now .answer')" '^What changed'
    done
    for odd in '#' '#7' '#06-umask' '#<b>' '#-run'; do
        page "$odd"
        assert_equal "$(place)" '#00-foreground'
    done
}

@test "page: the added lines of each step are green, and the last of them in view" {
    page
    for step in "${STEPS[@]:1}"; do
        press Right
        assert_equal "$(script 'const lines = [...document.querySelectorAll(".now ins")];
            const box = lines[0].parentNode.getBoundingClientRect();
            return [lines.map((line) => line.textContent.trimEnd()).join("\n"),
                lines.at(-1).getBoundingClientRect().bottom < box.bottom,
                lines.findLast((line) => /[*]\//.test(line.textContent)).getBoundingClientRect().top > box.top]')" \
            "$("$ROOT/scripts/step-diff" "${step%%-*}" | sed -n 's/[ ]*$//; /^+/p')"$'\ntrue\ntrue'
        assert_equal "$(looks color '.now ins')" "$GREEN"
        press Right
    done
}

@test "page: the picture is that of the stage: of the one before until it is run" {
    shows() { # FILE SED
        assert_equal "$(script 'return [...document.querySelectorAll(".now svg text")].map((each) => each.textContent)')" \
            "$(sed -n '/^<text/s/<[^>]*>//gp' "$1" | sed 's/&amp;/\&/g; s/&lt;/</g; s/&gt;/>/g'"; $2")"
    }
    alt() { sed -n 's/^!\[\(.*\)\](.*/\1/p' "$ROOT/docs/$1.md"; }
    page '#01-fork'
    for i in 1 2 3 4 5; do
        shows "$ROOT/docs/${STEPS[i - 1]}.svg" '/^[*] new$/d; s/[*]$//; s/[*],/,/' # of which nothing is new now
        assert_equal "$(script 'return document.querySelector(".now .picture").ariaLabel')" "$(alt "${STEPS[i - 1]}")"
        assert_equal "$(script 'return document.querySelectorAll(".now svg .new").length')" 0
        press Right
        shows "$ROOT/docs/${STEPS[i]}.svg" ''
        assert_equal "$(script 'return document.querySelector(".now .picture").ariaLabel')" "$(alt "${STEPS[i]}")"
        assert_equal "$(looks fill '.now svg :is(text, tspan).new')" "$GREEN"
        assert_equal "$(looks color '.now td.new')" "$GREEN"
        [ "$i" -gt 3 ] || assert_equal "$(looks stroke '.now rect.new') $(looks strokeWidth '.now rect.new')" "$GREEN 3.5px"
        press Right
    done
}

@test "page: without JavaScript all is there, one step below the other" {
    devtools Emulation.setScriptExecutionDisabled '{"value": true}' >/dev/null
    page '#03-second-fork'
    for width in 1280 390; do
        surroundings $width light reduce
        assert_equal "$(text 'section h2')" "$(awk 'FNR == 1 { sub(/^# [0-9]*-/, ""); print n++ " " $0 }' \
            "$ROOT"/docs/[0-9][0-9]-*.md)"
        assert_equal "$(text 'section .picture, section .answer' | grep -c '^What changed')" ${#STEPS[@]}
        assert_equal "$(text 'button, [role=switch]')" ''
        assert_equal "$(faults)" ''
    done
    assert_equal "$(table_of "[id='${STEPS[-1]}']")" "$(cat "$BATS_FILE_TMPDIR/table")"
}

# faults: prints what is wrong with the layout, in each state.
faults() { script "$(cat "$ROOT/tests/page.js")"; }

@test "page: at 390, 700, 1024 and 1280 pixels nothing overflows, is cut or overlaps, light and dark" {
    for look in light dark; do
        for width in 390 700 1024 1280; do
            surroundings $width $look reduce
            page
            assert_equal "$(faults)" '' "at $width, $look"
        done
    done
}

@test "page: its pictures are drawn as they say, small and light, large and dark" {
    for each in '390 light' '1280 dark'; do
        # shellcheck disable=SC2086 # two words
        surroundings $each reduce
        page
        for step in "${STEPS[@]}"; do
            assert_equal "$(script "$(cat "$ROOT/tests/browser.js")" '.now svg')" '' "$step at $each"
            press Right Right
        done
    done
}

@test "page: slides fit into a projector's window: a presenter cannot scroll" {
    for size in '1280 720' '1920 1080' '1024 768'; do
        # shellcheck disable=SC2086 # two words
        set -- $size
        surroundings "$1" dark reduce "$2"
        page '?slides'
        assert_equal "$(faults)" '' "$size"
    done
}

@test "page: on a phone it is as wide as the phone" {
    devtools Emulation.setDeviceMetricsOverride '{"width": 390, "height": 844, "deviceScaleFactor": 3, "mobile": true}' >/dev/null
    page
    assert_equal "$(script 'return innerWidth')" 390
}

@test "page: a low window scrolls as a whole, and each step begins at its top" {
    surroundings 844 light reduce 390
    page
    assert_equal "$(faults)" ''
    page '#01-fork'
    assert_equal "$(script 'const { clientHeight, scrollHeight } = document.querySelector("main");
        return clientHeight > innerHeight && clientHeight === scrollHeight')" true
    script 'scrollTo(0, 600)'
    press Right # the run of the same step: one stays at the row
    assert_equal "$(script 'return scrollY')" 600
    press Right
    assert_equal "$(script 'return scrollY')" 0
}

@test "page: a text that is cut or overlaps, and a page that is too wide, is reported" {
    broken() { # CSS FAULT [PLACE]
        page "${3-}"
        script 'document.head.insertAdjacentHTML("beforeend", `<style>${arguments[0]}</style>`)' "$1"
        assert_match "$(faults)" "$2"
    }
    broken '.rows { width: 20rem }' "#02-setsid: 'tty' is cut"
    broken 'h2 { margin-bottom: -2rem }' "#01-fork-run: '1 fork.*' overlap"
    broken 'h2 { position: relative; left: -5rem }' "#05-reopen: '5 reopen.*' is cut"
    broken 'body { width: 90rem }' 'wider than the window'
    broken '.rows { padding-left: 3rem }' '#05-reopen-run: the table is wider than its box'
    broken '.slides td { font-size: 8rem }' 'is below the slide' '?slides'
}

@test "page: light or dark as the system says, or as the button says, also the next time" {
    dark() { script 'return getComputedStyle(document.body).backgroundColor === "rgb(22, 24, 29)"'; }
    for system in light dark; do
        surroundings 700 $system reduce
        page
        script 'localStorage.clear()'
        page
        before=$(dark)
        assert_equal "$before" "$([ $system = dark ] && echo true || echo false)"
        script 'document.querySelector("#look").click()'
        refute_equal "$(dark)" "$before"
        page
        refute_equal "$(dark)" "$before"
        script 'document.querySelector("#look").click()'
        assert_equal "$(dark)" "$before"
    done
}

@test "page: nothing in it moves" {
    refute_match "$(cat "$ROOT/docs/index.html")" 'animat|transition|scroll-behavior|@keyframes'
}

@test "page: axe-core finds no fault, for those who see, hear or touch it in another way" {
    axe=$(npm root --global)/axe-core/axe.min.js
    [ -e "$axe" ] || skip "needs axe-core (scripts/setup dev)"
    violations() {
        jq -n --rawfile script "$axe" '{$script, args: []}' | ask /execute/sync >/dev/null
        script 'return axe.run({ resultTypes: ["violations"] }).then(({ violations }) => violations.flatMap(
            ({ id, nodes }) => nodes.map(({ target, html }) => `${id}: ${target} ${html.slice(0, 80)}`)))'
    }
    for each in '390 light #01-fork' '1280 dark #05-reopen' '1280 dark ?slides#02-setsid'; do
        # shellcheck disable=SC2086 # three words
        set -- $each
        surroundings "$1" "$2" reduce
        page "$3"
        assert_equal "$(violations)" '' "$each"
        mark PID PGID OUT
        press Right
        assert_equal "$(violations)" '' "$each-run"
    done
    page '?handout'
    assert_equal "$(violations)" '' 'on paper'
    page '#01-fork'
    script 'document.querySelector("nav").outerHTML = "<nav><a href=#><img src=data:,></a></nav>"'
    assert_match "$(violations)" 'image-alt: img'
}

@test "page: to a screen reader the table is a table, also turned on its side, and results are told" {
    for width in 390 1280; do
        surroundings $width light reduce
        page '#02-setsid-run'
        devtools Accessibility.getFullAXTree '{}' >tree
        roles() { jq "[.value.nodes[] | select(.ignored | not) | select(.role.value == \"$1\")] | length" tree; }
        assert_equal "$(roles table) $(roles columnheader)" '1 10'
        [ "$(roles rowheader)" -ge 2 ]
        [ "$(roles cell)" -ge 18 ]
        assert_equal "$(roles status)" 1
        # the browsers that forget what a table is if it is laid out otherwise
        assert_equal "$(script 'return [...document.querySelectorAll("table, thead, tbody, tr, th, td")]
            .map((each) => `${each.tagName} ${each.getAttribute("role")}`)' | LC_ALL=C sort -u)" \
            $'TABLE table\nTBODY rowgroup\nTD cell\nTH columnheader\nTH rowheader\nTHEAD rowgroup\nTR row'
    done
}

@test "page: printed, each step has a page; a handout has a page to fill in, and one with the answers" {
    pages() { # PLACE WIDTH HEIGHT: how many pages it has on paper of that size
        page "$1"
        devtools Page.printToPDF '{"preferCSSPageSize": false, "landscape": true,
            "paperWidth": '"$2"', "paperHeight": '"$3"'}' | jq -r .value.data | base64 -d | grep -aocE '/Type ?/Page\b'
    }
    for paper in '8.27 11.7' '8.5 11'; do
        # shellcheck disable=SC2086 # two words
        assert_equal "$(pages '' $paper) $(pages '#03-second-fork' $paper) $(pages '?handout' $paper)" \
            "${#STEPS[@]} ${#STEPS[@]} 2" "$paper inches"
    done
    # also what was a question when it was left, or still is one
    page '#02-setsid'
    press 3
    devtools Emulation.setEmulatedMedia '{"media": "print"}' >/dev/null
    script 'dispatchEvent(new Event("beforeprint"))'
    assert_equal "$(text '[role=switch], .asking')" ''
    assert_equal "$(text 'section .answer h3' | wc -l)" ${#STEPS[@]}
    assert_equal "$(looks breakBefore section)$(looks breakInside section)" pageavoid
    script 'document.documentElement.style.colorScheme = "dark"'
    assert_equal "$(looks colorScheme html)" light
    script 'dispatchEvent(new Event("afterprint"))'
    assert_equal "$(place) $(script 'return document.querySelectorAll(".asking [role=switch]").length')" '#03-second-fork 9'
    page '?handout#05-reopen'
    assert_equal "$(table_of '.sheet')" "$(awk '{ print NR < 3 ? $0 : $1 "         " }' "$BATS_FILE_TMPDIR/table")"
    assert_equal "$(table_of '.sheet + .sheet')" "$(cat "$BATS_FILE_TMPDIR/table")"
    assert_equal "$(text 'section h2')" $'Fill in the rows\nThe answers'
}

@test "page: ?slides enlarges, and hides what a projector does not need" {
    sizes() { script 'return ["td", "h2", ".source"].map((each) => parseFloat(getComputedStyle(document.querySelector(`.now ${each}`)).fontSize))'; }
    page '#03-second-fork-run'
    before=$(sizes)
    page '?slides#03-second-fork-run'
    paste <(echo "$before") <(sizes) | awk '$2 < 1.2 * $1 { exit 1 }'
    assert_equal "$(text 'header a, header button, footer button, #sum, #keys')" ''
    assert_equal "$(script 'return document.querySelector("header").offsetHeight')" 0
    assert_equal "$(text '.now .ruby, .now .code, .seen > p, .lede')" ''
    assert_equal "$(script 'return [...document.querySelectorAll(".now .answer > *")].filter((each) => each.checkVisibility())
        .map((each) => each.tagName).join()')" H3,UL,DETAILS
    # the table is as wide as the slide, the reasons stand beside the picture
    assert_equal "$(script 'const box = (selector) => document.querySelector(`.now ${selector}`).getBoundingClientRect();
        return [box(".rows").width > 0.9 * innerWidth, box("h3").top < box(".picture").bottom, box(".answer").right < box(".picture").left]')" \
        $'true\ntrue\ntrue'
    press Left
    assert_equal "$(text '.now .ruby')" ''
    assert_match "$(text '.now .code')" '8 lines added'
    mark PID
    press Right
    assert_equal "$(text '[role=status]')" 'Changed: PID.'
}

# --- its words ---

@test "page: its words are those of the table, and no word of the table is unused" {
    cd "$ROOT/scripts/drawing"
    {
        sed -n '1d; s/\t.*//p' words.tsv | sort | sed 's/^/table /'
        grep -ho '\(said\|wording\)("[a-z-]*"' ./*.awk | sed 's/.*"\(.*\)"/\1/'
        grep -o 'words\.[a-z]*' page.js | sed 's/.*\.//'
        # named in a list: kinds of boxes, names of results and sheets
        grep -ho '"\(session\|group\)"' boxes.awk | tr -d '"'
        printf '%s\n' name changed missed claimed rows answers run next ask sum
    } | awk '$1 == "table" { table[$2]; next } { used[$1] }
        END { for (each in table) if (!(each in used)) print each, "is not used"
            for (each in used) if (!(each in table)) print each, "is not in the table" }' >"$BATS_TEST_TMPDIR/astray"
    assert_equal "$(cat "$BATS_TEST_TMPDIR/astray")" ''
    # each language has each word, with the same places for values
    awk -F '\t' 'NR == 1 { n = NF }
        { for (i = 2; i <= n; i++) if ($i == "" || gsub(/%/, "%", $i) != gsub(/%/, "%", $2)) print $1; if (NF != n) print }' \
        words.tsv >"$BATS_TEST_TMPDIR/astray"
    assert_equal "$(cat "$BATS_TEST_TMPDIR/astray")" ''
}

# translated: makes a copy of the project with a second language, in capitals.
translated() {
    cp -R "$ROOT/scripts" "$ROOT/steps" "$ROOT/docs" .
    mkdir docs/capitals
    local chapter
    for chapter in docs/[0-9][0-9]-*.md; do
        awk '/^```/ { inside = !inside } inside || /^!\[/ { print; next } FNR == 1 { print $1, $2, toupper(substr($0, index($0, ": ") + 2)); next }
            { print /\]\(/ ? $0 : toupper($0) }' "$chapter" >"docs/capitals/${chapter#docs/}"
    done
    awk 'BEGIN { FS = OFS = "\t" } { print $0, NR == 1 ? "capitals" : toupper($2) }' \
        "$ROOT/scripts/drawing/words.tsv" >scripts/drawing/words.tsv
    scripts/rows 3>&- >rows
    scripts/page rows >docs/index.html
    scripts/page rows capitals >docs/capitals/index.html
}

@test "page: a translation brings its own words, and the link to it keeps the place" {
    translated
    open "$PWD/docs/index.html?slides#03-second-fork-run"
    script 'document.querySelector("header a").click()'
    wait_until leads_to "$PWD/docs/capitals/index.html?slides#03-second-fork-run"
    assert_equal "$(script 'return document.documentElement.lang')" capitals
    assert_equal "$(text '.now h2')" '3 second-fork: IT LEADS NOTHING'
    assert_match "$(text '.now .answer h3')" '^WHAT CHANGED$'
    assert_match "$(script 'return document.querySelector(".now svg").textContent')" 'SESSION C, NO TERMINAL'
    press Left Right
    assert_equal "$(text '[role=status]')" 'CHANGED: PID.'
    # the sentence that gives the reason is found in any language
    press Left
    mark PID
    press Right
    assert_equal "$(text '.now td.right, .now .answer .right')" $'E*\nPID'
    assert_equal "$(faults)" ''
    script 'document.querySelector("header a").click()'
    wait_until leads_to "$PWD/docs/index.html?slides#05-reopen-run"
    # a language without chapters has no link
    rm -r docs/capitals
    scripts/page rows >page
    assert_equal "$(grep -c '<a lang=' page || true)" 0
}
leads_to() { [ "$(script 'return location.href')" = "file://$1" ]; }

# --- how it is made ---

@test "page: the same in mawk, gawk and busybox awk, in each shell" {
    "$ROOT/scripts/rows" 3>&- >rows
    "$ROOT/scripts/page" rows >expected
    [ "$(wc -l <expected)" -gt 500 ]
    for awk in mawk gawk 'busybox awk'; do
        mkdir -p bin
        printf '#!/bin/sh\nexec %s "$@"\n' "$(type -P ${awk% *}) ${awk#"${awk% *}"}" >bin/awk
        chmod +x bin/awk
        for shell in "${SHELLS[@]}"; do
            # shellcheck disable=SC2086 # two words
            PATH=$PWD/bin:$PATH $shell "$ROOT/scripts/page" rows | cmp - expected
        done
    done
}

@test "page: what is not rows, and a language that is not there, is reported in one line" {
    complaint() { # EXPECTED ARGUMENT...
        run -2 --separate-stderr "$ROOT/scripts/page" "${@:2}"
        assert_equal "$output" ''
        assert_equal "$stderr" "page: $1"
    }
    "$ROOT/scripts/rows" 3>&- >rows
    complaint "invalid argument ''; allowed: ROWS, and LANGUAGE"
    complaint "invalid argument 'x'; allowed: ROWS, and LANGUAGE" rows en x
    complaint "'nowhere': no such file" nowhere
    complaint "invalid language 'fr'; allowed: en" rows fr
    printf 'stage\tpid\nfork\t7\n' >none
    complaint 'the first line is not a header of tsv rows: it lacks ppid' none
    sed '$d' rows >few
    complaint "'few': a row for each of the ${#STEPS[@]} steps is needed" few
}

@test "page: what a row, a word or a chapter says is shown as it is, and never run" {
    cp -R "$ROOT/scripts" "$ROOT/steps" "$ROOT/docs" .
    local odd='`${x}` "\'\''&amp;\\n</script><b>'
    ODD=$odd awk 'BEGIN { FS = OFS = "\t" } /^(next|lede|title|letters|changed|leads)\t/ { $2 = ENVIRON["ODD"] } { print }' \
        "$ROOT/scripts/drawing/words.tsv" >scripts/drawing/words.tsv
    "$ROOT/scripts/rows" 3>&- | ODD=$odd awk 'BEGIN { FS = OFS = "\t" }
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == "cwd") cwd = i }
        NR > 1 && $cwd != "/" { $cwd = ENVIRON["ODD"] } { print }' >rows
    sed -i "s/^!\[.*\](/![\"<b>\&amp;](/; s/^You type.*/You type \`\&lt;b>\` <b>\"\&amp;/" docs/00-foreground.md
    scripts/page rows >docs/index.html
    open "$PWD/docs/index.html#00-foreground"
    assert_equal "$(text 'h1, #go, .now td:last-child')" "$(printf '%s\n' "$odd" "$odd" "$odd")"
    assert_equal "$(script 'return document.querySelector(".now .picture").ariaLabel')" '"<b>&amp;'
    assert_match "$(text '.now blockquote')" '^You type &lt;b> <b>"&amp; '
    assert_equal "$(script 'return document.querySelectorAll("h1 *, td *, .lede b, svg b").length')" 0
    press Right
    assert_equal "$(script 'return document.querySelector(".now td:last-child button").ariaLabel')" "CWD $odd"
    press Right
    assert_equal "$(text '[role=status]')" "$odd PID, PPID."
}

@test "page: what makes it, with its look and its script, has at most 400 lines" {
    [ "$(cat "$ROOT/scripts/page" "$ROOT/scripts/drawing/page."* | wc -l)" -le 400 ]
}

# --- where it is ---

# port PID: prints the port on which it listens.
port() {
    local socket
    socket=$(readlink "/proc/$1/fd/"* 2>/dev/null | sed -n 's/^socket:\[\(.*\)\]$/\1/p')
    awk -v socket="$socket" '$10 == socket && $4 == "0A" { sub(/.*:/, "", $2); print $2 }' /proc/net/tcp
}
listens() { [ -n "$(port "$1")" ]; }

@test "page: it works as the root of a static site, too, and links to nothing outside" {
    busybox httpd -f -p 127.0.0.1:0 -h "$ROOT/docs" 3>&- &
    record $!
    wait_until listens $!
    site=http://127.0.0.1:$((0x$(port $!)))
    open "$site/#02-setsid-run"
    assert_equal "$(table_of .now)" "$(head -n 4 "$BATS_FILE_TMPDIR/table")"
    links=$(script 'return [...new Set([...document.links].map((link) => link.getAttribute("href")))]')
    [ "$(wc -l <<<"$links")" -ge $((2 * ${#STEPS[@]})) ]
    for link in $links; do
        case $link in
            '#'*)
                page "$link"
                assert_equal "$(place)" "$link"
                ;;
            '?'*) page "$link" ;;
            *) curl -sS --fail "$site/${link%%#*}" | cmp - "$ROOT/docs/${link%%#*}" ;;
        esac
    done
}

@test "page: it asks for no other file, and the browser has no complaint" {
    logged performance >/dev/null
    logged browser >/dev/null
    page '?slides#01-fork'
    press Right Right Right End Home
    page '?handout'
    assert_equal "$(logged performance | jq -r '.message | select(.method == "Network.requestWillBeSent") |
        .params.request.url' | sed 's/[?#].*//; /^data:/d' | sort -u)" "file://$ROOT/docs/index.html"
    assert_equal "$(logged browser)" ''
    script 'document.body.insertAdjacentHTML("beforeend", "<img src=http://127.0.0.1:9/x.png>")'
    wait_until complains
}
complains() { logged browser | grep 'http://127.0.0.1:9/x.png.* violates .*Content Security Policy'; }
