// Asks before a form marked data-confirm is sent; without this module the form's own page asks.
//   data-confirm="…" names the object and the consequence     data-confirm-title="…" the heading
//   data-confirm-label="…" the button                         data-confirm-reason="field" a required reason
const template = document.getElementById("confirm-template");

function ask(form) {
  const dialog = template.content.firstElementChild.cloneNode(true);
  const { confirm, confirmTitle, confirmLabel, confirmReason } = form.dataset;
  dialog.querySelector("[data-confirm-text]").textContent = confirm;
  if (confirmTitle) dialog.querySelector("h2").textContent = confirmTitle;
  if (confirmLabel) dialog.querySelector("[data-confirm-yes]").textContent = confirmLabel;
  const reason = dialog.querySelector("textarea");
  if (confirmReason) {
    dialog.querySelector("[data-confirm-reason]").hidden = false;
    reason.required = true;
    reason.value = form.elements[confirmReason]?.value ?? "";
  }
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "yes" ? { reason: reason.value } : null);
      dialog.remove();
    });
  });
}

function fill(form, name, value) {
  let field = form.elements[name];
  if (!field) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    form.append(field);
  }
  field.value = value;
}

if (template && "showModal" in HTMLDialogElement.prototype) {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.confirm || form.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    const answer = await ask(form);
    if (!answer) {
      submitter?.focus();
      return;
    }
    if (form.dataset.confirmReason) fill(form, form.dataset.confirmReason, answer.reason);
    form.dataset.confirmed = "yes";
    form.requestSubmit(submitter);
    delete form.dataset.confirmed;
  }, true);
}
