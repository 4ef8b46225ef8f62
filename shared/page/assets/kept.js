// What an officer has filled in and not yet sent stays on the device, in IndexedDB, for a day: the form's values, and
// photos with what became of them. It is one officer's: when another one is signed in, all of it goes.

const day = 24 * 60 * 60 * 1000;
export const pages = 'inspection-code-unsent'; // the forms themselves, as the service worker keeps them

function opened() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open('inspection-code', 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('records', { keyPath: 'ref' });
      asked.result.createObjectStore('photos', { keyPath: 'id' }).createIndex('ref', 'ref');
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

// within does something in one transaction, and waits until the device has it for good.
async function within(mode, act) {
  const store = await opened();
  try {
    return await new Promise((done, failed) => {
      const transaction = store.transaction(['records', 'photos'], mode, { durability: 'strict' });
      const asked = act(transaction.objectStore('records'), transaction.objectStore('photos'));
      transaction.oncomplete = () => done(asked?.result);
      transaction.onabort = () => failed(transaction.error);
    });
  } finally {
    store.close();
  }
}

export const all = () => within('readonly', (records) => records.getAll());
export const record = (ref) => within('readonly', (records) => records.get(ref));
export const keep = (one) => within('readwrite', (records) => records.put(one));
export const photosOf = (ref) => within('readonly', (_, photos) => photos.index('ref').getAll(ref));
export const keepPhoto = (photo) => within('readwrite', (_, photos) => photos.put(photo));
export const dropPhoto = (id) => within('readwrite', (_, photos) => photos.delete(id));

// forget removes everything of one inspection.
export async function forget(ref) {
  const taken = await within('readonly', (_, photos) => photos.index('ref').getAllKeys(ref));
  await within('readwrite', (records, photos) => {
    records.delete(ref);
    taken.forEach((id) => photos.delete(id));
  });
  const cache = await caches.open(pages);
  for (const request of await cache.keys()) {
    if (new URL(request.url).pathname.endsWith(`/${ref}`)) await cache.delete(request);
  }
}

// mine removes what is another officer's, and what is older than a day.
export async function mine(officer) {
  for (const one of await all()) {
    if (one.officer !== officer || Date.now() - one.saved > day) await forget(one.ref);
  }
  const last = localStorage.getItem('inspection-code-officer');
  if (last !== officer) await caches.delete(pages);
  localStorage.setItem('inspection-code-officer', officer);
  const cache = await caches.open(pages);
  for (const request of await cache.keys()) {
    const made = Date.parse((await cache.match(request)).headers.get('Date') ?? '');
    if (!(Date.now() - made < day)) await cache.delete(request);
  }
}
