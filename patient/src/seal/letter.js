// A letter as plaintext and back: statement, body and zero bytes up to the bucket, then age.
import { sha256 } from "@noble/hashes/sha2.js";
import { ATTACHMENT_MAX, BODY_MAX, bucketFor, FRAME_BYTES, plaintextOf, STATEMENT_MAX } from "../wire/buckets.js";
import { concat, equal } from "../wire/bytes.js";
import { mismatch, Refused, wrongLength } from "../wire/errors.js";
import { verifySending } from "../wire/header.js";
import { checkFiles, parseBody } from "../wire/bodies.js";
import { splitFrame } from "../wire/frame.js";
import { attachmentEnvelope, checkBody, checkHeader, checkRecipient, openStatement, statementHash } from "../wire/statement.js";
import * as age from "./age.js";

/** @param {string} rule */
const badPadding = (rule) => new Refused("padding", rule);

/** @param {number} value @param {number} width */
function bigEndian(value, width) {
  const out = new Uint8Array(width);
  for (let at = width - 1, rest = value; at >= 0; at--, rest = Math.floor(rest / 256)) out[at] = rest % 256;
  return out;
}

/** u32 statement length ‖ statement ‖ u64 body length ‖ body ‖ zeros. @param {Uint8Array} statement @param {Uint8Array} body */
export function pad(statement, body) {
  const used = concat(bigEndian(statement.length, 4), statement, bigEndian(body.length, 8), body);
  const whole = new Uint8Array(bucketFor(used.length));
  whole.set(used);
  return whole;
}

/** The largest bucket a letter can fill; anything above is an attachment. */
const LETTER_MAX = bucketFor(FRAME_BYTES + STATEMENT_MAX + BODY_MAX);

class Cursor {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  /** @param {number} length @param {number} most */
  take(length, most) {
    if (length > most || length > this.bytes.length - this.at) throw wrongLength("field");
    this.at += length;
    return this.bytes.slice(this.at - length, this.at);
  }

  /** @param {number} width */
  number(width) {
    return this.take(width, width).reduce((sum, byte) => sum * 256 + byte, 0);
  }

  /** What is left must be the filling of the smallest bucket: zero bytes and nothing else. */
  end() {
    if (bucketFor(this.at) !== this.bytes.length) throw badPadding("not the smallest bucket");
    if (this.bytes.subarray(this.at).some((byte) => byte !== 0)) throw badPadding("filling");
  }
}

/** @param {Uint8Array} plaintext */
function unpadLetter(plaintext) {
  const cursor = new Cursor(plaintext);
  const length = cursor.number(4);
  if (length === 0) throw new Refused("stripped", "no statement");
  const statement = cursor.take(length, STATEMENT_MAX);
  const body = cursor.take(cursor.number(8), BODY_MAX);
  cursor.end();
  return { statement, body };
}

/** @typedef {{ statement: import("../wire/statement.js").StatementOf, hash: Uint8Array, body: any }} Opened */

/**
 * Opens a letter, verifies its statement against the pinned key, the outer header and the
 * transmission, and only then parses its body.
 * @param {import("../wire/frame.js").Frame} frame
 * @param {{ identity: Uint8Array, recipientId: Uint8Array, senderKey: Uint8Array, later?: Uint8Array[] }} keys
 *   later: statement keys the sender took since; one of them may have sent this letter again
 * @returns {Promise<Opened>}
 */
export async function openLetter(frame, { identity, recipientId, senderKey, later = [] }) {
  if (plaintextOf(frame.age.length) > LETTER_MAX) throw wrongLength("larger than a letter");
  const parts = unpadLetter(await age.open(identity, frame.age));
  const statement = openStatement(parts.statement, senderKey);
  const hash = statementHash(parts.statement);
  verifySending([...later, senderKey], frame.rawHeader, hash, frame.signature);
  checkHeader(statement, frame.header);
  checkRecipient(statement, recipientId);
  checkBody(statement, parts.body);
  const body = parseBody(statement.kind, parts.body);
  checkFiles(statement, body);
  return { statement, hash, body };
}

/** u32 zero ‖ u64 length ‖ content ‖ zeros, as an attachment is padded. @param {Uint8Array} content */
export const padFile = (content) => pad(new Uint8Array(), content);

/**
 * The content of an attachment that a verified letter names by hash and length.
 * @param {Uint8Array} identity @param {Uint8Array} file @param {{ hash: Uint8Array, length: number }} named
 */
export async function openFile(identity, file, named) {
  const cursor = new Cursor(await age.open(identity, file));
  if (cursor.number(4) !== 0) throw new Refused("context", "a letter, not an attachment");
  if (cursor.number(8) !== named.length) throw mismatch("attachment length");
  const content = cursor.take(named.length, ATTACHMENT_MAX);
  cursor.end();
  if (!equal(sha256(content), named.hash)) throw mismatch("attachment");
  return content;
}

/**
 * Attachment `index` of a letter that was opened; there is no way without one.
 * @param {Uint8Array} data the whole frame
 * @param {{ header: import("../wire/header.js").Header, statement: import("../wire/statement.js").StatementOf, hash: Uint8Array }} letter
 * @param {number} index @param {{ identity: Uint8Array, senderKey: Uint8Array, later?: Uint8Array[] }} keys
 */
export async function openAttachment(data, letter, index, { identity, senderKey, later = [] }) {
  const frame = splitFrame(data);
  const named = letter.statement.attachments[index];
  if (!named) throw mismatch("attachment");
  const expected = attachmentEnvelope(letter.header.envelope, letter.hash, index);
  const { mailbox, direction, envelope } = frame.header;
  const there = equal(mailbox, letter.header.mailbox) && direction === letter.header.direction && equal(envelope, expected);
  if (!there) throw mismatch("attachment header");
  verifySending([...later, senderKey], frame.rawHeader, named.hash, frame.signature);
  return openFile(identity, frame.age, named);
}

/**
 * The copy of an own letter that was sealed to this device.
 * @param {Uint8Array} file @param {Uint8Array} identity @param {Uint8Array} ownKey
 * @returns {Promise<Opened>}
 */
export async function openOwn(file, identity, ownKey) {
  const parts = unpadLetter(await age.open(identity, file));
  const statement = openStatement(parts.statement, ownKey);
  checkBody(statement, parts.body);
  return { statement, hash: statementHash(parts.statement), body: parseBody(statement.kind, parts.body) };
}
