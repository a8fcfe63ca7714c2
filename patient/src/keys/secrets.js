// The device's three secrets, kept only wrapped by AES-256-GCM under a non-extractable key.
import { concat, random, utf8 } from "../wire/bytes.js";
import { Refused } from "../wire/errors.js";

/** @typedef {"identity" | "statement" | "relay"} Purpose */
/** @typedef {Record<Purpose, Uint8Array>} Secrets 32-byte seeds: age hybrid, Ed25519, Ed25519 */
/** @typedef {Record<Purpose, Uint8Array>} Wrapped u8 version ‖ 12 bytes nonce ‖ AES-256-GCM, 61 bytes each */

const VERSION = 1;
const NONCE_BYTES = 12;
const WRAPPED_BYTES = 1 + NONCE_BYTES + 32 + 16;
const PURPOSES = /** @type {const} */ (["identity", "statement", "relay"]);

/** @returns {Secrets} */
export const newSecrets = () => ({ identity: random(32), statement: random(32), relay: random(32) });

/** mailbox id ‖ purpose ‖ version. @param {Uint8Array} mailbox @param {Purpose} purpose */
const context = (mailbox, purpose) => concat(mailbox, utf8(purpose), Uint8Array.of(VERSION));

/** WebCrypto wants plain buffers. @param {Uint8Array} bytes */
export const source = (bytes) => /** @type {Uint8Array<ArrayBuffer>} */ (bytes);

/** @param {Uint8Array} nonce @param {Uint8Array} mailbox @param {Purpose} purpose */
const algorithm = (nonce, mailbox, purpose) => ({
  name: "AES-GCM",
  iv: source(nonce),
  additionalData: source(context(mailbox, purpose)),
});

/** @param {CryptoKey} key @param {Uint8Array} seed @param {Uint8Array} mailbox @param {Purpose} purpose */
async function wrapSeed(key, seed, mailbox, purpose) {
  const nonce = random(NONCE_BYTES);
  const sealed = await crypto.subtle.encrypt(algorithm(nonce, mailbox, purpose), key, source(seed));
  return concat(Uint8Array.of(VERSION), nonce, new Uint8Array(sealed));
}

/**
 * @param {CryptoKey} key @param {Uint8Array} wrapped @param {Uint8Array} mailbox @param {Purpose} purpose
 */
export async function unwrapSeed(key, wrapped, mailbox, purpose) {
  if (wrapped.length !== WRAPPED_BYTES || wrapped[0] !== VERSION) throw new Refused("format", "wrapped seed");
  const nonce = wrapped.slice(1, 1 + NONCE_BYTES);
  const sealed = source(wrapped.slice(1 + NONCE_BYTES));
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithm(nonce, mailbox, purpose), key, sealed));
  } catch {
    throw new Refused("sealed", "wrapped seed");
  }
}

/** @param {CryptoKey} key @param {Uint8Array} mailbox @param {Secrets} secrets @returns {Promise<Wrapped>} */
export async function wrap(key, mailbox, secrets) {
  const entries = PURPOSES.map(async (purpose) => [purpose, await wrapSeed(key, secrets[purpose], mailbox, purpose)]);
  return Object.fromEntries(await Promise.all(entries));
}

/** Null if the key is not the one. @param {CryptoKey} key @param {Uint8Array} mailbox @param {Wrapped} wrapped @returns {Promise<Secrets | null>} */
export async function unwrap(key, mailbox, wrapped) {
  try {
    const entries = PURPOSES.map(async (purpose) => [purpose, await unwrapSeed(key, wrapped[purpose], mailbox, purpose)]);
    return Object.fromEntries(await Promise.all(entries));
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/** @param {Secrets} secrets */
export const forget = (secrets) => PURPOSES.forEach((purpose) => secrets[purpose].fill(0));
