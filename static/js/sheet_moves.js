// Moving about the score sheet: where one is, the outline beside it, the bar above it, the keyboard.
const form = document.getElementById("score-sheet");
const criteria = [...form.querySelectorAll("[data-criterion]")];
let here = null;

// Never scrollIntoView() here: on a phone the outline is part of the page, and a page that moves
// between finger down and finger up loses the tap.
function showInOutline(node) {
  const list = node.closest("nav");
  const [row, frame] = [node.getBoundingClientRect(), list.getBoundingClientRect()];
  if (row.top < frame.top) list.scrollTop -= frame.top - row.top;
  if (row.bottom > frame.bottom) list.scrollTop += row.bottom - frame.bottom;
}

function stay(box) {
  if (here === box) return;
  const keyOf = (one) => one.dataset.criterion;
  for (const node of document.querySelectorAll("[data-here]")) delete node.dataset.here;
  here = box;
  box.dataset.here = "";
  for (const node of document.querySelectorAll(`[data-segment="${keyOf(box)}"], [data-outline="${keyOf(box)}"]`)) {
    node.dataset.here = "";
    if (node.dataset.outline) showInOutline(node);
  }
  form.dispatchEvent(new CustomEvent("sheet:here", { detail: box })); // evidence.js shows its papers
}

const go = globalThis.ocopKeys({ criteria, here: () => here, stay });
form.addEventListener("focusin", ({ target }) => {
  const box = target.closest("[data-criterion]");
  if (box) stay(box);
});
form.querySelector(".segments").addEventListener("click", (event) => {
  const { left, width } = event.currentTarget.getBoundingClientRect();
  go(criteria[Math.min(criteria.length - 1, Math.floor(((event.clientX - left) / width) * criteria.length))]);
});
