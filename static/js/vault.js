// What a member's device keeps while the network is away: changes not yet sent and his own pages,
// encrypted with a key that no script can read out. A classic script: the page and the service
// worker share it. Everything is wiped at sign-out, and when somebody else signs in; where a session
// ended by itself its pages go, and only what the member said and never sent waits for him.
(() => {
  const NAME = "ocop-scoring";
  const STORES = { keys: {}, changes: { keyPath: "operation" }, pages: { keyPath: "url" } };
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  let opened = null;
  let person = null; // whose tab this is, once it said so

  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  function database() {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        for (const [store, options] of Object.entries(STORES)) request.result.createObjectStore(store, options);
      };
      request.onsuccess = () => {
        // Another tab wipes: let go at once, the next use opens anew.
        request.result.onversionchange = () => { request.result.close(); opened = null; };
        resolve(request.result);
      };
      request.onerror = () => reject(request.error);
    });
    opened.catch(() => { opened = null; });
    return opened;
  }

  // Resolves once the transaction is on the disk, not merely asked for.
  async function within(store, mode, act) {
    const base = await database();
    const transaction = base.transaction(store, mode, { durability: "strict" });
    const finished = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
    const answer = await act(transaction.objectStore(store));
    await finished;
    return answer;
  }

  async function key() {
    const kept = await within("keys", "readonly", (store) => done(store.get("key")));
    if (kept) return kept;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    // Two tabs at once: the first key stands.
    return within("keys", "readwrite", async (store) => {
      const first = await done(store.get("key"));
      if (first) return first;
      await done(store.put(made, "key"));
      return made;
    });
  }

  async function seal(value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = encoder.encode(JSON.stringify(value));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), text) };
  }

  async function unseal({ iv, data }) {
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key(), data);
    return JSON.parse(decoder.decode(text));
  }

  // Opens the vault for the person who is signed in; another's is emptied first.
  async function belongTo(owner) {
    person = owner;
    const before = await within("keys", "readonly", (store) => done(store.get("owner")));
    if (before === owner) return;
    if (before !== undefined) await wipe();
    await within("keys", "readwrite", (store) => done(store.put(owner, "owner")));
  }

  // A tab may stand open while its person signs out, or another in: what it still says is marked as
  // his own, and never falls among another's.
  async function claim() {
    if (person === null) return;
    await within("keys", "readwrite", async (store) => {
      const owner = await done(store.get("owner"));
      if (owner === undefined) await done(store.put(person, "owner"));
      else if (owner !== person) throw new Error("The vault is another's now");
    });
  }

  // A change keeps its place however often it is written again, and takes it from the queue itself:
  // the device's clock may be set back meanwhile, and two changes may fall into one instant.
  async function put(change) {
    await claim();
    const sealed = await seal(change);
    const { operation, sheet } = change;
    await within("changes", "readwrite", async (store) => {
      const rows = await done(store.getAll());
      const before = rows.find((row) => row.operation === operation);
      const order = before?.order ?? Math.max(0, ...rows.map((row) => row.order)) + 1;
      await done(store.put({ operation, sheet, order, ...sealed }));
    });
  }

  const drop = (operation) => within("changes", "readwrite", (store) => done(store.delete(operation)));

  // The changes of one sheet, or of all, in the order in which they were made.
  async function changes(sheet) {
    const rows = await within("changes", "readonly", (store) => done(store.getAll()));
    const wanted = rows.filter((row) => sheet === undefined || row.sheet === sheet);
    wanted.sort((one, other) => one.order - other.order);
    return Promise.all(wanted.map(unseal));
  }

  const count = () => within("changes", "readonly", (store) => done(store.count()));

  async function keepPage(url, html) {
    await claim();
    const sealed = await seal(html);
    await within("pages", "readwrite", (store) => done(store.put({ url, ...sealed })));
  }

  async function page(url) {
    const row = await within("pages", "readonly", (store) => done(store.get(url)));
    return row ? unseal(row) : null;
  }

  const pages = () => within("pages", "readonly", (store) => done(store.getAllKeys()));

  const dropPage = (url) => within("pages", "readwrite", (store) => done(store.delete(url)));

  // Nothing that the portal showed of a sheet stays, its page and how it stood. What the member said
  // on it and never sent stays until he has been told that it was not taken.
  async function dropPages(wanted) {
    const gone = (await pages()).filter((url) => wanted(url.split("#")[0]));
    for (const url of gone) await dropPage(url);
    return gone;
  }

  const dropSheet = (sheet) => dropPages((url) => url === sheet);

  // The portal says which sheets and sittings are the member's now: the pages of all others go, and
  // a sitting's page, which names its products, comes anew. Without an answer nothing changes.
  // wasDropped: a sheet of his went before. Returns their addresses.
  async function sweep(address, scope, wasDropped = false) {
    if (!(await pages()).length && !(await count())) return null;
    const answer = await fetch(address, { cache: "no-store", redirect: "manual" });
    const isNone = answer.status === 403 || answer.status === 404;
    if (answer.status !== 200 && !isNone) return null;
    const { sheets, sittings } = isNone ? { sheets: [], sittings: [] } : await answer.json();
    const own = new Set([...sheets, ...sittings]);
    const isOver = (url) => url.startsWith(scope) && !own.has(url);
    const kept = await pages();
    // The sitting's page first: who goes on to another page meanwhile leaves the rest to the next sweep.
    for (const url of wasDropped || kept.some((one) => isOver(one.split("#")[0])) ? kept : []) {
      if (!sittings.includes(url)) continue;
      const fresh = await fetch(url, { cache: "no-store", redirect: "manual" }).catch(() => null);
      if (fresh?.status === 200) await keepPage(url, await fresh.text());
      else await dropPage(url);
    }
    await dropPages(isOver);
    return own;
  }

  async function wipe() {
    const base = await database();
    const transaction = base.transaction(Object.keys(STORES), "readwrite");
    for (const store of Object.keys(STORES)) transaction.objectStore(store).clear();
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  }

  // Signing out: nothing stays, nor what would answer without network.
  async function leave() {
    await wipe();
    for (const name of await caches.keys()) await caches.delete(name);
    for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
  }

  // The session ended by itself: no page is left to read. What was never sent stays sealed, with
  // whose it is, until he signs in again; another's sign-in wipes it.
  async function lock() {
    if (await count()) await dropPages(() => true);
    else await leave();
  }

  const isThere = Boolean(globalThis.indexedDB && globalThis.crypto?.subtle);
  globalThis.ocopVault = { isThere, belongTo, put, drop, changes, count, keepPage, page, pages, dropPage, dropSheet, sweep, leave, lock };
})();
