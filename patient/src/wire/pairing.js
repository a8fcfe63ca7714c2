// Pairing: a sheet of paper and a spoken code vouch for the keys of a new device.
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { RECIPIENT_BYTES } from "./bundle.js";
import { concat, utf8 } from "./bytes.js";
import { malformed } from "./errors.js";
import { ORIGIN } from "./invite.js";
import { like, pack, range, record, size, version } from "./shape.js";
import { checkPublicKey, signingBase } from "./signatures.js";

export const Transcript = record("Transcript", {
  version,
  invite: size(16),
  relay: like(ORIGIN),
  bundle: size(32),
  recipient: size(RECIPIENT_BYTES),
  statement_key: size(32),
  relay_key: size(32),
  time: range(0),
});

/** @param {Uint8Array} secret @param {Uint8Array} salt @param {string} info */
const derive = (secret, salt, info) => hkdf(sha256, secret, salt, utf8(info), 32);

/** K1 and K2. @param {Uint8Array} secret @param {Uint8Array} invite @param {string} code */
export function pairingKeys(secret, invite, code) {
  if (secret.length !== 16 || !/^[0-9]{8}$/.test(code)) throw malformed("invite secret or code");
  return {
    sheet: derive(secret, invite, "praxistresor/1 pair"),
    code: derive(concat(secret, utf8(code)), invite, "praxistresor/1 code"),
  };
}

/** Seed of the Ed25519 key that may use the pairing mailbox. @param {Uint8Array} secret @param {Uint8Array} invite */
export const pairingMailboxSeed = (secret, invite) => derive(secret, invite, "praxistresor/1 relay-pair");

/**
 * The device's side; `signer` is its statement key.
 * @param {import("./shape.js").Of<typeof Transcript>} transcript
 * @param {{ sheet: Uint8Array, code: Uint8Array }} keys
 * @param {import("./signatures.js").Sign} signer
 */
export function makePair(transcript, keys, signer) {
  checkPublicKey(transcript.statement_key);
  checkPublicKey(transcript.relay_key);
  const raw = pack(Transcript, transcript);
  return {
    transcript: raw,
    sheet_mac: hmac(sha256, keys.sheet, raw),
    code_mac: hmac(sha256, keys.code, raw),
    signature: signer(signingBase("pair", raw)),
  };
}
