// Typing a paper sheet in: digits choose a level, arrows move, N goes to the next open criterion;
// points are added up here only to hold them against the sums on the paper. Nothing is saved before
// the form is sent, and the server reads every level anew.
const form = document.getElementById("rekey-sheet");
const criteria = [...form.querySelectorAll("[data-criterion]")];
const byKey = new Map(criteria.map((box) => [box.dataset.criterion, box]));
let here = null;
let leaving = false;
let isTouched = false;

document.documentElement.classList.add("has-script");

const chosenIn = (box) => box.querySelector("input[type=radio]:checked");
const pointsOf = (box) => Number(chosenIn(box)?.dataset.points ?? 0);

function set(name, value) {
  for (const node of form.querySelectorAll(`[data-${name}]`)) node.textContent = value;
}

function stand() {
  const parts = {};
  let [total, answered, asked] = [0, 0, 0];
  for (const [key, box] of byKey) {
    const gate = box.dataset.gated === undefined ? null : byKey.get(box.dataset.gated);
    const isClosed = gate !== null && pointsOf(gate) === 0;
    if (gate) {
      if (isClosed) for (const radio of box.querySelectorAll("input[type=radio]")) radio.checked = false;
      box.querySelector("fieldset").disabled = isClosed;
      box.querySelector("[data-gate]").hidden = !isClosed;
    }
    const chosen = chosenIn(box);
    box.dataset.state = isClosed ? "closed" : chosen ? "done" : "open";
    for (const node of form.querySelectorAll(`[data-segment="${key}"], [data-outline="${key}"]`)) {
      node.dataset.state = box.dataset.state;
      const points = node.querySelector("[data-points]");
      if (points) points.textContent = chosen?.dataset.points ?? "–";
    }
    asked += isClosed ? 0 : 1;
    answered += chosen ? 1 : 0;
    total += pointsOf(box);
    const part = key[0];
    parts[part] = (parts[part] ?? 0) + pointsOf(box);
  }
  set("total", total);
  set("answered", answered);
  set("asked", asked);
  for (const [code, points] of Object.entries(parts)) {
    for (const node of form.querySelectorAll(`[data-part="${code}"]`)) node.textContent = points;
  }
}

function stay(box) {
  for (const node of document.querySelectorAll("[data-here]")) delete node.dataset.here;
  here = box;
  box.dataset.here = "";
}

form.addEventListener("change", () => { isTouched = true; stand(); });
form.addEventListener("submit", () => { leaving = true; });
form.addEventListener("focusin", ({ target }) => {
  const box = target.closest("[data-criterion]");
  if (box && box !== here) stay(box);
});
window.addEventListener("beforeunload", (event) => {
  if (isTouched && !leaving) event.preventDefault();
});
globalThis.ocopKeys({ criteria, here: () => here, stay });
stand();
