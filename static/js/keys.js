// The keyboard of a sheet, handed in or typed from paper: digits choose a level, arrows move, N goes
// to the next open criterion. The module of the page says where one is, and marks where one stays;
// it gets the way to a criterion back. A key means this only while the focus is in the sheet: a letter
// pressed elsewhere on the page changes nothing (WCAG 2.1.4).
globalThis.ocopKeys = ({ criteria, here, stay }) => {
  function go(box) {
    if (!box) return;
    box.focus({ preventScroll: true });
    box.scrollIntoView({ block: "start" });
    stay(box);
  }

  function nextOpen() {
    const from = criteria.indexOf(here());
    const turned = [...criteria.slice(from + 1), ...criteria.slice(0, from + 1)];
    return turned.find((box) => box.dataset.state === "open");
  }

  criteria[0]?.closest("form").addEventListener("keydown", (event) => {
    const { target, key } = event;
    const writes = target.matches?.("textarea, select, input:not([type=radio]):not([type=checkbox])");
    if (writes || event.altKey || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
    const box = here();
    if (key === "ArrowDown" || key === "ArrowUp") {
      if (!box) return; // before the first criterion the page scrolls as ever
      event.preventDefault();
      go(criteria[criteria.indexOf(box) + (key === "ArrowDown" ? 1 : -1)]);
    } else if (key === "n" || key === "N") {
      event.preventDefault();
      go(nextOpen());
    } else if (/^[1-9]$/.test(key) && box) {
      const radio = box.querySelectorAll("fieldset:not(:disabled) input[type=radio]")[Number(key) - 1];
      if (!radio || radio.checked) return;
      event.preventDefault();
      radio.checked = true;
      radio.focus({ preventScroll: true });
      radio.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
  return go;
};
