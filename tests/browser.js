// The body of a function that a driver calls in an SVG, or in a page with the selector of
// one: returns what is wrong with its layout, a line each. For each text the file claims its place x, perhaps its length
// textLength, and the rect that contains it.
const faults = [];
const svg = arguments[0] ? document.querySelector(arguments[0]) : document.documentElement;
const panel = svg.querySelector('.panel');
const rects = [...svg.querySelectorAll('rect')];

const box = (element) => element.getBoundingClientRect();
const inside = (a, b) => a.left >= b.left - 0.5 && a.right <= b.right + 0.5 &&
    a.top >= b.top - 0.5 && a.bottom <= b.bottom + 0.5;
const overlap = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;

// The contrast of a text with what is below it, as WCAG 2 defines it.
const numbers = (colour) => colour.match(/[\d.]+/g).slice(0, 3).map(Number);
const luminance = (colour) => colour
    .map((each) => each / 255)
    .map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
    .reduce((sum, each, i) => sum + each * [0.2126, 0.7152, 0.0722][i], 0);
function contrast(text, below) {
    const { fill, fillOpacity } = getComputedStyle(text);
    const colour = numbers(fill).map((each, i) => fillOpacity * each + (1 - fillOpacity) * below[i]);
    const [dark, light] = [luminance(colour), luminance(below)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
}

function look() {
    const texts = [...svg.querySelectorAll('text')].filter(
        (text) => getComputedStyle(text).visibility === 'visible');
    if (texts.length === 0) faults.push('it shows no text');
    for (const text of texts) {
        const tell = (fault) => faults.push(`${text.textContent}: ${fault}`);
        const start = (i) => text.getStartPositionOfChar(i).x;
        const end = (i) => text.getEndPositionOfChar(i).x;
        const characters = [...text.textContent];

        if (text.getNumberOfChars() !== characters.length) {
            tell('blanks were lost');
            continue;
        }
        if (text.hasAttribute('textLength')) {
            const from = Number(text.getAttribute('x'));
            const cell = Number(text.getAttribute('textLength')) / characters.length;
            const astray = characters.findIndex((_, i) => Math.abs(start(i) - from - cell * i) > 0.5);
            if (astray >= 0) tell(`'${characters[astray]}' is not in its column`);
        }
        if (characters.some((_, i) => i > 0 && start(i) - end(i - 1) > 1)) tell('it is torn apart');

        const around = rects.filter((rect) => inside(box(text), box(rect)));
        if (!around.includes(panel)) tell('it leaves the panel');
        for (const rect of rects)
            if (!around.includes(rect) && overlap(box(text), box(rect))) tell('it leaves its box');
        for (const other of texts)
            if (text !== other && overlap(box(text), box(other))) tell(`'${other.textContent}' stands upon it`);

        const below = around.map((rect) => getComputedStyle(rect).fill).filter((fill) => fill !== 'none').pop();
        for (const part of [text, ...text.children])
            if (contrast(part, numbers(below ?? 'rgb(0, 0, 0)')) < 4.5) tell('it cannot be told from what is below it');
    }
}

if (box(svg).right > innerWidth) faults.push('it is wider than the window');
// screens that are shown one at a time are checked one at a time
const screens = [...svg.querySelectorAll('.screen')];
for (const screen of screens) {
    for (const each of screens) each.style.visibility = each === screen ? 'visible' : 'hidden';
    look();
}
if (screens.length === 0) look();
return faults;
