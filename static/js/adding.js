// What the score sheet shows of its sums. Without network it adds up by itself what the portal would answer.
globalThis.ocopAdding = (form, byKey) => {
  const pointsOf = (box) => Number(box?.querySelector("input[type=radio]:checked")?.dataset.points ?? 0);
  const answer = { total: 0, answered: 0, asked: 0, parts: {}, missing: [], closed: [], removed: {} };
  for (const node of form.querySelectorAll("[data-part]")) answer.parts[node.dataset.part] = 0;
  for (const [key, box] of byKey) {
    if (box.dataset.gated && pointsOf(byKey.get(box.dataset.gated)) === 0) {
      answer.closed.push(key);
      for (const radio of box.querySelectorAll("input[type=radio]")) radio.checked = false;
      continue;
    }
    answer.asked += 1;
    if (box.querySelector("input[type=radio]:checked")) answer.answered += 1;
    else answer.missing.push(key);
    answer.total += pointsOf(box);
    answer.parts[key[0]] += pointsOf(box);
  }
  return answer;
};

// A total in a band whose minimums the sheet misses; only the portal knows the minimums.
globalThis.ocopCaution = (form, band, missed = []) => {
  const note = form.querySelector("[data-caution]");
  const codes = missed.map((key) => `${key[0]} ${key.slice(2)}`).join(", ");
  note.hidden = !missed.length;
  note.textContent = missed.length ? note.dataset.text.replace("%s", band).replace("%c", codes) : "";
};
