// SM2 signatures with SM3 (GB/T 32918.2, GB/T 32905), verification only: browsers have neither. It works
// on public values alone, so it need not hide how long it takes.

const p = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
const a = p - 3n;
const b = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
const n = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const gx = 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n;
const gy = 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n;

const mod = (x, m = p) => ((x % m) + m) % m;

function inverse(x, m) {
  let [r, s, u, v] = [m, mod(x, m), 0n, 1n];
  while (s) [r, s, u, v] = [s, r % s, v, u - (r / s) * v];
  return mod(u, m);
}

// Points are [x, y], and null is the point at infinity.
function add(P, Q) {
  if (!P) return Q;
  if (!Q) return P;
  const [x1, y1] = P;
  const [x2, y2] = Q;
  let slope;
  if (x1 === x2) {
    if (mod(y1 + y2) === 0n) return null;
    slope = (3n * x1 * x1 + a) * inverse(2n * y1, p);
  } else {
    slope = (y2 - y1) * inverse(x2 - x1, p);
  }
  const x = mod(slope * slope - x1 - x2);
  return [x, mod(slope * (x1 - x) - y1)];
}

function times(k, P) {
  let sum = null;
  for (let at = P; k; k >>= 1n, at = add(at, at)) if (k & 1n) sum = add(sum, at);
  return sum;
}

const number = (bytes) => bytes.reduce((x, byte) => (x << 8n) | BigInt(byte), 0n);

function bytes32(x) {
  const out = new Uint8Array(32);
  for (let i = 31; i >= 0; i--, x >>= 8n) out[i] = Number(x & 255n);
  return out;
}

const concat = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));

export function sm3(message) {
  const rotate = (x, k) => ((x << (k % 32)) | (x >>> (32 - (k % 32)))) >>> 0;
  const spread0 = (x) => x ^ rotate(x, 9) ^ rotate(x, 17);
  const spread1 = (x) => x ^ rotate(x, 15) ^ rotate(x, 23);
  const length = message.length * 8;
  const blocks = new Uint8Array(((message.length + 72) >> 6) << 6);
  blocks.set(message);
  blocks[message.length] = 0x80;
  new DataView(blocks.buffer).setUint32(blocks.length - 4, length);
  let V = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];
  for (let at = 0; at < blocks.length; at += 64) {
    const view = new DataView(blocks.buffer, at, 64);
    const W = Array.from({ length: 16 }, (_, i) => view.getUint32(4 * i));
    for (let i = 16; i < 68; i++) W[i] = (spread1(W[i - 16] ^ W[i - 9] ^ rotate(W[i - 3], 15)) ^ rotate(W[i - 13], 7) ^ W[i - 6]) >>> 0;
    let [A, B, C, D, E, F, G, H] = V;
    for (let i = 0; i < 64; i++) {
      const early = i < 16;
      const ss1 = rotate((rotate(A, 12) + E + rotate(early ? 0x79cc4519 : 0x7a879d8a, i)) >>> 0, 7);
      const ss2 = (ss1 ^ rotate(A, 12)) >>> 0;
      const ff = early ? A ^ B ^ C : (A & B) | (A & C) | (B & C);
      const gg = early ? E ^ F ^ G : (E & F) | (~E & G);
      const tt1 = (ff + D + ss2 + ((W[i] ^ W[i + 4]) >>> 0)) >>> 0;
      const tt2 = (gg + H + ss1 + W[i]) >>> 0;
      [A, B, C, D] = [tt1, A, rotate(B, 9), C];
      [E, F, G, H] = [(tt2 ^ rotate(tt2, 9) ^ rotate(tt2, 17)) >>> 0, E, rotate(F, 19), G];
    }
    V = [A, B, C, D, E, F, G, H].map((x, i) => (x ^ V[i]) >>> 0);
  }
  const out = new Uint8Array(32);
  V.forEach((x, i) => new DataView(out.buffer).setUint32(4 * i, x));
  return out;
}

// verifySM2 checks a signature of 64 bytes, r and s, under the default user ID.
export function verifySM2(x, y, message, signature) {
  const P = [number(x), number(y)];
  const onCurve = P.every((c) => c < p) && mod(P[1] * P[1] - (P[0] * P[0] * P[0] + a * P[0] + b)) === 0n;
  const r = number(signature.slice(0, 32));
  const s = number(signature.slice(32));
  if (!onCurve || signature.length !== 64 || r < 1n || r >= n || s < 1n || s >= n) return false;
  const t = (r + s) % n;
  if (t === 0n) return false;
  const user = new TextEncoder().encode('1234567812345678');
  const z = sm3(concat([0, user.length * 8], user, ...[a, b, gx, gy, ...P].map(bytes32)));
  const e = number(sm3(concat(z, message)));
  const point = add(times(s, [gx, gy]), times(t, P));
  return point !== null && (e + point[0]) % n === r;
}
