// The form of a result saves as it goes: what is filled in lies on the device a moment later, comes back after a closed tab, a
// flat battery or a day in the cellar, and leaves it when the result is recorded. Without this script the form works as well.

import { record, keep, forget, mine, pages } from './kept.js';
import { Photos } from './photos.js';

const english = document.documentElement.lang === 'en';
const t = (zh, en) => (english ? en : zh);
const form = document.querySelector('form[data-record]');
const [restored, saved, unsent] = ['restored', 'saved', 'unsent'].map((name) => document.querySelector(`[data-${name}]`));
const ref = form.dataset.record;
const revision = Number(form.dataset.revision);
const fresh = 'fresh' in form.dataset;
const times = ['arrived', 'left']; // filled in by the server, newer than anything kept unless the officer has put them right
const when = (ms) => new Date(ms).toLocaleString(english ? 'en-GB' : 'zh-CN', { timeZone: 'Asia/Shanghai', month: english ? 'short' : 'long', day: 'numeric', hour: '2-digit', minute: '2-digit' });

// fields are the inputs that somebody fills in.
const fields = () => [...form.elements].filter((e) => e.name && !['hidden', 'file', 'submit', 'button'].includes(e.type) && e.name !== 'attach');

function values() {
  return fields()
    .filter((e) => (e.type === 'radio' || e.type === 'checkbox' ? e.checked : !(fresh && times.includes(e.name) && e.value === e.defaultValue)))
    .map((e) => [e.name, e.value]);
}

// touched are the fields that were filled in before this script had come.
function touched() {
  const byDefault = (e) => ([...e.options].find((o) => o.defaultSelected) ?? e.options[0]).value;
  const changed = (e) => (e.options ? e.value !== byDefault(e) : e.type === 'radio' || e.type === 'checkbox' ? e.checked !== e.defaultChecked : e.value !== e.defaultValue);
  return new Set(fields().filter(changed).map((e) => e.name));
}

function fill(kept, already) {
  for (const e of fields()) {
    if (already.has(e.name)) continue;
    const its = kept.filter(([name]) => name === e.name).map(([, value]) => value);
    if (e.type === 'radio') e.checked = its.includes(e.value);
    else if (e.type !== 'checkbox' && its.length) [e.value] = its;
  }
}

let writing = Promise.resolve();
function save() {
  const one = { ref, revision, officer: form.dataset.officer, saved: Date.now(), values: values() };
  writing = writing.then(() => keep(one)).then(() => {
    saved.hidden = false;
    saved.textContent = t(`已保存在本机 ${when(one.saved)}，尚未提交`, `Kept on this device ${when(one.saved)}, not sent yet`);
  }).catch(() => {
    saved.hidden = false;
    saved.textContent = t('本机无法保存，请不要关闭页面', 'This device cannot keep it; do not close the page');
  });
  return writing;
}

let soon = 0;
function saveSoon() {
  clearTimeout(soon);
  soon = setTimeout(save, 150);
}

// stay keeps the form itself for the time without a network.
async function stay() {
  await navigator.serviceWorker?.register('/sw.js');
  const cache = await caches.open(pages);
  if (navigator.onLine && !(await cache.match(location.pathname))) await cache.add(location.pathname);
}

const photos = new Photos(form, saveSoon);

await mine(form.dataset.officer);
const kept = await record(ref);
const already = touched();
if (kept && kept.revision !== revision) {
  await forget(ref); // recorded or corrected meanwhile
} else if (kept && fresh) {
  fill(kept.values, already);
  const text = document.createElement('p');
  text.textContent = t(`已恢复${when(kept.saved)}保存在本机的内容，尚未提交。请核对后继续。`, `What was kept on this device ${when(kept.saved)} is back. It was not sent yet; look it over and go on.`);
  const again = document.createElement('button');
  again.type = 'button';
  again.className = 'second';
  again.textContent = t('不要了，重新填写', 'Throw it away and begin again');
  again.addEventListener('click', async () => {
    await forget(ref);
    location.reload();
  });
  restored.replaceChildren(text, again);
  restored.hidden = false;
}
await photos.restore();
if (!fresh || already.size) await save();

form.addEventListener('input', saveSoon);
form.addEventListener('change', saveSoon);
addEventListener('pagehide', save);
document.addEventListener('visibilitychange', () => document.hidden && save());

form.addEventListener('submit', (event) => {
  const left = photos.waiting.length;
  if (!left && navigator.onLine) return;
  event.preventDefault();
  unsent.textContent = left
    ? t(`还有${left}张照片没有发送，发送后才能提交；不要的照片可以删除。内容已保存在本机。`, `${left} photos have not been sent yet. They go when there is a network, or can be removed; all is kept on this device.`)
    : t('现在没有网络。内容已保存在本机，有网络后再提交。', 'There is no network now. All is kept on this device; go on when it is back.');
  unsent.hidden = false;
  save();
  photos.send();
});
addEventListener('online', () => { unsent.hidden = true; });

stay().catch(() => {}); // without it the form still saves
