// Scans a code with the camera or from a picture, and checks it in the browser: a forgery is told without
// a network. With one, the server's verdict follows, which knows of revocation and result.

import { parse, windowAt, freshnessAt, Refused } from './code.js';

const english = document.documentElement.lang === 'en';
const t = (zh, en) => (english ? en : zh);
const scanner = document.getElementById('scanner');
const video = document.getElementById('camera');
const start = document.getElementById('start');
const picture = document.getElementById('picture');
const verdict = document.getElementById('verdict');
const factsBox = document.getElementById('facts');
const prefix = scanner.dataset.prefix;

navigator.serviceWorker?.register('/sw.js').catch(() => {}); // without it the page works online

const known = async (path) => (await fetch(path)).json();

// The signs are those of the server's verdicts: an outline, and what stands in it.
const round = 'M3 24a21 21 0 1 0 42 0a21 21 0 1 0-42 0';
const icons = {
  check: [round, 'M14 25l7 7 13-15'],
  bang: ['M24 4l21 39H3z', 'M24 18v12m0 4v4'],
  cross: [round, 'M15 15l18 18m0-18L15 33'],
};

function show(tone, icon, word, first, rows = []) {
  verdict.className = `verdict ${tone}`;
  verdict.innerHTML = `<svg viewBox="0 0 48 48" aria-hidden="true"><path d="${icons[icon][0]}" fill="none" stroke="currentColor" stroke-width="4"/><path d="${icons[icon][1]}" fill="none" stroke="currentColor" stroke-width="5"/></svg><h2></h2><p></p>`;
  verdict.querySelector('h2').textContent = word;
  verdict.querySelector('p').textContent = first;
  verdict.hidden = false;
  factsBox.replaceChildren(...rows.map(([name, value]) => {
    const line = document.createElement('p');
    const strong = document.createElement('b');
    strong.textContent = value;
    line.append(`${name}：`, strong);
    return line;
  }));
  factsBox.hidden = rows.length === 0;
  verdict.scrollIntoView({ block: 'start' });
}

const when = (ms) => new Date(ms).toLocaleString(english ? 'en-GB' : 'zh-CN', { timeZone: 'Asia/Shanghai', dateStyle: 'long', timeStyle: 'short', hour12: false });

// judge shows what can be known without a network.
async function judge(digits) {
  let fields;
  try {
    fields = await parse(digits, await known('/.well-known/inspection-code-keys'));
  } catch (refusal) {
    if (!(refusal instanceof Refused)) throw refusal;
    if (refusal.message === 'unknown key') { // it may be newer than the keys that are kept here, and its code genuine
      show('warn', 'bang', t('暂时无法核实', 'Cannot be confirmed now'), t('断网时保存的公钥里没有签发该码的公钥，可能是码不真实，也可能是公钥已经更换。请联网后再扫，或核对执法证件并拨打12345核实。', 'The key that signed it is not among those kept for use without a network: it may not be genuine, or the keys have changed since. Scan again with a network, or compare their certificates and call 12345.'));
      return;
    }
    show('bad', 'cross', t('不是真实的检查码', 'Not a genuine code'), t('该码不是本市签发的。不要付款，不要交出材料；请对方出示执法证件，并拨打12345核实。', 'It was not issued by this city. Pay nothing and hand over nothing; ask for their certificates, and call 12345.'));
    return;
  }
  const agencies = await known('/.well-known/inspection-code-agencies').catch(() => ({}));
  const agency = agencies[fields.agency];
  const now = Date.now();
  const rows = [
    [t('受检企业代码', 'Credit code of the enterprise'), fields.enterprise],
    [t('执法主体', 'Agency'), agency ? t(agency.zh, agency.en || agency.zh) : String(fields.agency)],
    [t('检查时间', 'Time'), `${when(fields.from)} – ${when(fields.until)}`],
  ];
  const offline = t('（断网核验：只核对了签名和时间，不知道是否已撤销）', ' (checked without a network: signature and time only; whether it was called off is not known)');
  const window = windowAt(fields, now);
  if (window === 'before') show('warn', 'bang', t('尚未开始', 'Not yet'), t('检查是真实的，但还没有到检查时间', 'The inspection is genuine, but its time has not come') + offline, rows);
  else if (window === 'after') show('warn', 'bang', t('已经结束', 'Over'), t('检查时间已过', 'Its time has passed') + offline, rows);
  else if (freshnessAt(fields, now) === 'stale') show('warn', 'bang', t('画面已过期', 'This picture is out of date'), t('这可能是截图，请检查人员刷新', 'It may be a screenshot; ask the officers to refresh it') + offline, rows);
  else show('paper', 'check', t('签名真实', 'The signature is genuine'), t('请核对企业代码和检查人员的执法证件', 'Compare the credit code, and the officers’ certificates') + offline, rows);
}

// found takes what was read from a symbol.
async function found(text) {
  const digits = text.startsWith(prefix) ? text.slice(prefix.length) : '';
  if (digits && navigator.onLine) {
    location.assign(`/c/${digits}`);
    return;
  }
  await judge(digits);
}

async function read(source, width, height) {
  if ('BarcodeDetector' in window) {
    const [code] = await new BarcodeDetector({ formats: ['qr_code'] }).detect(source).catch(() => []);
    if (code) return code.rawValue;
  }
  const { decode } = await import('./qr-decode.js');
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(source, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  try {
    return decode({ width, height, data }, { timeLimit: 500 });
  } catch {
    return null; // nothing to be read in this picture
  }
}

async function watch() {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  video.srcObject = stream;
  video.hidden = false;
  start.hidden = true;
  await video.play();
  for (;;) {
    const text = await read(video, video.videoWidth, video.videoHeight);
    if (text) {
      stream.getTracks().forEach((track) => track.stop());
      video.hidden = true;
      start.hidden = false;
      await found(text);
      return;
    }
    await new Promise((done) => setTimeout(done, 150));
  }
}

start.hidden = !navigator.mediaDevices?.getUserMedia;
start.addEventListener('click', () => watch().catch(() => show('warn', 'bang', t('无法打开相机', 'The camera cannot be opened'), t('请允许使用相机，或选择图片', 'Allow the camera, or choose a picture'))));
picture.addEventListener('change', async () => {
  const [file] = picture.files;
  if (!file) return;
  const image = await createImageBitmap(file).catch(() => null);
  const scale = image ? Math.min(1, 1600 / Math.max(image.width, image.height)) : 0;
  const text = image && (await read(image, Math.round(image.width * scale), Math.round(image.height * scale)));
  if (text) await found(text);
  else show('warn', 'bang', t('没有读出检查码', 'No code could be read'), t('请靠近、对正、避开反光，再拍一次', 'Come closer, hold it straight, avoid reflections, and try again'));
});

// Without a network the service worker shows this page in place of a verdict: then the address has the code.
const opened = location.pathname.match(/^\/c\/(\d+)$/);
if (opened) judge(opened[1]);
