// The photos of a record: made small, kept on the device at once, sent as soon as there is a network, and named in the form
// when they have arrived. What waits is shown, and goes by itself when the network is back.

import { smaller, thumbnail } from './photo.js';
import { photosOf, keepPhoto, dropPhoto } from './kept.js';

const english = document.documentElement.lang === 'en';
const t = (zh, en) => (english ? en : zh);

const words = {
  waiting: t('等待网络，恢复后自动发送', 'waits for the network, and goes by itself'),
  sending: t('正在发送…', 'being sent …'),
  sent: t('已上传', 'received'),
  refused: t('没有收下：', 'not taken: '),
};

// Photos are those of one form.
export class Photos {
  constructor(form, changed) {
    this.form = form;
    this.changed = changed; // called when anything has
    this.shown = new Map(); // by id: what is shown of a photo
    this.sending = false;
    for (const place of form.querySelectorAll('[data-photos]')) {
      for (const input of place.querySelectorAll('input[type=file]')) {
        input.addEventListener('change', () => this.take(place, input));
      }
    }
    addEventListener('online', () => this.send());
    setInterval(() => this.send(), 10_000);
  }

  // restore shows what lies on the device, and takes what was chosen before this script had come.
  async restore() {
    for (const place of this.form.querySelectorAll('[data-photos]')) {
      for (const input of place.querySelectorAll('input[type=file]')) {
        if (input.files.length) this.take(place, input);
      }
    }
    for (const photo of await photosOf(this.form.dataset.record)) {
      const place = [...this.form.querySelectorAll('[data-photos]')].find((p) => p.dataset.photos === photo.field);
      if (place && !this.named(photo)) this.show(place, photo);
    }
    this.send();
  }

  // named reports whether the form came back from the server with a photo in it.
  named(photo) {
    return photo.name && [...this.form.elements].some((e) => e.type === 'checkbox' && e.name === photo.field && e.value === photo.name);
  }

  async take(place, input) {
    const files = [...input.files];
    input.value = ''; // they are sent by themselves
    for (const file of files) {
      const blob = await smaller(file);
      const photo = { id: crypto.randomUUID?.() ?? String(Math.random()), ref: this.form.dataset.record, field: place.dataset.photos, type: blob.type, bytes: await blob.arrayBuffer(), picture: await thumbnail(blob), state: 'waiting' };
      await keepPhoto(photo);
      this.show(place, photo);
      this.changed();
    }
    this.send();
  }

  show(place, photo) {
    const line = document.createElement('div');
    line.className = 'choice';
    const picture = document.createElement('img');
    picture.src = photo.picture || 'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 10"%3E%3Cpath d="M0 0h5l3 3v7H0z" fill="%23889"/%3E%3C/svg%3E';
    picture.alt = photo.picture ? t('照片', 'photo') : t('文件', 'document');
    picture.width = 72;
    const state = document.createElement('span');
    const name = document.createElement('input');
    name.type = 'hidden';
    const drop = document.createElement('button');
    drop.type = 'button';
    drop.className = 'enlarge';
    drop.textContent = t('删除', 'Remove');
    drop.addEventListener('click', async () => {
      await dropPhoto(photo.id);
      this.shown.delete(photo.id);
      line.remove();
      this.changed();
    });
    line.append(picture, state, name, drop);
    place.querySelector('label').before(line);
    this.shown.set(photo.id, { photo, state, name });
    this.say(photo);
  }

  say(photo) {
    const { state, name } = this.shown.get(photo.id) ?? {};
    if (!state) return;
    state.textContent = words[photo.state] + (photo.why ?? '');
    if (photo.state === 'sent') [name.name, name.value] = [photo.field, photo.name];
  }

  // waiting are those that have not arrived.
  get waiting() {
    return [...this.shown.values()].map((s) => s.photo).filter((p) => p.state === 'waiting' || p.state === 'sending');
  }

  // send sends what waits, one after another.
  async send() {
    if (this.sending || !navigator.onLine) return;
    this.sending = true;
    for (const photo of this.waiting) {
      photo.state = 'sending';
      this.say(photo);
      await this.sendOne(photo);
      if (!this.shown.has(photo.id)) continue; // removed meanwhile
      await keepPhoto(photo);
      this.say(photo);
      this.changed();
      if (photo.state === 'waiting') break;
    }
    this.sending = false;
  }

  async sendOne(photo) {
    try {
      const answer = await fetch(this.form.dataset.attach, { method: 'POST', headers: { Accept: 'application/json', 'Content-Type': photo.type }, body: photo.bytes });
      const said = await answer.json();
      if (answer.ok) Object.assign(photo, { state: 'sent', name: said.name, bytes: null, why: '' });
      else if (answer.status >= 500 || answer.status === 429 || answer.status === 401) Object.assign(photo, { state: 'waiting', why: answer.status === 401 ? t('（请重新登录）', ' (sign in again)') : '' });
      else Object.assign(photo, { state: 'refused', why: english ? said.faults[0].text.en : said.faults[0].text.zh });
    } catch {
      photo.state = 'waiting'; // no network, or not all the way
    }
  }
}
