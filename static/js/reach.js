// A press that needs the portal: without a way to it the page stays and says so, where the browser
// would show a page of its own. With data-cut on its tag every form of the page is held so.
(() => {
  const words = document.currentScript.dataset.cut;
  // Whatever is answered, there is somebody; whether the browser believes in a network says little.
  const reaches = () => fetch("/health/", { cache: "no-store", signal: AbortSignal.timeout(8000) }).then(() => true, () => false);

  function hold(form) {
    let goes = false;
    form.addEventListener("submit", async (event) => {
      if (goes) return;
      event.preventDefault();
      form.querySelector("[data-cut-off]")?.remove();
      if (await reaches()) {
        goes = true;
        form.requestSubmit(event.submitter);
        goes = false;
        return;
      }
      const note = Object.assign(document.createElement("p"), { className: "field-error", textContent: words });
      note.setAttribute("role", "alert");
      note.dataset.cutOff = "";
      form.append(note);
      note.scrollIntoView({ block: "center" });
    });
  }

  globalThis.ocopReaches = reaches;
  if (words) document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("main form[method=post]").forEach(hold));
})();
