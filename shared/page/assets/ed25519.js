// Ed25519 signatures (RFC 8032), verification only: WebCrypto's where the browser has it, and otherwise
// its own arithmetic. It works on public values alone, so it need not hide how long it takes.

const p = 2n ** 255n - 19n;
const order = 2n ** 252n + 27742317777372353535851937790883648493n;
const d = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;
const base = [
  15112221349535400772501151409588531511454012693041857206046113283949847762202n,
  46316835694926478169428394003475163141307993866256225615783033603165251855960n,
];

const mod = (x, m = p) => ((x % m) + m) % m;

function power(x, k) {
  let y = 1n;
  for (x = mod(x); k; k >>= 1n, x = mod(x * x)) if (k & 1n) y = mod(y * x);
  return y;
}

const little = (bytes) => bytes.reduceRight((n, b) => (n << 8n) | BigInt(b), 0n);

// Points are [X, Y, Z, T] of x = X/Z, y = Y/Z, xy = T/Z.
function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const A = mod((y1 - x1) * (y2 - x2));
  const B = mod((y1 + x1) * (y2 + x2));
  const C = mod(2n * d * t1 * t2);
  const D = mod(2n * z1 * z2);
  const [E, F, G, H] = [B - A, D - C, D + C, B + A];
  return [mod(E * F), mod(G * H), mod(F * G), mod(E * H)];
}

function times(k, P) {
  let sum = [0n, 1n, 1n, 0n];
  for (; k; k >>= 1n, P = add(P, P)) if (k & 1n) sum = add(sum, P);
  return sum;
}

// pointOf decodes thirty-two bytes; null where they are no point.
function pointOf(bytes) {
  const n = little(bytes);
  const y = n & (2n ** 255n - 1n);
  if (y >= p) return null;
  const u = mod(y * y - 1n);
  const v = mod(d * y * y + 1n);
  let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (p - 5n) / 8n));
  if (mod(v * x * x) !== u) {
    x = mod(x * power(2n, (p - 1n) / 4n));
    if (mod(v * x * x) !== u) return null;
  }
  const odd = n >> 255n;
  if (x === 0n && odd) return null;
  if ((x & 1n) !== odd) x = p - x;
  return [x, y, 1n, mod(x * y)];
}

const same = (P, Q) => mod(P[0] * Q[2] - Q[0] * P[2]) === 0n && mod(P[1] * Q[2] - Q[1] * P[2]) === 0n;

// byHand checks the equation sB = R + kA.
export async function byHand(key, message, signature) {
  const A = pointOf(key);
  const R = pointOf(signature.slice(0, 32));
  const s = little(signature.slice(32));
  if (!A || !R || signature.length !== 64 || s >= order) return false;
  const hash = await crypto.subtle.digest('SHA-512', Uint8Array.from([...signature.slice(0, 32), ...key, ...message]));
  const k = mod(little(new Uint8Array(hash)), order);
  const B = [...base, 1n, mod(base[0] * base[1])];
  return same(times(s, B), add(R, times(k, A)));
}

export async function verifyEd25519(key, message, signature) {
  let native;
  try {
    native = await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
  } catch {
    return byHand(key, message, signature);
  }
  return crypto.subtle.verify('Ed25519', native, signature, message);
}
