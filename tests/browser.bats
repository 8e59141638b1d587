#!/usr/bin/env bats
# A real browser draws the pictures as they are meant to look.
# bats file_tags=thorough
bats_require_minimum_version 1.5.0
load helper
load webdriver

setup_file() { start_browser; }
setup() { needs_browser; }
teardown_file() { stop_browser; }

# faults: prints what is wrong with the open picture.
faults() { script "$(cat "$ROOT/tests/browser.js")"; }

@test "a browser draws each text of a picture where the picture says, light and dark, at 700 and 390 pixels" {
    for picture in "$ROOT"/docs/*.svg; do
        open "$picture"
        for each in '700 light' '390 light' '390 dark' '700 dark'; do
            # shellcheck disable=SC2086 # two words
            surroundings $each reduce
            assert_equal "$(faults)" "" "${picture##*/} at $each"
        done
    done
}

@test "a picture that is torn, covered, cut, faint or too wide is reported" {
    broken() { # SED FAULT
        sed "$1" "$ROOT/docs/${3-02-setsid}.svg" >"$BATS_TEST_TMPDIR/broken.svg"
        refute_equal "$(cat "$BATS_TEST_TMPDIR/broken.svg")" "$(cat "$ROOT/docs/${3-02-setsid}.svg")"
        open "$BATS_TEST_TMPDIR/broken.svg"
        assert_match "$(faults)" "$2"
    }
    surroundings 390 light reduce
    broken 's/>adopted C</ textLength="150">adopted C</' 'adopted C: it is torn apart'
    broken 's/>adopted C</>adopted  C</' 'blanks were lost'
    broken 's/ 14px/ 24px/' 'adopted C: it leaves its box'
    broken 's/>adopted C</>adopted C and many others</' 'others: it leaves the panel'
    broken '/>gone</s/x="[0-9.]*"/x="259"/' "gone: 'A' stands upon it"
    broken 's/text.ghost { fill: #....../text.ghost { fill: #b0b0b0/' 'gone: it cannot be told'
    broken 's/max-width: 100%/max-width: none/' 'wider than the window'
    # in a screen other than the first
    broken '/>foreground</s/x="0"/x="0" dx="6"/' "foreground: 'f' is not in its column" tour
}

@test "each is whole as an image of a page: nothing touches its edges" {
    open /dev/null
    for picture in "$ROOT"/docs/*.svg; do
        assert_equal "$(script '
            const image = new Image();
            image.src = "data:image/svg+xml," + encodeURIComponent(arguments[0]);
            return image.decode().then(() => {
                const { width, height } = image;
                const context = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
                context.drawImage(image, 0, 0);
                const colours = (...place) => {
                    const words = new Uint32Array(context.getImageData(...place).data.buffer);
                    return new Set(words).size;
                };
                return [colours(12, 3, width - 24, 4), colours(12, height - 7, width - 24, 4),
                    colours(3, 12, 4, height - 24), colours(width - 7, 12, 4, height - 24),
                    colours(0, 0, width, height) > 20].join(" ");
            })' "$(cat "$picture")")" '1 1 1 1 true' "${picture##*/}"
    done
}

@test "where motion is unwanted, the tour stands still, and shows what setsid does" {
    surroundings 700 dark reduce
    open "$ROOT/docs/tour.svg"
    assert_equal "$(script 'return document.getAnimations().length')" 0
    seen=$(script 'return [...document.querySelectorAll("text")].filter(
        (text) => getComputedStyle(text).visibility === "visible").map((text) => text.textContent)')
    assert_match "$seen" '^Step 2 of.*session C\*, no terminal'
    refute_match "$seen" 'Step [013456789]'
}

@test "with motion, each screen is shown alone for 3 to 6 seconds, and all within 45" {
    surroundings 700 dark no-preference
    open "$ROOT/docs/tour.svg"
    assert_equal "$(script '
        const screens = [...document.querySelectorAll(".screen")];
        const animations = document.getAnimations();
        const round = animations[0].effect.getTiming().duration;
        const turn = round / screens.length;
        const seen = screens.map((_, i) => {
            for (const each of animations) each.currentTime = (i + 0.5) * turn;
            return screens.flatMap((screen, j) => getComputedStyle(screen).visibility === "visible" ? [j] : []).join(" and ");
        });
        return [turn >= 3000 && turn <= 6000, round <= 45000,
            seen.join() === screens.map((_, i) => i).join() || seen.join()].join(" ")')" 'true true true'
}
