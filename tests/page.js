// The body of a function that a driver calls in the page: goes through all its states, and
// returns what is wrong with their layout, a line each.
const faults = [];
const overlap = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;

// The boxes of each text that is shown, a box a line; those in pictures are not ours.
function texts() {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!element.checkVisibility() || element.closest('svg')) continue;
        const range = document.createRange();
        range.selectNodeContents(walker.currentNode);
        for (const box of range.getClientRects()) {
            if (box.width === 0 || !walker.currentNode.data.trim()) continue;
            let { left, right, top, bottom } = box;
            const text = walker.currentNode.data.trim().slice(0, 40);
            for (let around = element; around; around = around.parentElement) {
                const edge = around.getBoundingClientRect();
                if (getComputedStyle(around).overflowX === 'visible') continue;
                // only the output of an experiment is as wide as a terminal, and may be scrolled
                const scrolled = around.matches('.answer pre');
                if (!scrolled && (left < edge.left - 1 || right > edge.right + 1)) faults.push(`${where}: '${text}' is cut`);
                [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
                [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
            }
            if (left < 0 || right > innerWidth) faults.push(`${where}: '${text}' leaves the window`);
            if (right > left && bottom > top) found.push({ text, left, right, top, bottom });
        }
    }
    return found;
}

function look() {
    if (document.documentElement.scrollWidth > innerWidth) faults.push(`${where}: it is wider than the window`);
    for (const { scrollWidth, clientWidth } of document.querySelectorAll('.rows'))
        if (scrollWidth > clientWidth) faults.push(`${where}: the table is wider than its box`);
    const all = texts();
    if (all.length < 20) faults.push(`${where}: it shows no text`);
    all.forEach((a, i) => all.slice(i + 1).forEach((b) => {
        if (overlap(a, b)) faults.push(`${where}: '${a.text}' and '${b.text}' overlap`);
    }));
}

// A presenter cannot scroll: all but the code, and what is folded, is in the window.
function fits() {
    const end = document.querySelector('main').getBoundingClientRect().bottom;
    for (const each of document.querySelectorAll('.slides .now *'))
        if (each.checkVisibility() && !each.closest('.source, details') && each.getBoundingClientRect().bottom > end + 1)
            faults.push(`${where}: '${each.textContent.trim().slice(0, 40)}' is below the slide`);
}

const press = (key) => dispatchEvent(new KeyboardEvent('keydown', { key }));
const fold = (open) => document.querySelectorAll('details').forEach((each) => { each.open = open; });
let where;
press('Home');
for (let before = null; before !== location.hash; press('ArrowRight')) {
    where = before = location.hash;
    fits();
    fold(true);
    document.querySelector('main').scrollTop = 0;
    look();
    document.querySelector('main').scrollTop = 1e6;
    look();
    fold(false);
    // each cell is marked, right or wrong: then the table is widest
    for (const each of document.querySelectorAll('.now [role=switch]')) each.click();
}
return faults;
