// The outer header, all that the relay ever sees of a letter, and the transmission signature.
import { badSignature, Refused } from "./errors.js";
import { oneOf, pack, range, record, size, unpack, version } from "./shape.js";
import { signingBase, verify } from "./signatures.js";

export const HEADER_MAX = 256;

/** `created` is Unix seconds, a whole minute. */
export const OuterHeader = record(
  "OuterHeader",
  {
    version,
    mailbox: size(16),
    direction: oneOf("to-patient", "to-practice"),
    envelope: size(16),
    created: range(0),
  },
  (header) => header.created % 60 === 0,
);
/** @typedef {import("./shape.js").Of<typeof OuterHeader>} Header */

const Transmission = record("Transmission", { header: size(HEADER_MAX, 1), content: size(32) });

/** @param {Uint8Array} data */
export const parseHeader = (data) => unpack(OuterHeader, data, HEADER_MAX);

/** The bytes signed for one transmission. @param {Uint8Array} header @param {Uint8Array} content */
export const transmissionBase = (header, content) =>
  signingBase("transmission", pack(Transmission, { header, content }));

/**
 * Refuses unless the sender's statement key sent `content` under this very header.
 * @param {Uint8Array} key @param {Uint8Array} header @param {Uint8Array} content @param {Uint8Array} signature
 */
export const verifyTransmission = (key, header, content, signature) =>
  verify(key, "transmission", pack(Transmission, { header, content }), signature);

/**
 * The same for a sender who changed keys: the key of the statement, or a later one of his.
 * @param {Uint8Array[]} keys @param {Uint8Array} header @param {Uint8Array} content @param {Uint8Array} signature
 */
export function verifySending(keys, header, content, signature) {
  for (const [index, key] of keys.entries()) {
    try {
      return verifyTransmission(key, header, content, signature);
    } catch (error) {
      if (!(error instanceof Refused) || error.category !== "signature" || index === keys.length - 1) throw error;
    }
  }
  throw badSignature("nobody could have sent it");
}
