// Keeps the scanning page, its scripts and the public keys, so that a code can be checked without a
// network by whoever has opened that page before. It keeps nothing of any inspection.

const shelf = 'inspection-code-1';
const kept = ['/scan', '/assets/scan.js', '/assets/code.js', '/assets/sm2.js', '/assets/ed25519.js', '/assets/qr-decode.js',
  '/.well-known/inspection-code-keys', '/.well-known/inspection-code-agencies'];

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(shelf).then((cache) => cache.addAll(kept)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((name) => name !== shelf).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

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
  if (request.method !== 'GET' || new URL(request.url).origin !== location.origin) return;
  if (kept.includes(path)) {
    event.respondWith(fresh(request, path));
  } else if (request.mode === 'navigate' && path.startsWith('/c/')) {
    event.respondWith(fetch(request, { signal: AbortSignal.timeout(8000) }).catch(() => caches.match('/scan')));
  }
});
