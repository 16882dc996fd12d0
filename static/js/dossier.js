// Shows the running totals after each saved answer, and opens or closes what a gate guards.
const running = document.querySelector("[data-running]");

function show(answer) {
  if (answer.total === undefined) return;
  running.querySelector("[data-total]").textContent = answer.total;
  for (const [part, points] of Object.entries(answer.parts)) {
    running.querySelector(`[data-part="${part}"]`).textContent = points;
  }
  const closed = new Set(answer.closed.map(String));
  for (const card of document.querySelectorAll("[data-criterion]")) {
    const key = card.dataset.criterion;
    card.querySelector("[data-points]").textContent = answer.points[key] ?? 0;
    card.querySelector("[data-closed]").hidden = !closed.has(key);
    const form = card.querySelector("[data-open]");
    form.hidden = closed.has(key);
    if (answer.versions[key] !== undefined) form.elements.version.value = answer.versions[key];
    if (closed.has(key)) for (const box of form.querySelectorAll("[type=radio]")) box.checked = false;
  }
}

document.addEventListener("autosave:saved", (event) => show(event.detail.answer));
