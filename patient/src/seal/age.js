// age v1 with exactly one hybrid recipient: what else the format allows is refused before opening.
import { Decrypter, Encrypter, identityToRecipient } from "age-encryption";
import { bech32 } from "@scure/base";
import { plaintextOf } from "../wire/buckets.js";
import { Refused } from "../wire/errors.js";

const STANZA = /^age-encryption\.org\/v1\n-> mlkem768x25519 [A-Za-z0-9+/]{1493}[AQgw]\n[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]\n--- [A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]\n$/;
const HEADER_BYTES = 1_627;

/** One answer for every wrong key, flipped byte, cut or swapped chunk. */
const notOpened = () => new Refused("sealed", "not opened");

/** The text form of a 32-byte seed. @param {Uint8Array} seed */
const identityOf = (seed) => bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", seed).toUpperCase();

/** The raw 1,216 bytes of the recipient. @param {Uint8Array} seed */
export async function recipientOf(seed) {
  const text = await identityToRecipient(identityOf(seed));
  const { words } = bech32.decode(/** @type {`${string}1${string}`} */ (text), false);
  return bech32.fromWords(words);
}

/** @param {Uint8Array} recipient raw @param {Uint8Array} plaintext already padded */
export async function seal(recipient, plaintext) {
  const encrypter = new Encrypter();
  encrypter.addRecipient(bech32.encode("age1pq", bech32.toWords(recipient), false));
  return encrypter.encrypt(plaintext);
}

/** The padded plaintext; nothing comes out before the last chunk verified. @param {Uint8Array} seed @param {Uint8Array} file */
export async function open(seed, file) {
  const bucket = plaintextOf(file.length);
  const header = String.fromCharCode(...file.slice(0, HEADER_BYTES));
  if (!STANZA.test(header)) throw new Refused("age", "not one hybrid stanza");
  let plaintext;
  try {
    const decrypter = new Decrypter();
    decrypter.addIdentity(identityOf(seed));
    plaintext = await decrypter.decrypt(file);
  } catch {
    throw notOpened();
  }
  if (plaintext.length !== bucket) throw notOpened();
  return plaintext;
}
