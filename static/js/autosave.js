// Saves each changed field of a form marked data-autosave="<address>" as soon as it changes.
// The server answers 2xx (JSON may carry {version, saved_at}), 400 {errors: {field: [text]}} or 409.
// Fields marked data-autosave-always (a version number) travel with every request.
const LONGEST_WAIT = 30000;

function start(form) {
  const status = form.querySelector("[data-autosave-status]")
    ?? document.querySelector("[data-autosave-status]");
  const waiting = new Map(); // field name -> values; the newest answer wins
  let running = false;
  let blocked = false; // a conflict or an ended session: only a person can go on
  let pause = 1000;
  let timer = 0;

  function show(state, text) {
    if (!status) return;
    status.dataset.state = state;
    const words = status.dataset[`text${state[0].toUpperCase()}${state.slice(1)}`] ?? "";
    status.textContent = [text ?? words, state === "saved" ? clock() : ""].join(" ").trim();
  }

  function clock() {
    const how = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Ho_Chi_Minh" };
    return new Date().toLocaleTimeString("vi-VN", how);
  }

  function body(name, values) {
    const data = new FormData();
    for (const value of values) data.append(name, value);
    if (!values.length) data.append(name, "");
    for (const field of form.querySelectorAll("[data-autosave-always], [name=csrfmiddlewaretoken]")) {
      data.append(field.name, field.value);
    }
    return data;
  }

  function explain(name, errors) {
    const field = form.elements[name];
    const wrapper = (field?.[0] ?? field)?.closest?.(".field");
    wrapper?.querySelector("[data-autosave-error]")?.remove();
    wrapper?.classList.toggle("field-invalid", Boolean(errors));
    if (!wrapper || !errors) return;
    const note = document.createElement("p");
    note.className = "field-error";
    note.dataset.autosaveError = "";
    note.setAttribute("role", "alert");
    note.textContent = errors.join(" ");
    wrapper.append(note);
  }

  async function accept(name, response) {
    const answer = await response.json().catch(() => ({}));
    const version = form.elements.version;
    if (version && answer.version !== undefined) version.value = answer.version;
    explain(name, null);
    form.dispatchEvent(new CustomEvent("autosave:saved", { bubbles: true, detail: { name, answer } }));
  }

  async function refuse(name, response) {
    const answer = await response.json().catch(() => ({}));
    if (response.status === 409 || [401, 403, 404].includes(response.status) || response.redirected) {
      blocked = true;
      show(response.status === 409 ? "conflict" : "signin");
      form.dispatchEvent(new CustomEvent("autosave:conflict", { bubbles: true, detail: { name, answer } }));
      return;
    }
    const errors = answer.errors ?? {};
    explain(name, errors[name] ?? errors.__all__ ?? Object.values(errors).flat());
    show("refused");
  }

  async function post(name, values) {
    const response = await fetch(form.dataset.autosave, {
      method: "POST", body: body(name, values), headers: { Accept: "application/json" },
    });
    if (response.status >= 500 || response.status === 429) throw new Error("try again");
    if (response.ok && !response.redirected) await accept(name, response);
    else await refuse(name, response);
  }

  async function work() {
    if (running || blocked) return;
    running = true;
    clearTimeout(timer);
    let refused = false;
    while (waiting.size && !blocked) {
      const [name, values] = waiting.entries().next().value;
      if (status?.dataset.state !== "waiting") show("saving");
      try {
        await post(name, values);
        pause = 1000;
        refused ||= status?.dataset.state === "refused";
        if (!blocked && waiting.get(name) === values) waiting.delete(name);
      } catch {
        show("waiting");
        timer = setTimeout(work, pause);
        pause = Math.min(pause * 2, LONGEST_WAIT);
        break;
      }
    }
    running = false;
    if (!waiting.size && !refused && !leaving) show("saved");
    form.dispatchEvent(new CustomEvent("autosave:idle"));
  }

  form.addEventListener("change", (event) => {
    const { name, type } = event.target;
    if (!name || type === "file" || event.target.dataset.autosaveAlways !== undefined) return;
    waiting.delete(name);
    waiting.set(name, new FormData(form).getAll(name));
    work();
  });
  window.addEventListener("online", () => { pause = 1000; work(); });
  let leaving = false;
  form.addEventListener("submit", (event) => {
    leaving = true;
    waiting.clear(); // the form brings every field itself
    if (!running) return;
    // What is on its way changes the version: sent now, the form would look like somebody else's.
    event.preventDefault();
    form.addEventListener("autosave:idle", () => form.requestSubmit(event.submitter), { once: true });
  });
  window.addEventListener("beforeunload", (event) => {
    if (waiting.size && !leaving) event.preventDefault();
  });
}

for (const form of document.querySelectorAll("form[data-autosave]")) start(form);
