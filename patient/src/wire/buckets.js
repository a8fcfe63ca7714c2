// The only lengths a sealed letter or attachment can have. Twin of src/wire/buckets.py.
import { wrongLength } from "./errors.js";

const CHUNK_BYTES = 65_536;
const TAG_BYTES = 16;
const AGE_NONCE_BYTES = 16;
/** Version line, one hybrid stanza, MAC line. */
export const AGE_HEADER_BYTES = 1_627;

export const STATEMENT_MAX = 16 * 1024;
export const BODY_MAX = 1 << 20;
export const ATTACHMENT_MAX = 25 << 20;
export const FRAME_BYTES = 4 + 8;

const STEP = 4 * 1024;

function plaintextBuckets() {
  const found = [];
  for (let power = 12; power <= 20; power++) found.push(2 ** power);
  let last = 2 ** 20;
  while (last < ATTACHMENT_MAX + FRAME_BYTES) {
    last = Math.min(Math.floor(Math.floor((last * 112) / 100) / STEP) * STEP, ATTACHMENT_MAX + STEP);
    found.push(last);
  }
  return found;
}

/** Length of the age file for a plaintext to one hybrid recipient. @param {number} plaintext */
export const sealedLength = (plaintext) =>
  AGE_HEADER_BYTES + AGE_NONCE_BYTES + plaintext + TAG_BYTES * Math.max(1, Math.ceil(plaintext / CHUNK_BYTES));

export const PLAINTEXT_LENGTHS = plaintextBuckets();
export const SEALED_LENGTHS = PLAINTEXT_LENGTHS.map(sealedLength);
const PLAINTEXT_OF = new Map(PLAINTEXT_LENGTHS.map((length) => [sealedLength(length), length]));

/** The smallest bucket that holds `used` bytes. @param {number} used */
export function bucketFor(used) {
  const found = used < 0 ? undefined : PLAINTEXT_LENGTHS.find((length) => length >= used);
  if (found === undefined) throw wrongLength("above the largest bucket");
  return found;
}

/** The bucket that an age file of `sealed` bytes holds. @param {number} sealed */
export function plaintextOf(sealed) {
  const found = PLAINTEXT_OF.get(sealed);
  if (found === undefined) throw wrongLength("not the length of any bucket");
  return found;
}
