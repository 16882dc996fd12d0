// A form goes out once: a second press, while the answer is on its way, would be refused as a
// second registration although the first one was taken.
const REST = 20000; // then the line is taken for broken, and a press may try again

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method")?.toLowerCase() !== "post") return;
  if (form.dataset.sentAt && Date.now() - Number(form.dataset.sentAt) < REST) event.preventDefault();
  else form.dataset.sentAt = Date.now();
});

// Back from the next page, the browser may show this one as it was left.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent-at]")) delete form.dataset.sentAt;
});
