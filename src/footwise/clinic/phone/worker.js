// The service worker of the page that walks with the person: all of one version is kept, or nothing of it.
//
// A page that is open goes on with the version it began with: a new one waits until the page says that no walk is on.

// It lies at the top of what it keeps, whichever path that is; all it knows is told from there.
const SCOPE = new URL("./", self.location).pathname;
// Another such page at the same host is none of its business.
const MINE = `footwise-${SCOPE} `;
const KEPT = `${MINE}${APP.version}`;
const below = (names) => names.map((name) => `${SCOPE}${name}`);
const SHELLS = below(APP.shells);

self.addEventListener("install", (event) => {
  // `reload`: what the browser remembers may be of the version before.
  const asked = [...SHELLS, ...below(APP.files)].map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(asked)));
});

self.addEventListener("activate", (event) => {
  const old = async () => {
    for (const name of await caches.keys()) if (name.startsWith(MINE) && name !== KEPT) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(old());
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

const isKept = (path) => SHELLS.includes(path) || path.startsWith(`${SCOPE}app/`);

// The language that was used last, so that the first address leads to it without a network, too.
const lastShell = async () => {
  const kept = await caches.open(KEPT);
  const told = await kept.match(`${SCOPE}last`);
  return Response.redirect(told ? await told.text() : SHELLS[0]);
};

// A push brings no words: what is shown says nothing about anybody's health, and lies here.
self.addEventListener("push", (event) => {
  const remind = async () => {
    const kept = await caches.open(KEPT);
    const last = await kept.match(`${SCOPE}last`);
    const language = last ? (await last.text()).slice(SCOPE.length).split("/")[0] : "";
    const words = APP.reminder[language] ?? Object.values(APP.reminder)[0];
    const icon = `${SCOPE}app/${APP.version}/page/icon-512.png`;
    await self.registration.showNotification("Footwise", { body: words, tag: "reminder", icon, lang: language });
  };
  event.waitUntil(remind());
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const open = async () => {
    const [page] = await self.clients.matchAll({ type: "window" });
    return page ? page.focus() : self.clients.openWindow(SCOPE);
  };
  event.waitUntil(open());
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  const path = address.pathname.replace(/index\.html$/, "");
  if (path === SCOPE) {
    event.respondWith(fetch(event.request).catch(lastShell));
    return;
  }
  if (!isKept(path)) return;
  event.respondWith(
    (async () => {
      const kept = await caches.open(KEPT);
      const found = await kept.match(path);
      if (event.request.mode === "navigate" && found) event.waitUntil(kept.put(`${SCOPE}last`, new Response(path)));
      return found ?? fetch(event.request);
    })(),
  );
});
