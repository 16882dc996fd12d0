// The score sheet: every tick is saved by itself, the server answers with the total; digits choose
// a level, arrows move, N goes to the next open criterion. Without this module the page has buttons.
const form = document.getElementById("score-sheet");
const status = form.querySelector("[data-save-status]");
const criteria = [...form.querySelectorAll("[data-criterion]")];
const byKey = new Map(criteria.map((box) => [box.dataset.criterion, box]));
const clauses = new Map([...form.querySelectorAll("[data-clause]")].map((box) => [box.dataset.clause, box]));
const token = form.elements.csrfmiddlewaretoken.value;
const LONGEST_WAIT = 30000;
const waiting = new Map(); // "mark:A/1.1" or "tick:#1" -> its box; what it holds is read when it is sent
const numbers = new Map(); // the numbers of changes that are sent and not yet answered
const held = new Set(); // two versions: the member chooses first
let running = false;
let ended = false;
let pause = 1000;
let timer = 0;
let here = null;

document.documentElement.classList.add("has-script");

// --- what is shown ---

function show(state, more) {
  status.dataset.state = state;
  const words = status.dataset[`text${state[0].toUpperCase()}${state.slice(1)}`] ?? "";
  status.textContent = [words, more].filter(Boolean).join(" ");
}

function say(box, text) {
  const note = box.querySelector("[data-message]");
  note.textContent = text ?? "";
  note.hidden = !text;
}

function set(name, value) {
  for (const node of form.querySelectorAll(`[data-${name}]`)) node.textContent = value;
}

function mark(box, state) {
  const key = box.dataset.criterion;
  box.dataset.state = state;
  const chosen = box.querySelector("input[type=radio]:checked");
  for (const node of document.querySelectorAll(`[data-segment="${key}"], [data-outline="${key}"]`)) {
    node.dataset.state = state;
    const points = node.querySelector("[data-points]");
    if (points) points.textContent = chosen?.dataset.points ?? "–";
  }
}

function stand(answer) {
  set("total", answer.total);
  set("answered", answer.answered);
  set("asked", answer.asked);
  for (const [code, points] of Object.entries(answer.parts)) {
    for (const node of form.querySelectorAll(`[data-part="${code}"]`)) node.textContent = points;
  }
  const missing = new Set(answer.missing);
  const closed = new Set(answer.closed);
  for (const [key, box] of byKey) {
    if (box.dataset.gated !== undefined) {
      box.querySelector("fieldset").disabled = closed.has(key);
      box.querySelector("[data-gate]").hidden = !closed.has(key);
    }
    mark(box, closed.has(key) ? "closed" : missing.has(key) ? "open" : "done");
  }
  for (const [key, version] of Object.entries(answer.removed)) {
    const box = byKey.get(key);
    for (const radio of box.querySelectorAll("input[type=radio]")) radio.checked = false;
    box.querySelector("[data-version]").value = version;
    mark(box, "closed");
  }
}

// --- saving ---

const field = (box, kind) => box.querySelector(`[name^="${kind}:"]`);

function markOf(box) {
  const chosen = box.querySelector("input[type=radio]:checked");
  return {
    criterion: box.dataset.criterion,
    version: Number(box.querySelector("[data-version]").value),
    is_unproven: field(box, "unproven").checked,
    remark: field(box, "remark").value,
    ...(chosen ? { level: Number(chosen.value) } : {}),
  };
}

function tickOf(box) {
  const ticked = field(box, "tick").checked;
  return {
    knock_out: box.dataset.clause,
    reason: ticked ? field(box, "reason").value.trim() : "",
    known: box.querySelector("[data-known]").value,
  };
}

// A change that is sent again keeps its number, so that it counts once whatever got lost on the way.
function numbered(id, body) {
  const text = JSON.stringify(body);
  const before = numbers.get(id);
  const number = before?.text === text ? before.number : globalThis.crypto.randomUUID?.();
  numbers.set(id, { text, number });
  return number ? { ...body, operation: number, client_at: new Date().toISOString() } : body;
}

async function send(id, box) {
  const isTick = id.startsWith("tick:");
  const body = isTick ? tickOf(box) : markOf(box);
  const response = await fetch(`${form.dataset.api}${isTick ? "ticks" : "marks"}/`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    body: JSON.stringify(numbered(id, body)),
  });
  if (response.status >= 500 || response.status === 429) throw new Error("try again");
  numbers.delete(id); // answered
  const answer = await response.json().catch(() => ({}));
  if (response.ok && !response.redirected) {
    say(box, "");
    if (isTick) box.querySelector("[data-known]").value = body.reason;
    else box.querySelector("[data-version]").value = answer.version;
    stand(answer);
    return answer.saved_at;
  }
  refuse(id, box, response, answer);
  return null;
}

function refuse(id, box, response, answer) {
  const text = answer.detail ?? "";
  held.add(id);
  if (response.status === 409 && answer.kept) {
    conflict(id, box, text, answer.kept);
    show("conflict");
  } else if ([401, 403, 404].includes(response.status) || response.redirected) {
    ended = true;
    show("ended");
  } else {
    say(box, text);
    show("refused");
  }
}

function conflict(id, box, text, kept) {
  box.querySelector(".conflict")?.remove();
  const note = document.createElement("div");
  note.className = "conflict";
  note.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent = text;
  const row = document.createElement("p");
  row.className = "button-row";
  const choose = (label, act) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn btn-sm", textContent: label });
    button.addEventListener("click", () => { note.remove(); act(); });
    row.append(button);
  };
  choose("Dùng bản đang lưu", () => take(id, box, kept));
  choose("Ghi bản của tôi", () => {
    box.querySelector("[data-version]").value = kept.version;
    enqueue(id, box);
  });
  note.append(words, row);
  box.querySelector(".criterion-head").after(note);
}

function take(id, box, kept) {
  for (const radio of box.querySelectorAll("input[type=radio]")) radio.checked = Number(radio.value) === kept.level;
  field(box, "unproven").checked = kept.is_unproven;
  field(box, "remark").value = kept.remark;
  box.querySelector("[data-version]").value = kept.version;
  enqueue(id, box); // nothing new to write, but the answer brings the standing
}

function enqueue(id, box) {
  held.delete(id);
  waiting.delete(id);
  waiting.set(id, box);
  work();
}

async function work() {
  if (running || ended) return;
  running = true;
  clearTimeout(timer);
  let savedAt = null;
  while (waiting.size && !ended) {
    const [id, box] = waiting.entries().next().value;
    waiting.delete(id);
    if (status.dataset.state !== "waiting") show("saving");
    try {
      savedAt = await send(id, box) ?? savedAt;
      pause = 1000;
    } catch {
      if (!waiting.has(id)) waiting.set(id, box);
      show("waiting", `(${waiting.size})`);
      timer = setTimeout(work, pause);
      pause = Math.min(pause * 2, LONGEST_WAIT);
      break;
    }
  }
  running = false;
  if (!waiting.size && !held.size && !ended && savedAt) show("saved", savedAt);
}

form.addEventListener("change", ({ target }) => {
  const clause = target.closest("[data-clause]");
  if (clause) {
    const { reason } = tickOf(clause);
    if (field(clause, "tick").checked && !reason) {
      show("reason");
      field(clause, "reason").focus();
    } else enqueue(`tick:${clause.dataset.clause}`, clause);
    return;
  }
  const box = target.closest("[data-criterion]");
  if (box) enqueue(`mark:${box.dataset.criterion}`, box);
});
window.addEventListener("online", () => { pause = 1000; work(); });
window.addEventListener("beforeunload", (event) => {
  if ((waiting.size || running || held.size) && !leaving) event.preventDefault();
});
let leaving = false;
form.addEventListener("submit", () => { leaving = true; });

// --- moving about ---

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
}

function go(box) {
  if (!box) return;
  box.focus({ preventScroll: true });
  box.scrollIntoView({ block: "start" });
  stay(box);
}

function nextOpen() {
  const from = criteria.indexOf(here);
  const turned = [...criteria.slice(from + 1), ...criteria.slice(0, from + 1)];
  return turned.find((box) => box.dataset.state === "open");
}

form.addEventListener("focusin", ({ target }) => {
  const box = target.closest("[data-criterion]");
  if (box) stay(box);
});
form.querySelector(".segments").addEventListener("click", (event) => {
  const { left, width } = event.currentTarget.getBoundingClientRect();
  go(criteria[Math.min(criteria.length - 1, Math.floor(((event.clientX - left) / width) * criteria.length))]);
});
document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  const writes = target.matches?.("textarea, select, input:not([type=radio]):not([type=checkbox])");
  if (writes || event.altKey || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
  const place = criteria.indexOf(here);
  if (key === "ArrowDown" || key === "ArrowUp") {
    if (!here) return; // before the first criterion the page scrolls as ever
    event.preventDefault();
    go(criteria[place + (key === "ArrowDown" ? 1 : -1)]);
  } else if (key === "n" || key === "N") {
    event.preventDefault();
    go(nextOpen());
  } else if (/^[1-9]$/.test(key) && here) {
    const radio = here.querySelectorAll("fieldset:not(:disabled) input[type=radio]")[Number(key) - 1];
    if (!radio || radio.checked) return;
    event.preventDefault();
    radio.checked = true;
    radio.focus({ preventScroll: true });
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
