// The word that goes with a sheet in a round of written opinions: what was typed is kept on the
// device, sealed in the vault, until it is sent; a lost network or a closed tab takes nothing.
const box = document.querySelector("[data-opinion]");
const form = box?.querySelector("form");
const vault = globalThis.ocopVault?.isThere ? globalThis.ocopVault : null;
const place = `${box?.dataset.opinion}#opinion`;
const status = box?.querySelector("[data-kept]");
let timer = 0;

const typed = () => ({
  choice: form.querySelector("input[type=radio]:checked")?.value ?? "",
  reason: form.querySelector("textarea").value,
});

function fill({ choice, reason }) {
  const radio = [...form.querySelectorAll("input[type=radio]")].find((one) => one.value === choice);
  if (radio) radio.checked = true;
  form.querySelector("textarea").value = reason;
}

async function keep() {
  try {
    await vault.keepPage(place, typed());
    status.textContent = status.dataset.text;
  } catch {
    status.textContent = ""; // no room or no vault: nothing is promised
  }
}

async function start() {
  await vault.belongTo(box.dataset.owner);
  const kept = await vault.page(place);
  const { choice, reason } = typed();
  if (kept && !choice && !reason) {
    fill(kept);
    if (kept.choice || kept.reason) status.textContent = status.dataset.back;
  }
  form.addEventListener("input", () => {
    clearTimeout(timer);
    status.textContent = "";
    timer = setTimeout(keep, 200);
  });
}

if (form && vault) start().catch(() => {});
