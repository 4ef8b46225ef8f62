// Runs the browser's own verifier over the format's test vectors, in Node.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse, Refused } from '../assets/code.js';
import { byHand, verifyEd25519 } from '../assets/ed25519.js';
import { sm3 } from '../assets/sm2.js';

const vectors = JSON.parse(readFileSync(new URL('../../code/testdata/vectors.json', import.meta.url)));
const keys = vectors.privateKeys;
let looked = 0;
for (const a of vectors.accepted) {
  const { name, ref, body, signature, digits, ...want } = a;
  assert.deepEqual(await parse(digits, keys), { ...want, from: Date.parse(a.from), until: Date.parse(a.until) }, name);
  looked++;
}
for (const r of vectors.rejected) {
  await assert.rejects(parse(r.digits, keys), (e) => e instanceof Refused && e.message === r.error, r.name);
  looked++;
}

// The arithmetic for browsers without Ed25519 agrees with WebCrypto, on good signatures and on bad ones.
const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
const key = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
for (let i = 0; i < 4; i++) {
  const message = crypto.getRandomValues(new Uint8Array(40 * i));
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, message));
  assert.equal(await byHand(key, message, signature), true);
  signature[7 * i + 3] ^= 1 << i;
  assert.equal(await byHand(key, message, signature), false);
  assert.equal(await verifyEd25519(key, message, signature), false);
  looked++;
}

// GB/T 32905-2016, appendix A.
const hex = (b) => Buffer.from(b).toString('hex');
assert.equal(hex(sm3(Buffer.from('abc'))), '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
assert.equal(hex(sm3(Buffer.from('abcd'.repeat(16)))), 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732');
console.log(looked);
