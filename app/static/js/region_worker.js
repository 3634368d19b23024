/* The worker of a region's site. It knows one thing: which page to show when a page cannot be fetched at all. It answers
 * for every address here, since the region's pages lead on to ideas, projects and one's own account; where several
 * regions were visited, the last one's page is shown.
 * It keeps that page, its stylesheets and its sign, fetched without cookies, so nothing of a person; it never answers in
 * place of the network, never keeps a page somebody has read, and never touches what is sent.
 *
 * REGION stands before this file: offline (address of the page), files (addresses with digests), version;
 * null where the region is no more. */
"use strict";

const FAMILY = "region ";
const OWN = REGION && FAMILY + REGION.version;

self.addEventListener("install", event => {
  self.skipWaiting();
  if (REGION) event.waitUntil(keep());
});

self.addEventListener("activate", event => {
  event.waitUntil(forgetOthers().then(() => (REGION ? null : self.registration.unregister())));
});

self.addEventListener("fetch", event => {
  const { request } = event;
  if (!REGION || request.method !== "GET") return;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(withoutNetwork));
  } else if (REGION.files.includes(address.pathname + address.search)) {
    event.respondWith(fetch(request).catch(() => kept(request.url)));
  }
});

async function keep() {
  const box = await caches.open(OWN);
  const wanted = [REGION.offline, ...REGION.files];
  await box.addAll(wanted.map(one => new Request(one, { cache: "reload", credentials: "omit" })));
}

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter(name => name.startsWith(FAMILY) && name !== OWN).map(name => caches.delete(name)));
}

async function kept(address) {
  const box = await caches.open(OWN);
  return (await box.match(address, { ignoreVary: true })) ?? Response.error();
}

/* Told as what it is: 503, so that nobody takes it for the page that was asked for. */
async function withoutNetwork() {
  const page = await kept(REGION.offline);
  if (page.type === "error") return page;
  const headers = new Headers({ "Cache-Control": "no-store" });
  for (const name of ["Content-Type", "Content-Security-Policy"]) {
    if (page.headers.has(name)) headers.set(name, page.headers.get(name));
  }
  return new Response(await page.blob(), { status: 503, statusText: "Offline", headers });
}
