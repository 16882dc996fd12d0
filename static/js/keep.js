// Keeps what was typed when the session ended before the form was sent, or the page had stood open
// too long: the form goes to the sign-in and its text would be gone. It stays in this tab alone,
// for the same person, until the form is open again; nothing is kept of a form that arrived.
const KEY = "unsent-form";
const person = document.body.dataset.person;
const read = () => JSON.parse(sessionStorage.getItem(KEY) ?? "null");
const write = (kept) => (kept ? sessionStorage.setItem(KEY, JSON.stringify(kept)) : sessionStorage.removeItem(KEY));
const isSecret = (form) => form.querySelector("[type=password]") !== null;
const formsHere = () => [...document.querySelectorAll("main form[method=post]")];

function typed(form) {
  return [...new FormData(form)].filter(([name, value]) =>
    typeof value === "string" && name !== "csrfmiddlewaretoken");
}

function fill(form, values) {
  const left = new Map();
  for (const [name, value] of values) left.set(name, [...(left.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || ["file", "submit", "button", "fieldset"].includes(field.type)) continue;
    if (field.name === "csrfmiddlewaretoken") continue;
    const given = left.get(field.name) ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = given.includes(field.value);
    else if (field.multiple) for (const one of field.options) one.selected = given.includes(one.value);
    else if (given.length) field.value = given.shift();
  }
}

function restore(kept) {
  const form = formsHere()[kept.place];
  if (!form || isSecret(form)) return;
  fill(form, kept.values);
  const note = document.getElementById("kept-template").content.firstElementChild.cloneNode(true);
  note.querySelector("[data-kept-at]").textContent = kept.at;
  form.before(note);
  note.focus();
}

const kept = read();
// The sign-in, and the page that says that a form is too old, mean that it never arrived.
const isDetour = location.pathname.startsWith("/dang-nhap/") || document.body.hasAttribute("data-unsent");
if (kept && isDetour) {
  write({ ...kept, isLost: true });
  const { signIn } = document.body.dataset;
  if (signIn) location.replace(signIn); // the text waits here: nobody has to copy it
} else if (kept && !kept.isLost) write(null);
else if (kept && person && kept.person !== person) write(null);
else if (kept?.path === location.pathname && formsHere().length > kept.place) {
  write(null);
  restore(kept);
}

document.addEventListener("submit", ({ target: form }) => {
  const place = formsHere().indexOf(form);
  // By the attribute: a field or button named «action» would stand in the property's place.
  const goesHere = new URL(form.getAttribute("action") ?? "", location.href).pathname === location.pathname;
  if (!person || place < 0 || !goesHere || isSecret(form)) return;
  const at = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
  write({ person, place, at, path: location.pathname, values: typed(form) });
});
