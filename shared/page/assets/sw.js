// Keeps the scanning page, its scripts and the public keys, so that a code can be checked without a
// network by whoever has opened that page before; and for officers the form of a result they have opened, for a day, so that they can
// go on filling it in. It keeps nothing else of any inspection.

const shelf = 'inspection-code-1';
const kept = ['/scan', '/assets/scan.js', '/assets/code.js', '/assets/sm2.js', '/assets/ed25519.js', '/assets/qr-decode.js',
  '/assets/record.js', '/assets/kept.js', '/assets/photos.js', '/assets/photo.js',
  '/.well-known/inspection-code-keys', '/.well-known/inspection-code-agencies'];
const unsent = 'inspection-code-unsent'; // as kept.js names it, which also empties it
const form = /^\/function\/record-result\/[^/]+$/;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(shelf).then((cache) => cache.addAll(kept)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((name) => name !== shelf && name !== unsent).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

// forms asks the network for the form of a result. A form that could not be sent comes back as it was kept: its script
// has what was filled in.
async function forms(request, path) {
  const cache = await caches.open(unsent);
  const asks = request.method === 'GET';
  try {
    const answer = await fetch(request, asks ? { signal: AbortSignal.timeout(8000) } : {});
    if (asks && answer.ok && !new URL(request.url).search) await cache.put(path, answer.clone());
    return answer;
  } catch (lost) {
    const old = await cache.match(path);
    if (old) return old;
    throw lost;
  }
}

// fresh asks the network, keeps what it says, and falls back on what was kept.
async function fresh(request, path) {
  const cache = await caches.open(shelf);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(6000) });
    if (answer.ok) await cache.put(path, answer.clone());
    return answer;
  } catch (lost) {
    const old = await cache.match(path);
    if (old) return old;
    throw lost;
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (new URL(request.url).origin !== location.origin) return;
  if (request.mode === 'navigate' && form.test(path) && !request.url.includes('evidence=')) {
    event.respondWith(forms(request, path));
    return;
  }
  if (request.method !== 'GET') return;
  if (kept.includes(path)) {
    event.respondWith(fresh(request, path));
  } else if (request.mode === 'navigate' && path.startsWith('/c/')) {
    event.respondWith(fetch(request, { signal: AbortSignal.timeout(8000) }).catch(() => caches.match('/scan')));
  }
});
