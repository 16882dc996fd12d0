{% load static %}// Scoring without network, below one province: own sheets and sittings from the vault, files of the
// portal's look from a cache. Nothing else passes through here, and nothing is answered from here
// while the network answers.
importScripts("{% static 'js/vault.js' %}");
const LOOK = "ocop-look-1";
const KEPT = /^\/{{ province.slug }}\/(phieu-cham|phien-hop)\/\d+\/$/;
const OWN = "{% url 'kept_pages' province.slug %}";
const SCOPE = "/{{ province.slug }}/";
const PATIENCE = 8000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("{% get_static_prefix %}")) event.respondWith(look(request));
  else if (request.mode === "navigate") {
    const isKept = KEPT.test(url.pathname);
    const visited = isKept ? visit(request, url.pathname) : Promise.resolve();
    if (isKept) event.respondWith(visited);
    // Whatever the member opens with network: what is no longer his leaves the device.
    event.waitUntil(visited.then(() => self.ocopVault.sweep(OWN, SCOPE)).catch(() => {}));
  }
});

async function look(request) {
  const cache = await caches.open(LOOK);
  try {
    const answer = await fetch(request);
    if (answer.ok) cache.put(request, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

async function visit(request, path) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status === 403 || answer.status === 404) await self.ocopVault.dropSheet(path).catch(() => {});
    return answer;
  } catch (error) {
    const html = await self.ocopVault.page(path).catch(() => null);
    if (html) return new Response(html.replace("<head>", `<head><meta name="ocop-from" content="vault">`), { headers: HEADERS });
    throw error;
  }
}

// The page's own policy comes with it from the vault: the same that the portal sends.
const HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": "{{ policy|escapejs }}",
};
