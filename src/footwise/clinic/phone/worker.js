// The service worker of the page that walks with the person: all of one version is kept, or nothing of it.
//
// A page that is open goes on with the version it began with: a new one waits until the page says that no walk is on.

const KEPT = `footwise-${APP.version}`;

self.addEventListener("install", (event) => {
  // `reload`: what the browser remembers may be of the version before.
  const asked = [...APP.shells, ...APP.files].map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(asked)));
});

self.addEventListener("activate", (event) => {
  const old = async () => {
    for (const name of await caches.keys()) if (name.startsWith("footwise-") && name !== KEPT) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(old());
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

const isKept = (path) => APP.shells.includes(path) || path.startsWith(`${APP.scope}app/`);

// The language that was used last, so that the first address leads to it without a network, too.
const lastShell = async () => {
  const kept = await caches.open(KEPT);
  const told = await kept.match(`${APP.scope}last`);
  return kept.match(told ? await told.text() : APP.shells[0]);
};

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  const path = address.pathname;
  if (path === APP.scope) {
    event.respondWith(fetch(event.request).catch(lastShell));
    return;
  }
  if (!isKept(path)) return;
  event.respondWith(
    (async () => {
      const kept = await caches.open(KEPT);
      const found = await kept.match(path);
      if (event.request.mode === "navigate" && found) event.waitUntil(kept.put(`${APP.scope}last`, new Response(path)));
      return found ?? fetch(event.request);
    })(),
  );
});
