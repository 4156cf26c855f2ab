// Shows the offline page when a page cannot be loaded. Keeps nothing of anybody's data: only the files listed here.
"use strict";
const { files, offline, cache } = JSON.parse("{{ config_json|escapejs }}");

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(cache).then((store) => store.addAll(files)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("hadir-offline-") && name !== cache);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(offline)));
  } else if (files.includes(new URL(request.url).pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(request)));
  }
});
