/** What the page does beyond being read: it all works without this. */
const select = (root, selector) => [...root.querySelectorAll(selector)];

// Before the body is there: of many VPCs, none is laid out to be hidden at once.
document.documentElement.classList.add('live');

/** A chosen service of the picture shows its way alone. */
function choose(link) {
  const picture = link.closest('.picture');
  const section = link.closest('.vpc');
  const way = document.getElementById(link.getAttribute('href').slice(1));
  for (const other of select(section, '.w, .way')) other.classList.remove('on');
  picture.classList.add('chosen');
  link.classList.add('on');
  if (!way) return;
  way.classList.add('on');
  way.open = true;
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('.w');
  if (link) {
    event.preventDefault();
    choose(link);
  }
});
document.addEventListener('focusin', (event) => {
  const link = event.target.closest('.w');
  if (link) choose(link);
});

/** Makes a part of the page live, once: of many VPCs only those that are looked at. */
function enliven(part) {
  if (part.dataset.live) return;
  part.dataset.live = 'yes';
  // What was chosen is told to who doesn't see it.
  for (const ways of select(part, '.ways')) ways.setAttribute('aria-live', 'polite');
  for (const picture of select(part, '.picture')) {
    const first = picture.querySelector('.w:not(.endpoint)') ?? picture.querySelector('.w');
    if (first) choose(first);
  }
  // Where the browser lets a page copy.
  if (navigator.clipboard) for (const block of select(part, 'pre')) addCopy(block);
}

function addCopy(block) {
  const text = block.textContent.trimEnd();
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 2000);
  });
  block.prepend(button);
}

/** Of many VPCs the one that a link names is shown. */
function showNamed() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const one = named?.closest('.one');
  if (!one) return;
  for (const other of select(document, '.one.on')) other.classList.remove('on');
  one.classList.add('on');
  enliven(one);
  named.scrollIntoView();
}
addEventListener('hashchange', showNamed);

const SEVERITIES = ['none', 'info', 'warning', 'not read', 'unknown', 'error'];

/** What a cell is sorted by: how serious it is, its number, or its text. */
function orderOf(cell) {
  const text = cell?.textContent ?? '';
  const severity = cell?.classList.contains('finding-word') ? SEVERITIES.indexOf(text) : -1;
  if (severity >= 0) return severity;
  return cell?.classList.contains('count') ? Number(text) : text;
}

function sortBy(head) {
  const table = head.closest('table');
  const body = table.tBodies[0];
  const column = head.cellIndex;
  const direction = head.getAttribute('aria-sort') === 'ascending' ? 'descending' : 'ascending';
  for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
  head.setAttribute('aria-sort', direction);
  const turn = direction === 'ascending' ? 1 : -1;
  const compare = (a, b) =>
    typeof a === 'string' || typeof b === 'string' ? String(a).localeCompare(String(b), 'en') : a - b;
  // What couldn't be read has no counts: its one wide cell is sorted as text, before them.
  const keyed = [...body.rows].map((row) => ({ row, key: orderOf(row.cells[column]) }));
  keyed.sort((a, b) => turn * compare(a.key, b.key));
  body.append(...keyed.map(({ row }) => row));
}

function labelled(text, control) {
  const label = document.createElement('label');
  label.append(text, control);
  return label;
}

/** Controls over a table: a text that rows must hold, and the worst that they must have. */
function filterOf(table) {
  const text = document.createElement('input');
  text.type = 'search';
  const worst = document.createElement('select');
  const at = [...table.tHead.rows[0].cells].findIndex((cell) => cell.textContent === 'Worst');
  const there = new Set([...table.tBodies[0].rows].map((row) => row.cells[at].textContent));
  worst.append(new Option('all', ''));
  for (const severity of SEVERITIES.toReversed()) if (there.has(severity)) worst.append(new Option(severity));
  const shown = document.createElement('output');
  const filter = () => {
    const wanted = text.value.trim().toLowerCase();
    let count = 0;
    for (const row of table.tBodies[0].rows) {
      const fits =
        row.textContent.toLowerCase().includes(wanted) &&
        (worst.value === '' || row.cells[at].textContent === worst.value);
      row.hidden = !fits;
      if (fits) count++;
    }
    shown.textContent = `${count} of ${table.tBodies[0].rows.length}`;
  };
  for (const control of [text, worst]) control.addEventListener('input', filter);
  filter();
  const bar = document.createElement('div');
  bar.className = 'filter';
  bar.append(labelled('Account, Region, VPC or name', text), labelled('Worst', worst), shown);
  return bar;
}

/** Gives a table its controls. */
function control(table) {
  for (const head of table.tHead.rows[0].cells) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'sort';
    button.textContent = head.textContent;
    button.addEventListener('click', () => sortBy(head));
    head.replaceChildren(button);
  }
  table.closest('.scroll').before(filterOf(table));
}

document.addEventListener('DOMContentLoaded', () => {
  for (const main of select(document, 'main')) enliven(main);
  showNamed();
  for (const table of select(document, '.fleet')) control(table);
});
