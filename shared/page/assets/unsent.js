// On an officer's other pages: says which records lie on this device, filled in and not sent, and lets go of those that
// have been recorded meanwhile, by whomever.

import { all, forget, mine } from './kept.js';

const english = document.documentElement.lang === 'en';
const note = document.querySelector('[data-unsent]');
const { officer, recorded, revision } = note.dataset;

await mine(officer);
for (const one of await all()) {
  if (one.ref === recorded && one.revision <= Number(revision)) {
    await forget(one.ref);
    continue;
  }
  const link = document.createElement('a');
  link.href = `/function/record-result/${one.ref}`;
  link.textContent = (english ? 'A record that lies on this device and was not sent, kept ' : '本机有未提交的检查记录，保存于') + new Date(one.saved).toLocaleString(english ? 'en-GB' : 'zh-CN', { timeZone: 'Asia/Shanghai', dateStyle: 'medium', timeStyle: 'short' });
  const line = document.createElement('p');
  line.append(link);
  note.append(line);
  note.hidden = false;
}
