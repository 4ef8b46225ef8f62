// The officer's live code: symbols signed beforehand, one for each thirty seconds, drawn by the server's
// clock. The list stays in memory only. It is asked for again when half of it is used, and outlasts an
// hour without a network.

const frame = document.querySelector('[data-live]');
const svg = frame.querySelector('svg');
const pulse = document.querySelector('[data-pulse]');
const clock = document.querySelector('[data-clock]');
const left = document.querySelector('[data-left]');
const lost = document.querySelector('[data-lost]');
const quiet = 4; // modules of white around a symbol

let hour = { slots: [], period: 30000 };
let ahead = 0; // of our clock, the server's, in milliseconds
let shown = null;
let asking = false;

const now = () => Date.now() + ahead;

async function ask() {
  if (asking) return;
  asking = true;
  try {
    const sent = Date.now();
    const answer = await fetch(frame.dataset.live, { headers: { Accept: 'application/json' }, cache: 'no-store' });
    if (!answer.ok) return;
    const got = await answer.json();
    ahead = got.now - (sent + Date.now()) / 2;
    hour = got;
  } catch {
    // no network: what is in memory goes on
  } finally {
    asking = false;
  }
}

// path draws the black modules as runs in rows, in the units of the symbol.
function path({ size, bits }) {
  const bytes = Uint8Array.from(atob(bits), (c) => c.charCodeAt(0));
  const black = (i) => (bytes[i >> 3] >> (7 - (i & 7))) & 1;
  let d = '';
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (!black(y * size + x)) continue;
      let run = 1;
      while (x + run < size && black(y * size + x + run)) run++;
      d += `M${x + quiet} ${y + quiet}h${run}v1h-${run}z`;
      x += run;
    }
  }
  return d;
}

function draw() {
  const t = now();
  const slot = hour.slots.find((s) => s.at <= t && t < s.at + hour.period);
  if (slot && slot !== shown) {
    const side = slot.size + 2 * quiet;
    svg.setAttribute('viewBox', `0 0 ${side} ${side}`);
    svg.querySelector('path:last-of-type').setAttribute('d', path(slot));
    shown = slot;
  }
  const over = hour.slots.length > 0 && !slot;
  lost.hidden = !over || t >= hour.until;
  frame.style.opacity = over ? 0.15 : 1;
  if (slot) {
    pulse.hidden = false;
    clock.textContent = new Date(t).toLocaleTimeString('zh-CN', { hour12: false, timeZone: 'Asia/Shanghai' });
    left.textContent = Math.ceil((slot.at + hour.period - t) / 1000);
  }
  const last = hour.slots.at(-1);
  if (!last || last.at - t < (hour.slots.length * hour.period) / 2) retry();
}

let tried = 0;
function retry() {
  if (Date.now() - tried < 15000) return;
  tried = Date.now();
  ask();
}

// The screen stays on while the code is shown, where the browser lets it.
async function stayAwake() {
  try {
    await navigator.wakeLock?.request('screen');
  } catch {
    // low battery: the officer taps now and then
  }
}
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) {
    stayAwake();
    draw();
  }
});

await ask();
stayAwake();
draw();
setInterval(draw, 250);
