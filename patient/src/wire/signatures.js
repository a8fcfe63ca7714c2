// Ed25519 with a purpose label, verified strictly: one signature, one meaning, one encoding.
//
// noble's own verify multiplies by the cofactor and so accepts signatures that the practice's
// library refuses; the equation is therefore checked here without it, as RFC 8032 allows and
// OpenSSL does. Refused beside: small-order keys, non-canonical encodings, S >= L.
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { concat, equal, utf8 } from "./bytes.js";
import { badKey, badSignature } from "./errors.js";

/** @typedef {"statement" | "transmission" | "request" | "anchor" | "practice" | "release" | "pair" | "key-change"} Purpose */
/** @typedef {(base: Uint8Array) => Uint8Array} Sign */

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const Y_OF_ORDER_8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;
const SMALL_ORDER_Y = new Set([0n, 1n, P - 1n, Y_OF_ORDER_8, P - Y_OF_ORDER_8]);

/** @param {Uint8Array} bytes */
function littleEndian(bytes) {
  let number = 0n;
  for (let at = bytes.length - 1; at >= 0; at--) number = (number << 8n) | BigInt(bytes[at] ?? 0);
  return number;
}

/** The exact bytes that are signed. @param {Purpose} purpose @param {Uint8Array} message */
export const signingBase = (purpose, message) =>
  concat(utf8(`praxistresor/1/${purpose}`), Uint8Array.of(0), message);

/** Refuses a wrong length, a non-canonical encoding or a small-order point. @param {Uint8Array} key */
export function checkPublicKey(key) {
  if (key.length !== 32) throw badKey("an Ed25519 key is 32 bytes");
  const y = littleEndian(key) & ((1n << 255n) - 1n);
  if (y >= P) throw badKey("not canonical");
  if (SMALL_ORDER_Y.has(y)) throw badKey("small order");
}

/** @param {Uint8Array} key */
function pointOf(key) {
  try {
    return ed25519.Point.fromBytes(key);
  } catch {
    throw badKey("not a point");
  }
}

/**
 * Returns silently if the signature holds; else `key` or `signature`, nothing finer.
 * @param {Uint8Array} key
 * @param {Purpose} purpose
 * @param {Uint8Array} message verified as received; parse it only afterwards
 * @param {Uint8Array} signature
 */
export function verify(key, purpose, message, signature) {
  checkPublicKey(key);
  if (signature.length !== 64) throw badSignature("a signature is 64 bytes");
  const s = littleEndian(signature.slice(32));
  if (s >= L) throw badSignature("S is not canonical");
  const r = signature.slice(0, 32);
  const k = littleEndian(sha512(concat(r, key, signingBase(purpose, message)))) % L;
  const negated = pointOf(key).negate().multiplyUnsafe(k);
  const expected = ed25519.Point.BASE.multiplyUnsafe(s).add(negated);
  if (!equal(expected.toBytes(), r)) throw badSignature("does not hold");
}

/** A signer over a 32-byte Ed25519 seed. @param {Uint8Array} seed @returns {Sign} */
export const signerOf = (seed) => (base) => ed25519.sign(base, seed);

/** @param {Uint8Array} seed */
export const publicKeyOf = (seed) => ed25519.getPublicKey(seed);
