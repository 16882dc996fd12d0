// Drop-down menus are <details> and work alone; this closes them by Escape or a click elsewhere.
const menus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of menus()) {
    if (menu.dataset.menu !== "keep" && !menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("focusin", (event) => {
  for (const menu of menus()) {
    if (menu.dataset.menu !== "keep" && !menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    const hadFocus = menu.contains(document.activeElement);
    menu.open = false;
    if (hadFocus) menu.querySelector("summary").focus();
  }
});

// A search field that was just unfolded is there to be typed into.
document.querySelector(".search-toggle")?.addEventListener("toggle", (event) => {
  if (event.target.open) document.querySelector(".topbar-search input")?.focus();
});

// After a refused form the summary of errors is read first.
document.querySelector("[data-error-summary]")?.focus();

// Signing out leaves nothing on the device, whichever form does it; marks that still wait are named first.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.vault) return;
  event.preventDefault();
  try {
    await import(form.dataset.vault);
    const waiting = await globalThis.ocopVault.count();
    if (waiting && !window.confirm(form.dataset.unsent.replace("%n", waiting))) return;
    await globalThis.ocopVault.leave();
  } catch { /* a browser that keeps nothing has nothing to wipe */ }
  form.submit();
});
