// Reads vectors.json as FORMAT.md describes it, with WebCrypto and nothing of ours. It ends with an error at the
// first vector it disagrees with, and otherwise prints how many of each sort it looked at. WebCrypto has no SM2: of
// those vectors the fields are compared and the signature is not.
import assert from 'node:assert/strict';
import { createHash, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';

const vectors = JSON.parse(readFileSync(new URL('vectors.json', import.meta.url)));
const keys = new Map(vectors.privateKeys.keys.map(k => [k.kid, k]));

const crockford = '0123456789abcdefghjkmnpqrstvwxyz';
const usccSymbols = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const epoch = Date.UTC(2023, 0, 1);

const number = bytes => bytes.reduce((n, b) => n << 8n | BigInt(b), 0n);
const hex = bytes => Buffer.from(bytes).toString('hex');
const base = (n, size, symbols, length) => {
  let s = '';
  for (; length > 0; length--, n /= size) s = symbols[Number(n % size)] + s;
  return s;
};

function bytesOf(digits) {
  if (!/^[0-9]{231}$/.test(digits)) throw 'malformed';
  const bytes = [];
  for (let at = 0; at < 231; at += 17) {
    const block = digits.slice(at, at + 17), length = block.length === 17 ? 7 : 4;
    let n = BigInt(block);
    if (n >> BigInt(8 * length)) throw 'malformed';
    bytes.push(...Buffer.from(n.toString(16).padStart(2 * length, '0'), 'hex'));
  }
  return Uint8Array.from(bytes);
}

// GB 32100-2015 and, for characters 9 to 17, GB 11714.
function enterpriseOf(bytes) {
  const n = number(bytes);
  if (n >= 31n ** 17n) throw 'malformed';
  const first17 = base(n, 31n, usccSymbols, 17);
  const organisation = [3, 7, 9, 10, 5, 8, 4, 2].reduce((sum, w, i) => sum + w * parseInt(first17[8 + i], 36), 0);
  if ('0123456789X0'[11 - organisation % 11] !== first17[16]) throw 'malformed';
  let sum = 0, weight = 1;
  for (const c of first17) {
    sum += usccSymbols.indexOf(c) * weight;
    weight = weight * 3 % 31;
  }
  return first17 + usccSymbols[(31 - sum % 31) % 31];
}

function fieldsOf(body) {
  if (body[0] !== 0x10 || body[28] === 0) throw 'malformed';
  const from = epoch + Number(number(body.slice(25, 28))) * 60_000;
  return {
    kid: body[1],
    id: base(number(body.slice(2, 12)), 32n, crockford, 16),
    enterprise: enterpriseOf(body.slice(12, 23)),
    agency: Number(number(body.slice(23, 25))),
    from, until: from + body[28] * 900_000,
    slot: Number(number(body.slice(29, 31))),
  };
}

async function parse(digits) {
  const bytes = bytesOf(digits), body = bytes.slice(0, 31);
  const fields = fieldsOf(body);
  const key = keys.get(fields.kid);
  if (!key) throw 'unknown key';
  if (key.revoked) throw 'bad signature';
  if (key.alg === 'SM2') return { fields, sm2: true };
  const publicKey = await webcrypto.subtle.importKey('raw', Buffer.from(key.x, 'base64url'), 'Ed25519', false, ['verify']);
  const message = Buffer.concat([Buffer.from('jcm/c1\0'), body]);
  if (!await webcrypto.subtle.verify('Ed25519', publicKey, bytes.slice(31), message)) throw 'bad signature';
  return { fields, sm2: false };
}

function parseShort(typed) {
  const s = typed.normalize('NFKC').toLowerCase().replace(/[ \t\u2013\u2014-]/g, '').replaceAll('o', '0').replace(/[il]/g, '1');
  if (!/^[0-9a-hjkmnp-tv-z]{16}$/.test(s)) return { ok: false };
  const hash = createHash('sha256').update('jcm/s1\0' + s.slice(0, 14)).digest().readUInt16BE() >> 6;
  if (s.slice(14) !== crockford[hash >> 5] + crockford[hash & 31]) return { ok: false };
  const days = [...s.slice(0, 3)].reduce((n, c) => n * 32 + crockford.indexOf(c), 0);
  return { ok: true, day: new Date(epoch + days * 86_400_000).toISOString().slice(0, 10), idPrefix: s.slice(3, 14) };
}

const looked = { accepted: 0, acceptedSM2: 0, rejected: 0, rejectedSM2: 0, short: 0 };
for (const a of vectors.accepted) {
  const { fields, sm2 } = await parse(a.digits);
  const { name, ref, body, signature, digits, ...want } = a;
  assert.deepEqual(fields, { ...want, from: Date.parse(a.from), until: Date.parse(a.until) }, name);
  assert.equal(hex(bytesOf(digits)), body + signature, name);
  assert.equal(ref, new Date(fields.from + 8 * 3_600_000).toISOString().slice(0, 10) + '-' + fields.id, name);
  looked[sm2 ? 'acceptedSM2' : 'accepted']++;
}
for (const r of vectors.rejected) {
  const got = await parse(r.digits).catch(refusal => refusal);
  if (got.sm2) {
    looked.rejectedSM2++;
    continue;
  }
  assert.equal(got, r.error, r.name);
  looked.rejected++;
}
for (const { typed, ...want } of vectors.short) {
  assert.deepEqual(parseShort(typed), want, typed);
  looked.short++;
}
console.log(JSON.stringify(looked));
