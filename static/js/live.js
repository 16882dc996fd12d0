// A page that follows a sitting: its changing part is asked for every few seconds and put in place
// when it is not what is shown; the time left is counted by the server's clock. When another product
// gets the floor, the page of a member who only looks on goes there; a score sheet never moves.
// Without this module the page shows what was so when it was loaded.
const EVERY = 4000 + 1000 * Math.random(); // a hall full of tablets must not ask at once
const LONGEST_WAIT = 30000;
const say = document.querySelector("[data-live-words]");
const state = document.querySelector("[data-live-state]");
let pressed = false; // a page that moves between finger down and finger up loses the tap
for (const kind of ["pointerdown", "pointerup", "pointercancel"]) {
  window.addEventListener(kind, () => { pressed = kind === "pointerdown"; }, { capture: true, passive: true });
}
let ahead = 0; // how far the server's clock is ahead of this one, in milliseconds

function setClock(root) {
  const now = Number(root.querySelector("[data-now]")?.dataset.now);
  if (now) ahead = now * 1000 - Date.now();
}

function tick() {
  for (const timer of document.querySelectorAll("[data-ends]")) {
    const left = Math.ceil((Number(timer.dataset.ends) * 1000 - Date.now() - ahead) / 1000);
    const isOver = left <= 0;
    const minutes = String(Math.floor(left / 60)).padStart(2, "0");
    const words = isOver ? timer.dataset.textOver : `${minutes}:${String(left % 60).padStart(2, "0")}`;
    const node = timer.querySelector("[data-left]");
    if (node.textContent !== words) node.textContent = words;
    timer.classList.toggle("is-over", isOver);
  }
}

// Nothing is taken out of somebody's hands: not what he types, not what he has marked, no dialog.
function isBusy() {
  const at = document.activeElement;
  const writes = at?.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=hidden])");
  const selected = document.getSelection();
  return pressed || writes || document.querySelector("dialog[open]") || (selected && !selected.isCollapsed);
}

const nameOf = (node) => node && `${node.tagName} ${node.getAttribute("href") ?? ""} ${node.name ?? ""} ${node.value ?? ""} ${node.getAttribute("aria-label") ?? ""}`;

function put(region, html) {
  const inside = region.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  const scrolled = [...region.querySelectorAll(".table-region")].map((one) => one.scrollLeft);
  const opened = [...region.querySelectorAll("details")].map((one) => one.open);
  region.innerHTML = html;
  region.querySelectorAll(".table-region").forEach((one, n) => { one.scrollLeft = scrolled[n] ?? 0; });
  region.querySelectorAll("details").forEach((one, n) => { one.open = opened[n] ?? one.open; });
  if (inside) {
    const same = [...region.querySelectorAll("a, button, [tabindex], summary")].find((one) => nameOf(one) === inside);
    same?.focus({ preventScroll: true });
  }
}

function show(words) {
  if (state) state.textContent = words ? state.dataset[`text${words}`] : "";
}

function follow(region) {
  const floor = () => region.querySelector("[data-floor]");
  let stamp = "";
  let known = floor()?.dataset.floor ?? "";
  let said = floor()?.dataset.words ?? "";
  let pause = EVERY;
  let timer = 0;

  function take(html) {
    put(region, html);
    setClock(region);
    tick();
    const now = floor();
    if (!now) return;
    if (now.dataset.words !== said) {
      said = now.dataset.words;
      if (say) say.textContent = said;
    }
    const link = now.querySelector("[data-floor-link]");
    if (link && new URL(link.href).pathname === location.pathname) link.remove(); // one is there already
    const isNew = now.dataset.floor && now.dataset.floor !== known;
    known = now.dataset.floor;
    if (isNew && "liveFollows" in region.dataset && now.dataset.target) location.assign(now.dataset.target);
  }

  async function ask() {
    clearTimeout(timer);
    if (document.hidden || isBusy()) {
      timer = setTimeout(ask, EVERY);
      return;
    }
    try {
      const headers = { "X-Live": "1", ...(stamp ? { "If-None-Match": stamp } : {}) };
      const response = await fetch(region.dataset.live, { headers, cache: "no-store", redirect: "manual" });
      if (response.type === "opaqueredirect" || [401, 403, 404].includes(response.status)) {
        show("Ended");
        document.dispatchEvent(new CustomEvent("live:heard"));
        return; // signed out, or not one's own any more
      }
      if (response.status >= 400) throw new Error("try again");
      if (response.status === 200) {
        document.dispatchEvent(new CustomEvent("live:heard")); // offline.js: what is still one's own
        const html = await response.text();
        if (isBusy()) throw new Error("try again"); // begun while the answer was on its way
        stamp = response.headers.get("ETag") ?? "";
        take(html);
      }
      pause = EVERY;
      show("");
    } catch (error) {
      pause = Math.min(pause * 2, LONGEST_WAIT);
      if (error instanceof TypeError) show("Waiting");
    }
    timer = setTimeout(ask, pause);
  }

  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  window.addEventListener("online", ask);
  // A sheet has nothing of it yet; a page that came whole asks for the first change.
  timer = setTimeout(ask, region.childElementCount ? EVERY : 0);
}

setClock(document);
tick();
setInterval(tick, 1000);
for (const region of document.querySelectorAll("[data-live]")) follow(region);
