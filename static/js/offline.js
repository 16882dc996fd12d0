// On a sitting's page: makes the member's device ready to score without network, by itself, and says
// so. Leaves nothing on the device of products that are no longer his to score.
const vault = globalThis.ocopVault;
const box = document.querySelector("[data-offline]");
const status = box?.querySelector("[data-offline-status]");
const EVERY = 60000;

function say(state, count) {
  box.hidden = false;
  box.dataset.state = state;
  status.textContent = (box.dataset[`text${state[0].toUpperCase()}${state.slice(1)}`] ?? "").replace("%s", count ?? "");
}

async function keep(url) {
  const answer = await fetch(url, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return false;
  const html = await answer.text();
  await vault.keepPage(new URL(url, location.href).pathname, html);
  const page = new DOMParser().parseFromString(html, "text/html");
  const files = [...page.querySelectorAll("link[rel=stylesheet], script[src]")].map((one) => one.getAttribute("href") ?? one.getAttribute("src"));
  // Through the worker, which keeps them.
  await Promise.all([...new Set(files)].map((file) => fetch(file).catch(() => null)));
  return true;
}

async function prepare() {
  const list = (text) => text.split(" ").filter(Boolean);
  const wanted = list(box.dataset.sheets);
  const here = location.pathname;
  if (wanted.length) say("preparing");
  let ready = 0;
  for (const url of wanted) ready += await keep(url) ? 1 : 0;
  await keep(here);
  for (const url of list(box.dataset.done)) await vault.dropSheet(url);
  await Promise.all(performance.getEntriesByType("resource").map(({ name }) => (
    new URL(name).pathname.startsWith(box.dataset.static) ? fetch(name).catch(() => null) : null)));
  if (wanted.length) say(ready === wanted.length ? "ready" : "partly", String(ready));
  else box.hidden = true; // nothing left to score: nothing to say
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
  }
}

start();
setInterval(() => { if (navigator.onLine && box?.dataset.state === "failed") start(); }, EVERY);
