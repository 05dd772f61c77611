/** What the page does beyond being read: it all works without this. */
const select = (root, selector) => [...root.querySelectorAll(selector)];

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

/** What was chosen is told to who doesn't see it. */
for (const ways of select(document, '.ways')) ways.setAttribute('aria-live', 'polite');

for (const picture of select(document, '.picture')) {
  const first = picture.querySelector('.w:not(.endpoint)') ?? picture.querySelector('.w');
  if (first) choose(first);
}

/** Where the browser lets a page copy. */
if (navigator.clipboard)
  for (const block of select(document, 'pre')) {
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
