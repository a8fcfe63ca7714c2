// What opens the device's secrets: a passkey's PRF output, or the paper secret through scrypt.
import { hkdf } from "@noble/hashes/hkdf.js";
import { scryptAsync } from "@noble/hashes/scrypt.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { equal, random, utf8 } from "../wire/bytes.js";
import { encode } from "../wire/cbor.js";
import { source } from "./secrets.js";

/** @typedef {{ kind: "passkey", credential: Uint8Array, salt: Uint8Array }} PasskeyLock */
/** @typedef {{ kind: "paper" }} PaperLock */
/** @typedef {PasskeyLock | PaperLock} Lock how the device is locked, as stored: nothing secret */
/** @typedef {(mailbox: Uint8Array) => Promise<CryptoKey>} Opener makes the wrapping key for one mailbox */

// Fixed by the protocol: a stored record cannot ask for less.
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, dkLen: 32, asyncTick: 20 };

/** The passkey exists but cannot keep a key; the paper secret is the way. */
export class PasskeyUnusable extends Error {
  name = "PasskeyUnusable";
}

/** Whether it is worth offering a passkey at all. */
export async function passkeyPossible() {
  if (!("PublicKeyCredential" in window)) return false;
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);
}

/**
 * Creates a passkey and asks it once more: a PRF that does not answer the same twice would lock
 * the letters away for good, so it is refused before anything depends on it.
 * @param {string} name
 * @returns {Promise<{ lock: PasskeyLock, opener: Opener }>}
 */
export async function createPasskeyLock(name) {
  const salt = random(32);
  const created = await navigator.credentials.create({
    publicKey: {
      challenge: source(random(32)),
      rp: { id: location.hostname, name },
      user: { id: source(random(16)), name, displayName: name },
      pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: "public-key", alg })),
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
      attestation: "none",
      extensions: { prf: { eval: { first: source(salt) } } },
    },
  });
  if (!(created instanceof PublicKeyCredential)) throw new PasskeyUnusable();
  const prf = created.getClientExtensionResults().prf;
  if (!prf?.enabled && !prf?.results) throw new PasskeyUnusable();
  /** @type {PasskeyLock} */
  const lock = { kind: "passkey", credential: new Uint8Array(created.rawId), salt };
  const first = prf.results ? bytesOf(prf.results.first) : await ask(lock);
  const second = await ask(lock);
  if (!equal(first, second)) throw new PasskeyUnusable();
  return { lock, opener: prfOpener(second) };
}

/** @param {BufferSource} buffer */
function bytesOf(buffer) {
  return buffer instanceof ArrayBuffer ? new Uint8Array(buffer) : new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

/** @param {PasskeyLock} lock */
async function ask(lock) {
  const answer = await navigator.credentials.get({
    publicKey: {
      challenge: source(random(32)),
      rpId: location.hostname,
      allowCredentials: [{ type: "public-key", id: source(lock.credential) }],
      userVerification: "required",
      extensions: { prf: { eval: { first: source(lock.salt) } } },
    },
  });
  const results = answer instanceof PublicKeyCredential ? answer.getClientExtensionResults().prf?.results : undefined;
  if (!results || bytesOf(results.first).length !== 32) throw new PasskeyUnusable();
  return bytesOf(results.first);
}

/** @param {PasskeyLock} lock */
export const openPasskeyLock = async (lock) => prfOpener(await ask(lock));

/**
 * HKDF of the 32-byte PRF output, salt = mailbox id, info = CBOR["praxistresor/1", "prf"].
 * @param {Uint8Array} output
 * @returns {Opener}
 */
export const prfOpener = (output) => (mailbox) =>
  wrappingKey(hkdf(sha256, output, mailbox, encode(["praxistresor/1", "prf"]), 32));

/**
 * scrypt(the twenty characters as ASCII, salt = mailbox id).
 * @param {string} secret twenty characters, already checked
 * @returns {Opener}
 */
export const paperOpener = (secret) => async (mailbox) =>
  wrappingKey(await scryptAsync(utf8(secret), mailbox, SCRYPT));

/** @param {Uint8Array} raw wiped here */
async function wrappingKey(raw) {
  const key = await crypto.subtle.importKey("raw", source(raw), "AES-GCM", false, ["encrypt", "decrypt"]);
  raw.fill(0);
  return key;
}
