// On a sitting's page: makes the member's device ready to score without network, by itself, and says
// so. Leaves nothing on the device of products that are no longer his to score, and names what he
// said on them that the portal never got.
const vault = globalThis.ocopVault;
const box = document.querySelector("[data-offline]");
const status = box?.querySelector("[data-offline-status]");
const unsent = document.querySelector("[data-not-taken]");
const waiting = document.querySelector("[data-waiting]");
const EVERY = 60000;
let known = null; // the sheets that were his when the portal last said so

function say(state, count) {
  box.hidden = false;
  box.dataset.state = state;
  status.textContent = (box.dataset[`text${state[0].toUpperCase()}${state.slice(1)}`] ?? "").replace("%s", count ?? "");
}

async function keep(url) {
  const answer = await fetch(url, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return false;
  const html = await answer.text();
  const { pathname } = new URL(url, location.href);
  await vault.dropPage(`${pathname}#marks`); // how it stood is older than this page
  await vault.keepPage(pathname, html);
  const page = new DOMParser().parseFromString(html, "text/html");
  const files = [...page.querySelectorAll("link[rel=stylesheet], script[src]")].map((one) => one.getAttribute("href") ?? one.getAttribute("src"));
  // Through the worker, which keeps them.
  await Promise.all([...new Set(files)].map((file) => fetch(file).catch(() => null)));
  return true;
}

async function prepare() {
  const wanted = box.dataset.sheets.split(" ").filter(Boolean);
  if (wanted.length) say("preparing");
  let ready = 0;
  for (const url of wanted) ready += await keep(url) ? 1 : 0;
  await keep(location.pathname);
  await sweep();
  await Promise.all(performance.getEntriesByType("resource").map(({ name }) => (
    new URL(name).pathname.startsWith(box.dataset.static) ? fetch(name).catch(() => null) : null)));
  if (wanted.length) say(ready === wanted.length ? "ready" : "partly", String(ready));
  else box.hidden = true; // nothing left to score: nothing to say
}

// What is no longer the member's to score leaves the device as soon as it hears so; what he said on
// his other sheets and never sent goes out from here.
async function sweep() {
  let isTried = false;
  try {
    const own = await vault.sweep(box.dataset.own, box.dataset.scope);
    if (!own) { // no list of his sheets, by a portal that can be reached: he has to sign in again
      isTried = navigator.onLine;
      return;
    }
    known = own;
    await tell(own);
    await globalThis.ocopFlush.all(vault, box.dataset.token, (sheet) => own.has(sheet));
    isTried = true;
  } finally {
    await tellWaiting(isTried);
  }
}

// When a sheet was last sent, to sort by and in words; of another day with the day.
function inWords({ at, on }) {
  const isToday = on === new Date().toLocaleDateString("en-GB");
  return [on.split("/").reverse().join("") + at, isToday ? at : `${at} ${on}`];
}

// What still waits, by product; a sheet whose change wants a choice is a link away.
async function tellWaiting(isTried) {
  const isOwn = (sheet) => sheet.startsWith(box.dataset.scope) && (known?.has(sheet) ?? true);
  const changes = (await vault.changes()).filter(({ sheet }) => isOwn(sheet));
  waiting.hidden = !changes.length;
  if (!changes.length) return;
  const products = new Map(changes.map(({ sheet, product }) => [sheet, product]));
  const times = await Promise.all([...products.keys()].map((sheet) => vault.page(`${sheet}#sent`)));
  const [last] = times.filter(Boolean).map(inWords).sort().reverse();
  const { textCount, textNever, textStuck } = waiting.dataset;
  const text = isTried ? textStuck : last ? textCount : textNever;
  const count = new Set(changes.map(({ sheet, id }) => `${sheet} ${id}`)).size;
  waiting.querySelector("[role=status]").textContent = text.replace("%n", count).replace("%t", last?.[1]);
  waiting.querySelector("ul").replaceChildren(...[...products].map(([href, textContent]) => {
    const line = document.createElement("li");
    line.append(Object.assign(document.createElement("a"), { href, textContent }));
    return line;
  }));
}

// What was said on those sheets and never sent is shown until the member has read it.
async function tell(own) {
  const lost = (await vault.changes()).filter(({ sheet }) => sheet.startsWith(box.dataset.scope) && !own.has(sheet));
  unsent.hidden = !lost.length;
  const list = unsent.querySelector("ul");
  list.replaceChildren(...lost.map(({ id, product, words }) => {
    const textContent = [product, words ?? id.split(":")[1]].filter(Boolean).join(" – ");
    return Object.assign(document.createElement("li"), { textContent });
  }));
  unsent.querySelector("button").onclick = async () => {
    for (const { operation } of lost) await vault.drop(operation);
    await tell(own);
  };
}

async function start() {
  if (!box || !vault?.isThere || !("serviceWorker" in navigator)) return;
  try {
    await vault.belongTo(box.dataset.owner);
    await navigator.serviceWorker.register(box.dataset.worker, { scope: box.dataset.scope });
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((resolve) => { navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }); setTimeout(resolve, 3000); });
    }
    await prepare();
  } catch {
    say(navigator.onLine ? "failed" : "away");
    await tellWaiting().catch(() => {});
  }
}

start();
const isCutOff = () => ["failed", "away"].includes(box?.dataset.state);
setInterval(() => { if (navigator.onLine && isCutOff()) start(); }, EVERY);
const look = () => { if (box && vault?.isThere) sweep().catch(() => {}); };
document.addEventListener("live:heard", look);
window.addEventListener("online", () => (isCutOff() ? start() : look()));
waiting?.querySelector("button").addEventListener("click", look);
