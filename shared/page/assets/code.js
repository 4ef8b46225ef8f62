// The code's token, as shared/code/FORMAT.md describes it: digits to fields, and the signature checked in
// the browser with nothing but the public keys. It makes no request.

import { verifySM2 } from './sm2.js';
import { verifyEd25519 } from './ed25519.js';

const crockford = '0123456789abcdefghjkmnpqrstvwxyz';
const usccSymbols = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const epoch = Date.UTC(2023, 0, 1);
const domain = new TextEncoder().encode('jcm/c1\0');

export class Refused extends Error {}

const number = (bytes) => bytes.reduce((n, b) => (n << 8n) | BigInt(b), 0n);

function inBase(n, symbols, length) {
  let s = '';
  const size = BigInt(symbols.length);
  for (let i = 0; i < length; i++, n /= size) s = symbols[Number(n % size)] + s;
  return s;
}

function bytesOf(digits) {
  if (!/^[0-9]{231}$/.test(digits)) throw new Refused('malformed');
  const bytes = [];
  for (let at = 0; at < 231; at += 17) {
    const block = digits.slice(at, at + 17);
    const length = block.length === 17 ? 7 : 4;
    const n = BigInt(block);
    if (n >> BigInt(8 * length)) throw new Refused('malformed');
    for (let i = length - 1; i >= 0; i--) bytes.push(Number((n >> BigInt(8 * i)) & 255n));
  }
  return Uint8Array.from(bytes);
}

// enterpriseOf unpacks a credit code and checks both of its check digits (GB 32100-2015, GB 11714).
function enterpriseOf(bytes) {
  const n = number(bytes);
  if (n >= 31n ** 17n) throw new Refused('malformed');
  const first17 = inBase(n, usccSymbols, 17);
  const organisation = [3, 7, 9, 10, 5, 8, 4, 2].reduce((sum, w, i) => sum + w * parseInt(first17[8 + i], 36), 0);
  if ('0123456789X0'[11 - (organisation % 11)] !== first17[16]) throw new Refused('malformed');
  let sum = 0;
  let weight = 1;
  for (const c of first17) {
    sum += usccSymbols.indexOf(c) * weight;
    weight = (weight * 3) % 31;
  }
  return first17 + usccSymbols[(31 - (sum % 31)) % 31];
}

function fieldsOf(body) {
  if (body[0] !== 0x10 || body[28] === 0) throw new Refused('malformed');
  const from = epoch + Number(number(body.slice(25, 28))) * 60000;
  return {
    kid: body[1],
    id: inBase(number(body.slice(2, 12)), crockford, 16),
    enterprise: enterpriseOf(body.slice(12, 23)),
    agency: Number(number(body.slice(23, 25))),
    from,
    until: from + body[28] * 900000,
    slot: Number(number(body.slice(29, 31))),
  };
}

const raw = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));

// parse returns the fields of a code that one of the keys has signed, and throws Refused for any other.
// Keys are the document at /.well-known/inspection-code-keys.
export async function parse(digits, keys) {
  const bytes = bytesOf(digits);
  const body = bytes.slice(0, 31);
  const signature = bytes.slice(31);
  const fields = fieldsOf(body);
  const key = keys.keys.find((k) => k.kid === fields.kid);
  if (!key) throw new Refused('unknown key');
  if (key.revoked) throw new Refused('bad signature');
  const message = Uint8Array.from([...domain, ...body]);
  const good = key.alg === 'SM2'
    ? verifySM2(raw(key.x), raw(key.y), message, signature)
    : await verifyEd25519(raw(key.x), message, signature);
  if (!good) throw new Refused('bad signature');
  return fields;
}

// windowAt says where a moment lies in a code's hours; clocks may differ by two minutes.
export function windowAt(fields, now) {
  if (now < fields.from - 120000) return 'before';
  return now < fields.until + 120000 ? 'within' : 'after';
}

// freshnessAt says whether a code was meant for this moment's screen.
export function freshnessAt(fields, now) {
  if (fields.slot === 0) return 'printed';
  const age = now - (fields.from + (fields.slot - 1) * 30000);
  return age < -30000 || age > 90000 ? 'stale' : 'live';
}
