// The score sheet: every tick is saved by itself, the server answers with the total. Without this
// module the page has buttons. While the network is away, changes wait on the device (vault.js) and
// survive a closed tab; each is of one sheet, and no other sheet of the product ever gets it.
const form = document.getElementById("score-sheet");
const status = form.querySelector("[data-save-status]");
const criteria = [...form.querySelectorAll("[data-criterion]")];
const byKey = new Map(criteria.map((box) => [box.dataset.criterion, box]));
const clauses = new Map([...form.querySelectorAll("[data-clause]")].map((box) => [box.dataset.clause, box]));
const token = form.elements.csrfmiddlewaretoken.value;
const vault = globalThis.ocopVault?.isThere ? globalThis.ocopVault : null;
const SHEET = location.pathname; // where the device keeps it; the next pass has the same address
const OF_SHEET = Number(form.elements.of_sheet.value);
const { differences, question, saying } = globalThis.ocopTwoVersions;
const LONGEST_WAIT = 30000;
// "mark:A/1.1" or "tick:#1" -> its changes not yet answered: one that may be on its way, the newest after it
const line = new Map();
const held = new Set(); // two versions: the member chooses first
const left = new Map(); // the same, of changes that were made on another sheet and never sent
const heard = new Map(); // the text that was last said: told twice it would be a second change
let lastSent = "";
let taken = 0; // how many changes the portal took since the page came
let running = false;
let ended = false;
let wanted = null; // the button that was pressed while something was still to be sent
let isHeld = false; // it was pressed in vain, and nothing was sent or said since
let pause = 1000;
let timer = 0;

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
  globalThis.ocopCaution(form, answer.band, answer.missed);
  for (const [key, version] of Object.entries(answer.removed)) {
    const box = byKey.get(key);
    for (const radio of box.querySelectorAll("input[type=radio]")) radio.checked = false;
    box.querySelector("[data-version]").value = version;
    mark(box, "closed");
  }
}

// --- saving ---

const field = (box, kind) => box.querySelector(`[name^="${kind}:"]`);
const boxOf = (id) => (id.startsWith("tick:") ? clauses.get(id.slice(5)) : byKey.get(id.slice(5)));

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

const bodyOf = (id, box) => (id.startsWith("tick:") ? tickOf(box) : markOf(box));

function put(id, body) {
  const box = boxOf(id);
  if (id.startsWith("tick:")) {
    field(box, "tick").checked = Boolean(body.reason);
    field(box, "reason").value = body.reason;
    box.querySelector("[data-known]").value = body.known;
    return;
  }
  for (const radio of box.querySelectorAll("input[type=radio]")) radio.checked = Number(radio.value) === body.level;
  field(box, "unproven").checked = body.is_unproven;
  field(box, "remark").value = body.remark;
  box.querySelector("[data-version]").value = body.version;
}

// A change keeps its number until it is answered, so that it counts once whatever got lost on the
// way; what is said after it was sent is another change.
let noting = 0;
async function note(id, box) {
  const changes = line.get(id) ?? [];
  const last = changes.at(-1);
  const body = bodyOf(id, box);
  const words = saying(status.dataset, box, body);
  const said = { body, words, product: form.dataset.product, at: new Date().toISOString() };
  const change = last && !last.isSent
    ? Object.assign(last, said)
    : { operation: globalThis.crypto.randomUUID?.(), sheet: SHEET, api: form.dataset.api, of: OF_SHEET, id, isSent: false, ...said };
  if (change !== last) changes.push(change);
  line.set(id, changes);
  heard.set(id, box.querySelector("textarea")?.value);
  form.dataset.noting = (noting += 1); // until it is sealed on the device a closed tab would lose it
  await vault?.put(change).catch(() => {});
  if (!(noting -= 1)) delete form.dataset.noting;
}

async function forget(id) {
  const changes = [...(line.get(id) ?? []), ...(left.get(id) ?? [])];
  line.delete(id);
  left.delete(id);
  heard.delete(id);
  for (const change of changes) await vault?.drop(change.operation).catch(() => {});
}

async function send(id) {
  const box = boxOf(id);
  const change = line.get(id)[0];
  change.isSent = true;
  await vault?.put(change).catch(() => {});
  const number = change.operation ? { operation: change.operation, client_at: change.at } : {};
  const isTick = id.startsWith("tick:");
  const response = await fetch(`${form.dataset.api}${isTick ? "ticks" : "marks"}/`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ ...change.body, ...number, of_sheet: change.of }),
  });
  if (response.status >= 500 || response.status === 429) throw new Error("try again");
  const answer = await response.json().catch(() => ({}));
  if (response.ok && !response.redirected) await accept(id, box, change, answer);
  else await refuse(id, box, response, answer);
}

async function accept(id, box, change, answer) {
  say(box, "");
  if (id.startsWith("tick:")) box.querySelector("[data-known]").value = change.body.reason;
  else box.querySelector("[data-version]").value = answer.version;
  lastSent = answer.saved_at;
  taken += 1;
  isHeld = false;
  await vault?.keepPage(`${SHEET}#sent`, { at: lastSent, on: today() }).catch(() => {});
  const changes = line.get(id);
  changes.shift();
  const [next] = changes;
  if (next) { // said after this one was sent: it follows it, and is no second opinion
    if (id.startsWith("tick:")) next.body.known = change.body.reason;
    else next.body.version = answer.version;
    await vault?.put(next).catch(() => {});
  } else line.delete(id);
  stand(answer);
  await keep();
  await vault?.drop(change.operation).catch(() => {});
}

// How the sheet stood when the portal last answered: the kept page is older than that.
async function keep() {
  const marks = [...byKey].map(([key, box]) => [`mark:${key}`, markOf(box)]);
  const ticks = [...clauses].map(([key, box]) => [`tick:${key}`, tickOf(box)]);
  await vault?.keepPage(`${SHEET}#marks`, { of: OF_SHEET, said: [...marks, ...ticks] }).catch(() => {});
}

async function refuse(id, box, response, answer) {
  const text = answer.detail ?? "";
  const untaken = status.dataset.textUntaken.replace("%v", () => line.get(id).at(-1).words ?? "");
  held.add(id);
  if (response.status === 409 && answer.kept) {
    conflict(id, box, text, answer.kept);
    show("conflict");
  } else if (globalThis.ocopFlush.isNotHis(response, answer)) {
    await end(answer.errors ? text : "");
  } else if ([401, 403].includes(response.status) || response.redirected) {
    ended = true; // what waits stays on the device until the same member is back
    show("ended");
  } else {
    const isSealed = answer.errors?.some(({ code }) => code === "sealed"); // nothing can be put right
    await forget(id);
    say(box, isSealed ? `${text} ${untaken}` : text);
    show(isSealed ? "sealed" : "refused");
  }
}

// The product is not this member's to score any more: nothing of it stays, on the screen or on the
// device. What he said and was not taken waits sealed until the sitting's page has named it.
async function end(text) {
  ended = true;
  leaving = true; // nothing here is left to wait for
  wanted = null;
  const note = document.querySelector("[data-not-scoring]");
  const [words, untaken] = note.querySelectorAll("p");
  if (text) words.textContent = text;
  untaken.textContent = untaken.textContent.replace("%n", new Set([...line.keys(), ...left.keys()]).size);
  for (const one of [...note.parentElement.children]) if (one !== note && !one.matches(".page-head")) one.remove();
  note.hidden = false;
  note.focus();
  await vault?.dropSheet(SHEET).catch(() => {});
  await sweep();
}

function conflict(id, box, text, kept) {
  const isTick = id.startsWith("tick:");
  const words = status.dataset;
  question(box, isTick ? text : words.textStale, isTick ? [] : differences(words, box, kept, markOf(box)), [
    [words.textTake, () => take(id, box, kept)],
    [words.textKeep, async () => {
      if (isTick) box.querySelector("[data-known]").value = kept.known;
      else box.querySelector("[data-version]").value = kept.version;
      await forget(id);
      enqueue(id, box);
    }],
  ]);
}

// What waited for another sheet of the product is shown beside what this one says, and never sent.
async function leftBehind(id, box, changes) {
  const { body, of } = changes.at(-1);
  const words = status.dataset;
  const lines = differences(words, box, bodyOf(id, box), body);
  left.set(id, changes);
  if (!lines.length) {
    await forget(id);
    return;
  }
  question(box, of ? words.textEarlier : words.textUnknown, lines, [
    [words.textTake, async () => { await forget(id); calm(); }],
    [words.textKeep, () => {
      const { version, known } = bodyOf(id, box); // of this sheet: he says it on this one
      put(id, { ...body, version, known });
      enqueue(id, box);
    }],
  ]);
  show("conflict");
}

async function take(id, box, kept) {
  put(id, kept);
  await forget(id);
  enqueue(id, box); // nothing new to write, but the answer brings the standing
}

async function enqueue(id, box) {
  isHeld = false;
  held.delete(id);
  box.querySelector(".conflict")?.remove();
  for (const change of left.get(id) ?? []) await vault?.drop(change.operation).catch(() => {});
  left.delete(id);
  await note(id, box);
  work();
}

const nextUp = () => [...line.keys()].find((id) => !held.has(id));

async function work() {
  if (running || ended) return;
  running = true;
  clearTimeout(timer);
  const before = taken;
  for (let id = nextUp(); id && !ended; id = nextUp()) {
    if (status.dataset.state !== "waiting") show("saving");
    try {
      await send(id);
      pause = 1000;
    } catch {
      standHere();
      isHeld ||= wanted !== null;
      wanted = null; // nothing is handed in by itself later
      show("waiting", isHeld ? `${waitingWords()}. ${status.dataset.textHold}` : waitingWords());
      timer = setTimeout(work, pause);
      pause = Math.min(pause * 2, LONGEST_WAIT);
      break;
    }
  }
  running = false;
  if (!nextUp() && !ended && (taken !== before || status.dataset.state === "saving")) calm();
  if (wanted) goOn();
}

// The form brings every field itself: what waits is sent first, lest it look like a second opinion.
async function goOn() {
  const button = wanted;
  wanted = null;
  if (!line.size) {
    leaving = await globalThis.ocopReaches();
    if (!leaving) show("cut");
    else {
      form.requestSubmit(button);
      form.inert = true; // what is picked from here on would be on neither page
    }
    return;
  }
  const choice = form.querySelector(".conflict"); // of two versions: the member is led to it
  show("conflict", status.dataset.textChoose);
  choice?.scrollIntoView({ block: "center" });
  choice?.querySelector("button").focus({ preventScroll: true });
}

// A sheet was dropped: the sitting's page that the device keeps names its product, and comes anew.
const sweep = () => vault?.sweep(form.dataset.own, `/${SHEET.split("/")[1]}/`, true).catch(() => {});
const sendOthers = () => vault && !ended && globalThis.ocopFlush.others(vault, token, SHEET)
  .then((isLost) => isLost && sweep()).catch(() => {});
const calm = () => (held.size || left.size ? show("conflict") : show("saved", lastSent));
const today = () => new Date().toLocaleDateString("en-GB"); // dd/mm/yyyy
const waitingWords = () => (lastSent
  ? status.dataset.textCount.replace("%n", line.size).replace("%t", lastSent)
  : status.dataset.textNever.replace("%n", line.size));

const standHere = () => stand(globalThis.ocopAdding(form, byKey));

// What waited on the device when the tab was closed is shown and sent as it was said.
async function restore() {
  if (!vault) return;
  await vault.belongTo(form.dataset.owner);
  const sent = await vault.page(`${SHEET}#sent`);
  if (sent) lastSent = sent.on === today() ? sent.at : `${sent.at} ${sent.on}`;
  const isKept = document.querySelector("meta[name=ocop-from]");
  const kept = isKept ? await vault.page(`${SHEET}#marks`) : null;
  if (kept?.of === OF_SHEET) {
    for (const [id, body] of kept.said) if (boxOf(id)) put(id, body);
  }
  for (const change of await vault.changes(SHEET)) {
    if (!boxOf(change.id)) continue;
    const queue = change.of === OF_SHEET ? line : left; // kept by an older page: of which, nobody knows
    queue.set(change.id, [...(queue.get(change.id) ?? []), change]);
    if (queue === line) put(change.id, change.body);
  }
  if (isKept || line.size) standHere();
  if (isKept && line.size) show("waiting", waitingWords());
  else if (isKept) show("away");
  if (!isKept) await keep();
  for (const [id, changes] of left) await leftBehind(id, boxOf(id), changes);
  work();
  sendOthers();
}

const isNews = (id, target) => !target.matches("textarea") || heard.get(id) !== target.value;

let writing = 0;
form.addEventListener("change", ({ target }) => {
  if (target.matches("textarea")) clearTimeout(writing);
  const clause = target.closest("[data-clause]");
  if (clause) {
    const id = `tick:${clause.dataset.clause}`;
    const { reason } = tickOf(clause);
    if (field(clause, "tick").checked && !reason) {
      heard.delete(id); // nothing is said without a reason: the next one is news, whatever it is
      show("reason");
      field(clause, "reason").focus();
    } else if (isNews(id, target)) enqueue(id, clause);
    return;
  }
  const box = target.closest("[data-criterion]");
  if (box && target.checked && target.name.startsWith("unproven:") && !field(box, "remark").value) {
    field(box, "remark").closest("details").open = true; // what has to be completed
    field(box, "remark").focus({ preventScroll: true });
  }
  if (box && isNews(`mark:${box.dataset.criterion}`, target)) enqueue(`mark:${box.dataset.criterion}`, box);
});
// A remark is said while it is written: a tab that is killed does not wait for the box to be left.
form.addEventListener("input", ({ target }) => {
  if (!target.matches("textarea")) return;
  clearTimeout(writing);
  writing = setTimeout(() => target.dispatchEvent(new Event("change", { bubbles: true })), 1500);
});
const now = () => { pause = 1000; work(); sendOthers(); };
window.addEventListener("online", () => {
  if (["away", "cut"].includes(status.dataset.state)) lastSent ? calm() : show("back");
  now();
});
form.querySelector("[data-send-now]")?.addEventListener("click", now);
window.addEventListener("beforeunload", (event) => {
  const isLost = (line.size && !vault) || held.size || noting;
  if (isLost && !leaving) event.preventDefault();
});
let leaving = false;
window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted) leaving = form.inert = false; // back from the check page
});
form.addEventListener("submit", (event) => {
  if (leaving) return;
  event.preventDefault();
  wanted = event.submitter;
  if (nextUp()) now();
  else if (!running) goOn();
});
globalThis.ocopFlush.hold(SHEET);
restore().catch(() => {});
