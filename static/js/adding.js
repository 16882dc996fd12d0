// Without network the score sheet adds up by itself what the portal would answer.
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
