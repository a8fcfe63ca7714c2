// The practice's public keys as one bundle, its hash on paper, its change, and the safety number.
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { concat, equal, hex, utf8 } from "./bytes.js";
import { badKey, mismatch } from "./errors.js";
import { maybe, pack, range, record, size, unpack, version } from "./shape.js";
import { checkPublicKey, verify } from "./signatures.js";

export const RECIPIENT_BYTES = 1184 + 32;
const BUNDLE_MAX = 4096;

export const KeyBundle = record("KeyBundle", {
  version,
  recipient: size(RECIPIENT_BYTES),
  statement_key: size(32),
  relay_key: size(32),
  anchor_key: size(32),
  document_key: size(32),
  created: range(0),
  previous: maybe(size(32)),
});
/** @typedef {import("./shape.js").Of<typeof KeyBundle>} Bundle */

/** @param {Uint8Array} data */
export function parseBundle(data) {
  const bundle = unpack(KeyBundle, data, BUNDLE_MAX);
  const keys = [bundle.statement_key, bundle.relay_key, bundle.anchor_key, bundle.document_key];
  for (const key of keys) checkPublicKey(key);
  if (new Set(keys.map(hex)).size !== keys.length) throw badKey("one key for two purposes");
  return bundle;
}

/** Parsed only if it is the pinned one. @param {Uint8Array} data @param {Uint8Array} pinned */
export function openBundle(data, pinned) {
  if (!equal(sha256(data), pinned)) throw mismatch("bundle");
  return parseBundle(data);
}

const Change = record("Change", { old: size(32), new: size(32) });

/**
 * The new bundle, after both keys signed the change from packed bundle `old`.
 * @param {import("./bodies.js").BodyOf<"key-change">} change @param {Uint8Array} old
 */
export function openChange(change, old) {
  const before = parseBundle(old);
  const after = parseBundle(change.bundle);
  const message = pack(Change, { old: sha256(old), new: sha256(change.bundle) });
  verify(before.statement_key, "key-change", message, change.old_signature);
  verify(after.statement_key, "key-change", message, change.new_signature);
  if (!after.previous || !equal(after.previous, sha256(old))) throw mismatch("previous bundle");
  const known = new Set(keysIn(before).map(hex));
  // A key that stays would still speak after the change, if it was stolen before.
  if (keysIn(after).some((key) => known.has(hex(key)))) throw badKey("a key of the bundle before");
  return after;
}

/** @param {Bundle} bundle */
const keysIn = (bundle) => [bundle.recipient, bundle.statement_key, bundle.relay_key, bundle.anchor_key, bundle.document_key];

const Shown = record("Shown", {
  bundle: size(32),
  recipient: size(RECIPIENT_BYTES),
  statement_key: size(32),
  relay_key: size(32),
});

/** Eight groups of five digits. @param {import("./shape.js").Of<typeof Shown>} shown */
export function safetyNumber(shown) {
  const digest = sha512(concat(utf8("praxistresor/1/safety-number"), Uint8Array.of(0), pack(Shown, shown)));
  return Array.from({ length: 8 }, (_, group) => {
    const number = digest.slice(5 * group, 5 * group + 5).reduce((sum, byte) => sum * 256 + byte, 0);
    return String(number % 100_000).padStart(5, "0");
  });
}
