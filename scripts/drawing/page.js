// Steps through the stages. Without this, they stand one below the other.
const root = document.documentElement;
const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const steps = all('section[id]');
const ids = steps.map((step) => step.id);
const names = all('thead th', steps[0]).slice(1).map((each) => each.textContent);
const pictures = steps.map((step) => find('.picture', step).outerHTML);
const rows = steps.map((step) => all('tbody tr:last-child td', step));
const values = rows.map((row) => row.map((cell) => cell.innerHTML));
const changed = rows.map((row) => row.map((cell) => cell.className === 'new'));
const words = find('footer').dataset;
const claims = []; // by step: of each cell, whether it is said to change
let at = 0, asking = false; // the step that is shown, and whether its row is to be predicted
const leave = () => find('main').focus({ preventScroll: true }); // a button, so that keys scroll
let kept = {};
try { kept = localStorage ?? {}; } catch { /* forbidden: then for as long as the page is open */ }
const marks = () => { try { return JSON.parse(kept['daemon-steps marks']) ?? {}; } catch { return {}; } };

// Draws the new row of a step, marked, and its picture; or asks for it. Returns cells by what to tell of them.
function draw(step, ask) {
    claims[step] ??= names.map(() => false);
    steps[step].classList.toggle('asking', ask);
    find('.picture', steps[step]).outerHTML = !ask ? pictures[step] : pictures[step - 1].replace(/\*(?=[<,])/g, '')
        .replace(/(class="|class="\w+ )new"/g, '$1plain"').replace(/<text class="legend[^>]*>\* [^<]*<\/text>/, ''); // nothing is new
    const told = { changed: [], missed: [], claimed: [] };
    names.forEach((name, i) => {
        const [cell, claim, is_new] = [rows[step][i], claims[step][i], changed[step][i]];
        const before = ask && values[step - 1][i].replace(/\*$/, '').replaceAll('"', '&quot;');
        const result = ask || !claims[step].includes(true) || !claim && !is_new ? '' : claim === is_new ? 'right' : 'wrong';
        if (is_new) told.changed.push(name);
        if (result === 'wrong') told[is_new ? 'missed' : 'claimed'].push(name);
        cell.className = `${is_new && !ask ? 'new' : ''} ${result}`;
        cell.innerHTML = !ask ? values[step][i] :
            `<button role="switch" aria-checked="${claim}" aria-label="${name} ${before}">${before}</button>`;
        for (const each of all('.answer strong', steps[step])) if (each.textContent === name) each.className = result; // the reason
    });
    return told;
}

function show(step, ask) {
    const moved = step !== at;
    draw(at, false);
    at = step;
    asking = ask && at > 0;
    const told = draw(at, asking);
    steps.forEach((each, i) => each.classList.toggle('now', i === at));
    all('nav a').forEach((each, i) => each.setAttribute('aria-current', i === at ? 'step' : 'false'));
    const here = find('[aria-current=step]').textContent;
    document.title = `${here}: ${find('h1').textContent}`;
    find('[role=status]').textContent = asking ? words.ask.replace('%', here) : Object.entries(told)
        .filter(([, cells]) => cells.length > 0).map(([key, cells]) => `${words[key]} ${cells.join(', ')}.`).join(' ');
    const block = all('ins', steps[at]).findLast((each) => each.previousElementSibling?.tagName !== 'INS');
    if (block) block.parentNode.scrollTop = block.offsetTop - block.offsetHeight;
    if (moved) [root, find('main')].forEach((each) => { each.scrollTop = 0; });
    find('#go').textContent = asking ? words.run : words.next;
    find('#go').disabled = !asking && at === steps.length - 1;
    find('#back').disabled = at === 0;
    const scores = Object.values(marks()).filter(Array.isArray);
    const totals = [0, 1, 2].map((i) => scores.reduce((total, score) => total + score[i], 0));
    find('#sum').textContent = words.sum.replace(/%/g, () => totals.shift());
    find('#sum').hidden = find('#forget').hidden = scores.length === 0;
    if (!document.activeElement.matches('main, main *, footer :enabled')) leave();
    const hash = `#${ids[at]}${asking || at === 0 ? '' : '-run'}`;
    if (hash !== location.hash) history[moved ? 'pushState' : 'replaceState'](null, '', hash);
}

// The first claims with which a step is run count, and are kept.
function run() {
    const told = draw(at, false);
    const score = [told.changed.length - told.missed.length, told.changed.length, told.claimed.length];
    if (claims[at].includes(true)) kept['daemon-steps marks'] = JSON.stringify({ [ids[at]]: score, ...marks() });
    show(at, false);
}

const follow = () => show(Math.max(ids.indexOf(location.hash.slice(1).replace(/-run$/, '')), 0), !location.hash.endsWith('-run'));
const forth = () => asking ? run() : at < steps.length - 1 && show(at + 1, true);
const back = () => show(asking ? at - 1 : at, !asking);
const keys = { ArrowRight: forth, PageDown: forth, ArrowLeft: back, PageUp: back,
    Home: () => show(0, false), End: () => show(steps.length - 1, false) };
steps.forEach((_, i) => { keys[i] = () => show(i, true); });
addEventListener('keydown', (event) => {
    const wide = event.target.scrollWidth > event.target.clientWidth && /^Arrow/.test(event.key); // then they scroll it
    if (wide || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
});
find('#go').onclick = forth;
find('#back').onclick = back;
find('#forget').onclick = () => { delete kept['daemon-steps marks']; claims.length = 0; show(at, asking); };
find('#look').onclick = () => {
    const dark = (root.style.colorScheme || matchMedia('(prefers-color-scheme: dark)').matches && 'dark') === 'dark';
    kept['daemon-steps look'] = root.style.colorScheme = dark ? 'light' : 'dark';
};
addEventListener('click', ({ target, detail }) => {
    const i = rows[at].indexOf(target.parentNode);
    if (target.matches('[role=switch]')) target.setAttribute('aria-checked', claims[at][i] = !claims[at][i]);
    if (target.matches('button') && detail > 0) leave(); // it was a pointer
});
addEventListener('hashchange', follow);
addEventListener('beforeprint', () => draw(at, false));
addEventListener('afterprint', () => draw(at, asking));

// ?slides is for a projector; ?handout, for paper: the rows to fill in, and the answers.
root.classList.add('stepping', ...['slides', 'handout'].filter((each) => new URLSearchParams(location.search).has(each)));
all('.sheet').forEach((sheet, i) => {
    sheet.append(find('table', steps.at(-1)).cloneNode(true));
    for (const cell of i === 0 ? all('tr + tr td', sheet) : []) cell.outerHTML = '<td role="cell"></td>';
});
all('header a').forEach((each) => { each.onclick = () => { each.search = location.search; each.hash = location.hash; }; });
all('main [id]').forEach((each) => each.removeAttribute('id')); // a browser would scroll there
all('footer, #look').forEach((each) => { each.hidden = false; });
root.style.colorScheme = kept['daemon-steps look'] ?? '';
follow();
