// The papers beside the sheet on a wide screen: what a criterion cites, at its page, and the reports.
// On a narrow one, and without this module, the links open as ever.
const wide = matchMedia("(min-width: 75rem)");
const form = document.getElementById("score-sheet");
const viewer = form.querySelector("[data-viewer]");
const [title, open, list, frame] = ["title", "open", "files", "frame"].map((name) => viewer.querySelector(`[data-viewer-${name}]`));
const show = form.querySelector("[data-viewer-show]");
const beside = document.querySelector(".beside");
const home = beside?.nextSibling;
const WAIT = 250; // who walks through the criteria by arrows loads no file on the way
let links = [];
let here = null;
let timer = 0;

const isWanted = () => { try { return localStorage.getItem("ocop-viewer") !== "off"; } catch { return true; } };
const want = (yes) => { try { localStorage.setItem("ocop-viewer", yes ? "on" : "off"); } catch { /* this time only */ } };
const nameOf = (link) => link.querySelector(".file-name")?.textContent ?? link.textContent.trim();

function say(name) {
  const words = document.createElement("p");
  words.className = "viewer-none";
  words.textContent = frame.dataset[`text${name}`];
  frame.replaceChildren(words);
  open.hidden = true;
}

function look(link) {
  for (const chip of list.children) chip.toggleAttribute("data-here", chip.dataset.href === link.href);
  title.textContent = nameOf(link);
  open.href = link.href;
  if (frame.firstChild?.src === link.href) return;
  if (!navigator.onLine) { say("Away"); return; }
  if (!["pdf", "image"].includes(link.dataset.kind)) { say("Other"); open.hidden = false; return; }
  const part = document.createElement(link.dataset.kind === "pdf" ? "iframe" : "img");
  part[link.dataset.kind === "pdf" ? "title" : "alt"] = nameOf(link);
  part.src = link.href;
  frame.replaceChildren(part);
  open.hidden = false;
}

// The criterion's own papers as a row of buttons above the page; the first is shown.
function turn(box) {
  links = [...box.querySelectorAll(".criterion-proof a.file")];
  list.replaceChildren(...(links.length > 1 ? links : []).map((link, place) => {
    const chip = document.createElement("button");
    Object.assign(chip, { type: "button", className: "btn btn-sm", textContent: `${place + 1}`, title: nameOf(link) });
    chip.setAttribute("aria-label", nameOf(link));
    chip.dataset.href = link.href;
    chip.addEventListener("click", () => look(link));
    return chip;
  }));
  title.textContent = box.querySelector("h4").textContent;
  if (links.length) look(links[0]);
  else say("None");
}

function arrange() {
  if (!form.isConnected) return; // the sheet ended: nothing of the dossier comes back
  const isShown = wide.matches && isWanted();
  if (isShown === !viewer.hidden) return;
  viewer.hidden = !isShown;
  show.hidden = isShown || !wide.matches;
  document.documentElement.classList.toggle("has-viewer", isShown);
  if (beside && isShown) viewer.append(beside);
  else if (beside) home.before(beside);
  if (!isShown) frame.replaceChildren();
  else if (here) turn(here);
  else say("Pick");
}

form.addEventListener("sheet:here", ({ detail }) => {
  here = detail;
  clearTimeout(timer);
  if (!viewer.hidden) timer = setTimeout(() => turn(here), WAIT);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("#score-sheet a.file, .beside a.file");
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
  if (!link || !isPlain || viewer.hidden) return;
  event.preventDefault();
  clearTimeout(timer);
  const box = link.closest("[data-criterion]");
  if (box && box !== here) { here = box; turn(box); }
  look(link);
});
form.addEventListener("keydown", ({ target, key, altKey, ctrlKey, metaKey }) => {
  const writes = target.matches?.("textarea, select, input:not([type=radio]):not([type=checkbox])");
  if (writes || altKey || ctrlKey || metaKey || viewer.hidden || !/^m$/i.test(key) || !links.length) return;
  const at = links.findIndex((link) => link.href === open.href);
  look(links[(at + 1) % links.length]);
});
viewer.querySelector("[data-viewer-close]").addEventListener("click", () => { want(false); arrange(); show.focus(); });
show.addEventListener("click", () => { want(true); arrange(); });
wide.addEventListener("change", arrange);
show.hidden = !wide.matches;
arrange();
