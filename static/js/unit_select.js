// Turns a long <select data-combobox> (communes, wards) into a field that is searched by typing,
// with or without diacritics. The select stays in the form and keeps the value.
const folded = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();
const SHOWN = 60;

function enhance(select) {
  const list = document.createElement("ul");
  const input = document.createElement("input");
  const count = document.createElement("span");
  const box = document.createElement("div");
  const options = [...select.options].filter((option) => option.value)
    .map((option) => ({ option, key: folded(option.text) }));
  let found = [];
  let active = -1;

  list.id = `${select.id}_list`;
  list.className = "combobox-list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  Object.assign(input, { id: `${select.id}_search`, type: "text", className: "form-control", autocomplete: "off" });
  input.placeholder = select.dataset.placeholder ?? "";
  input.disabled = select.disabled;
  const roles = { role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" };
  for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  count.className = "visually-hidden";
  count.setAttribute("role", "status");
  box.className = "combobox";
  for (const label of select.labels) {
    label.htmlFor = input.id;
    label.id ||= `${select.id}_label`;
    list.setAttribute("aria-labelledby", label.id);
  }
  for (const link of document.querySelectorAll(`a[href="#${select.id}"]`)) link.hash = input.id;
  select.hidden = true;
  select.before(box);
  box.append(input, list, count, select);

  const chosen = () => (select.value ? select.selectedOptions[0].text : "");
  input.value = chosen();

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(index) {
    const rows = list.querySelectorAll("[role=option]");
    rows[active]?.classList.remove("active");
    active = (index + rows.length) % rows.length;
    rows[active].classList.add("active");
    rows[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", rows[active].id);
  }

  function row({ option }, index) {
    const item = document.createElement("li");
    item.id = `${list.id}_${index}`;
    item.textContent = option.text;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(option.selected));
    item.addEventListener("mousedown", (event) => {
      event.preventDefault(); // keep the focus in the field
      choose(index);
    });
    return item;
  }

  function open(text) {
    const words = folded(text).split(/\s+/).filter(Boolean);
    const all = options.filter(({ key }) => words.every((word) => key.includes(word)));
    found = all.slice(0, SHOWN);
    active = -1;
    list.replaceChildren(...found.map(row));
    if (!found.length) {
      const none = document.createElement("li");
      none.className = "empty";
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.setAttribute("aria-selected", "false");
      none.textContent = select.dataset.noMatch ?? "Không tìm thấy";
      list.append(none);
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
    count.textContent = all.length ? String(all.length) : list.textContent;
  }

  function choose(index) {
    select.value = found[index].option.value;
    input.value = chosen();
    select.dispatchEvent(new Event("change", { bubbles: true }));
    close();
  }

  input.addEventListener("input", () => open(input.value));
  input.addEventListener("click", () => { if (list.hidden) { input.select(); open(""); } });
  input.addEventListener("blur", () => {
    const empties = !input.value && select.value && !select.required;
    if (empties) {
      select.value = "";
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    input.value = chosen();
    close();
  });
  input.addEventListener("keydown", (event) => {
    const isOpen = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) open("");
      if (found.length) mark(active < 0 && event.key === "ArrowUp" ? -1 : active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && isOpen) {
      event.preventDefault();
      if (found.length) choose(Math.max(active, 0));
    } else if (event.key === "Escape" && isOpen) {
      event.stopPropagation();
      input.value = chosen();
      close();
    }
  });
}

for (const select of document.querySelectorAll("select[data-combobox]")) enhance(select);
