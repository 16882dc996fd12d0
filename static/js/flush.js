// Sends what waits on the device of sheets that are open in no tab: a member who left a sheet, or
// who scores another one, need not come back to each. What wants a choice stays for its own page.
(() => {
  const nameOf = (sheet) => `ocop-sheet:${sheet}`;

  // A tab with the sheet sends by itself, and may still change what it has not sent.
  const hold = (sheet) => navigator.locks?.request(nameOf(sheet), { mode: "shared" }, () => new Promise(() => {}));

  const alone = (sheet, act) => navigator.locks?.request(nameOf(sheet), { ifAvailable: true }, (lock) => lock && act());

  // The portal says that the sheet's product is not the member's to score, or not any more.
  const isNotHis = (response, answer) => response.status === 404
    || (answer.errors?.some(({ code }) => code === "not_scoring") ?? false);

  // Returns the answer; null: refused for its own page to say why; false: the sheet is not his.
  async function post(change, token) {
    const kind = change.id.startsWith("tick:") ? "ticks" : "marks";
    const { operation, at, of, body } = change;
    const response = await fetch(`${change.api}${kind}/`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ ...body, operation, client_at: at, of_sheet: of }),
    });
    if (response.status >= 500 || response.status === 429) throw new Error("try again");
    if (response.ok && !response.redirected) return response.json();
    return isNotHis(response, await response.json().catch(() => ({}))) ? false : null;
  }

  // What follows on the same criterion is said on top of what was taken, and is no second opinion.
  async function follow(vault, change, answer, rest) {
    const next = rest.find(({ id }) => id === change.id);
    if (!next) return;
    Object.assign(next.body, change.id.startsWith("tick:") ? { known: change.body.reason } : { version: answer.version });
    await vault.put(next);
  }

  async function sendSheet(vault, sheet, token) {
    const changes = await vault.changes(sheet);
    const stuck = new Set();
    let sent = 0;
    for (const [place, change] of changes.entries()) {
      if (!change.api || stuck.has(change.id)) continue; // kept by an older page, or behind a refusal
      change.isSent = true;
      await vault.put(change);
      const answer = await post(change, token);
      if (answer === false) { // what was said is named on the sitting's page; of what was shown nothing stays
        await vault.dropSheet(sheet);
        return true;
      }
      if (!answer) { stuck.add(change.id); continue; }
      await follow(vault, change, answer, changes.slice(place + 1));
      await vault.keepPage(`${sheet}#sent`, { at: answer.saved_at, on: new Date().toLocaleDateString("en-GB") });
      await vault.drop(change.operation);
      sent += 1;
    }
    if (sent) await renew(vault, sheet);
    return false;
  }

  // The page that the device keeps is older than what was sent.
  async function renew(vault, sheet) {
    const answer = await fetch(sheet, { headers: { Accept: "text/html" } });
    const html = await answer.text();
    if (!answer.ok || answer.redirected || html.includes('name="ocop-from"')) return;
    await vault.keepPage(sheet, html);
    await vault.dropPage(`${sheet}#marks`);
  }

  // wanted: tells of an address whether its changes are to be sent now. Returns whether a sheet was lost.
  async function all(vault, token, wanted) {
    const sheets = new Set((await vault.changes()).map(({ sheet }) => sheet));
    let isLost = false;
    for (const sheet of [...sheets].filter(wanted)) isLost = await alone(sheet, () => sendSheet(vault, sheet, token)) || isLost;
    return isLost;
  }

  const others = (vault, token, own) => all(vault, token, (sheet) => sheet !== own && sheet.startsWith(`/${own.split("/")[1]}/`));

  globalThis.ocopFlush = { all, others, hold, isNotHis };
})();
