// Steps through the stages. Without this, they stand one below the other.
const root = document.documentElement;
const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const steps = all('section');
const ids = steps.map((step) => step.id);
const names = all('thead th', steps[0]).slice(1).map((each) => each.textContent);
const pictures = steps.map((step) => find('.picture', step).innerHTML);
const rows = steps.map((step) => all('tbody tr:last-child td', step));
const values = rows.map((row) => row.map((cell) => cell.innerHTML));
const changed = rows.map((row) => row.map((cell) => cell.className === 'new'));
const marks = () => JSON.parse(kept['daemon-steps marks'] ?? '{}');
let at = 0, asking = false; // the step that is shown, and whether its row is to be predicted
let kept = {};
try { kept = localStorage; } catch { /* forbidden: then for as long as the page is open */ }

function show(step, ask) {
    if (step !== at) find('main').scrollTop = 0;
    at = step;
    asking = ask && at > 0;
    steps.forEach((each, i) => { each.className = i !== at ? '' : asking ? 'now asking' : 'now'; });
    all('nav a').forEach((each, i) => each.setAttribute('aria-current', i === at ? 'step' : 'false'));
    find('.picture', steps[at]).innerHTML = pictures[asking ? at - 1 : at];
    rows[at].forEach((cell, i) => {
        const before = asking && values[at - 1][i].replace('*', '');
        cell.className = !asking && changed[at][i] ? 'new' : '';
        cell.innerHTML = !asking ? values[at][i] :
            `<button role="switch" aria-checked="false" aria-label="${names[i]} ${before}">${before}</button>`;
    });
    all('.answer strong', steps[at]).forEach((each) => { each.className = ''; });
    const [first, last] = [all('ins', steps[at])[0], all('ins', steps[at]).at(-1)];
    if (last) first.parentNode.scrollTop = last.offsetTop + 3 * last.offsetHeight - first.parentNode.clientHeight;
    if (document.activeElement === document.body) find('main').focus(); // so that keys scroll
    find('#go').textContent = asking ? words.run : words.next;
    find('#go').disabled = !asking && at === steps.length - 1;
    find('#back').disabled = at === 0;
    find('[role=status]').textContent = asking ? words.ask : '';
    history.replaceState(null, '', '#' + ids[at] + (asking || at === 0 ? '' : '-run'));
}

// What was claimed before the first run of a step counts, and is kept.
function run() {
    const claims = all('[role=switch]', steps[at]).map((each) => each.ariaChecked === 'true');
    const told = { changed: [], missed: [], claimed: [] };
    show(at, false);
    names.forEach((name, i) => {
        if (changed[at][i]) told.changed.push(name);
        if (!claims.includes(true) || !claims[i] && !changed[at][i]) return;
        if (claims[i] !== changed[at][i]) told[changed[at][i] ? 'missed' : 'claimed'].push(name);
        // the cell, and its name in the sentence that says why
        for (const each of [rows[at][i], ...all('.answer strong', steps[at]).filter((each) => each.textContent === name)])
            each.classList.add(claims[i] === changed[at][i] ? 'right' : 'wrong');
    });
    find('[role=status]').textContent = Object.entries(told).filter(([, cells]) => cells.length > 0)
        .map(([key, cells]) => `${words[key]} ${cells.join(', ')}.`).join(' ');
    const mark = [told.changed.length - told.missed.length, told.changed.length, told.claimed.length];
    if (claims.includes(true)) kept['daemon-steps marks'] = JSON.stringify({ [ids[at]]: mark, ...marks() });
    sum();
}

function sum() {
    const each = Object.values(marks());
    const total = (i) => each.reduce((before, mark) => before + mark[i], 0);
    find('#sum').textContent = words.sum.replace('%', total(0)).replace('%', total(1)).replace('%', total(2));
    find('#sum').hidden = find('#forget').hidden = each.length === 0;
}

function follow() {
    const [, id, ran] = location.hash.match(/^#(.*?)(-run)?$/) ?? [];
    show(Math.max(ids.indexOf(id), 0), !ran);
}

const forth = () => asking ? run() : at < steps.length - 1 && show(at + 1, true);
const back = () => asking ? show(at - 1, false) : show(at, true);
const keys = { ArrowRight: forth, PageDown: forth, ArrowLeft: back, PageUp: back,
    Home: () => show(0), End: () => show(steps.length - 1) };
steps.forEach((_, i) => { keys[i] = () => show(i, true); });
addEventListener('keydown', (event) => {
    const wide = event.target.scrollWidth > event.target.clientWidth && /^Arrow/.test(event.key); // then they scroll it
    if (wide || event.altKey || event.ctrlKey || event.metaKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
});
find('#go').onclick = forth;
find('#back').onclick = back;
find('#forget').onclick = () => { delete kept['daemon-steps marks']; sum(); };
find('#look').onclick = () => {
    const dark = (root.style.colorScheme || matchMedia('(prefers-color-scheme: dark)').matches && 'dark') === 'dark';
    kept['daemon-steps look'] = root.style.colorScheme = dark ? 'light' : 'dark';
};
addEventListener('click', ({ target }) => { if (target.role === 'switch') target.ariaChecked = target.ariaChecked !== 'true'; });
addEventListener('hashchange', follow);
addEventListener('beforeprint', () => show(at));

// ?slides is for a projector; ?handout, for paper: the rows to fill in, and the answers.
const asked = new URLSearchParams(location.search);
for (const each of ['slides', 'handout']) root.classList.toggle(each, asked.has(each));
for (const title of asked.has('handout') ? ['handout', 'answers'] : []) {
    const sheet = find('main').appendChild(document.createElement('section'));
    sheet.innerHTML = `<h2>${words[title]}</h2><p>${words.letters}</p>` + find('table', steps.at(-1)).outerHTML;
    sheet.className = 'sheet';
    for (const cell of title === 'handout' ? all('tr + tr td', sheet) : []) cell.outerHTML = '<td></td>';
}
all('header a').forEach((each) => { each.onclick = () => { each.search = location.search; each.hash = location.hash; }; });
all('main [id]').forEach((each) => each.removeAttribute('id')); // a browser would scroll there
all('footer, #look').forEach((each) => { each.hidden = false; });
root.style.colorScheme = kept['daemon-steps look'] ?? '';
root.classList.add('stepping');
sum();
follow();
