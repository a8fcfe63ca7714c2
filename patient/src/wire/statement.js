// The signed statement inside every letter: who says what to whom, in which place of the order.
import { sha256 } from "@noble/hashes/sha2.js";
import { ATTACHMENT_MAX, STATEMENT_MAX } from "./buckets.js";
import { concat, equal, utf8 } from "./bytes.js";
import { decode } from "./cbor.js";
import { badSignature, mismatch, unknownKind } from "./errors.js";
import { DIRECTIONS, KINDS, WITH_FILES } from "./kinds.js";
import { many, maybe, oneOf, pack, range, record, size, unpack, version } from "./shape.js";
import { openSigned, sign } from "./signed.js";

/** `previous` of the first letter of a direction, device and epoch. */
export const FIRST = new Uint8Array(32);

const Seen = record("Seen", { epoch: size(16), sequence: range(1), hash: size(32) });
const AttachmentRef = record("AttachmentRef", { hash: size(32), length: range(1, ATTACHMENT_MAX) });
const Fields = record("Statement", {
  version,
  sender: size(32),
  recipients: many(size(32), 1, 1),
  mailbox: size(16),
  direction: oneOf("to-patient", "to-practice"),
  conversation: size(16),
  sequence: range(1),
  previous: size(32),
  epoch: size(16),
  seen: maybe(Seen),
  time: range(0),
  kind: oneOf(...KINDS),
  body: size(32),
  attachments: many(AttachmentRef, 10),
});
/** @typedef {import("./shape.js").Of<typeof Fields>} StatementOf */

/** @param {StatementOf} statement */
function checkSense(statement) {
  if (!DIRECTIONS[statement.kind].includes(statement.direction)) throw mismatch("this kind does not go this way");
  if (statement.attachments.length && !WITH_FILES.has(statement.kind)) throw mismatch("this kind carries no files");
  if ((statement.sequence === 1) !== equal(statement.previous, FIRST)) {
    throw mismatch("only the first letter has no previous one");
  }
  return statement;
}

/** What `previous` and `seen` refer to. @param {Uint8Array} signed */
export const statementHash = (signed) => sha256(signed);

/** @param {StatementOf} statement @param {import("./signatures.js").Sign} signer */
export const signStatement = (statement, signer) => sign("statement", pack(Fields, checkSense(statement)), signer);

/**
 * Verified against the pinned key, then parsed; nothing of an unverified statement comes out.
 * @param {Uint8Array} data @param {Uint8Array} key
 */
export function openStatement(data, key) {
  const found = parseStatement(openSigned("statement", data, key));
  if (!equal(found.sender, sha256(key))) throw badSignature("signed by another key than it names");
  return found;
}

/** @param {Uint8Array} content verified by the caller */
export function parseStatement(content) {
  const value = decode(content, STATEMENT_MAX);
  if (value instanceof Map && value.get("version") === 1) {
    const kind = value.get("kind");
    if (typeof kind === "string" && !(/** @type {readonly string[]} */ (KINDS).includes(kind))) throw unknownKind("statement");
  }
  return checkSense(unpack(Fields, content, STATEMENT_MAX));
}

/** @param {StatementOf} statement @param {import("./header.js").Header} header */
export function checkHeader(statement, header) {
  const same = statement.version === header.version && equal(statement.mailbox, header.mailbox) && statement.direction === header.direction;
  if (!same) throw mismatch("header");
}

/** @param {StatementOf} statement @param {Uint8Array} recipient key id */
export function checkRecipient(statement, recipient) {
  if (!equal(statement.recipients[0] ?? FIRST, recipient)) throw mismatch("recipient");
}

/** @param {StatementOf} statement @param {Uint8Array} body */
export function checkBody(statement, body) {
  if (!equal(sha256(body), statement.body)) throw mismatch("body");
}

/**
 * The envelope id under which attachment `index` (from 0) of a letter is transmitted.
 * @param {Uint8Array} envelope @param {Uint8Array} signedHash @param {number} index
 */
export const attachmentEnvelope = (envelope, signedHash, index) =>
  sha256(concat(utf8("praxistresor/1/attachment"), Uint8Array.of(0), envelope, signedHash, Uint8Array.of(index))).slice(0, 16);
