// Two versions of what was said of one criterion, for the member to choose from.
(() => {
  function levelIn(words, box, ordinal) {
    const radio = box.querySelector(`input[type=radio][value="${ordinal}"]`);
    const label = radio?.parentElement.querySelector(".level-label").firstChild.textContent.trim();
    return radio ? `«${label}» (${radio.dataset.points})` : words.textNoLevel;
  }

  // What the portal keeps beside what was said here, line by line: more may have been changed here
  // than the change that was refused, and «my version» writes all of it.
  function differences(words, box, kept, own) {
    const level = (ordinal) => levelIn(words, box, ordinal);
    const remark = (text) => (text ? `«${text}»` : words.textNothing);
    const lines = box.dataset.clause ? [[words.textClause, remark(kept.reason), remark(own.reason)]] : [
      [words.textLevel, level(kept.level), level(own.level)],
      [words.textUnproven, ...[kept, own].map((one) => (one.is_unproven ? words.textYes : words.textNo))],
      [words.textRemark, remark(kept.remark), remark(own.remark)],
    ];
    return lines.filter(([, theirs, mine]) => theirs !== mine)
      .map(([name, theirs, mine]) => words.textBoth.replace("%n", () => name).replace("%k", () => theirs).replace("%m", () => mine));
  }

  function question(box, text, lines, acts) {
    box.querySelector(".conflict")?.remove();
    const note = document.createElement("div");
    note.className = "conflict";
    note.setAttribute("role", "alert");
    const list = document.createElement("ul");
    for (const line of lines) list.appendChild(document.createElement("li")).textContent = line;
    const row = document.createElement("p");
    row.className = "button-row";
    for (const [label, act] of acts) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "btn btn-sm", textContent: label });
      button.addEventListener("click", () => { note.remove(); act(); });
      row.append(button);
    }
    note.append(Object.assign(document.createElement("p"), { textContent: text }), ...(lines.length ? [list] : []), row);
    box.querySelector(".criterion-head, .choice").after(note);
  }

  // What was said, in a line that needs no page around it.
  function saying(words, box, own) {
    const key = box.dataset.criterion ?? "";
    const said = own.level === undefined ? [] : [levelIn(words, box, own.level)];
    if (own.is_unproven) said.push(words.textUnproven);
    if (own.remark || own.reason) said.push(`«${own.remark || own.reason}»`);
    return `${box.dataset.clause ? words.textClause : `${key[0]} ${key.slice(2)}`}: ${said.join("; ") || words.textNothing}`;
  }

  globalThis.ocopTwoVersions = { differences, question, saying };
})();
