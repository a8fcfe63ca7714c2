// One body shape per kind, one parser for all of them.
import { BODY_MAX } from "./buckets.js";
import { equal } from "./bytes.js";
import { mismatch } from "./errors.js";
import { Document } from "./findings.js";
import { Answer, BookingAnswer, BookingRequest, Message, Questionnaire } from "./letters.js";
import { AccessLog, EpochChange, KeyChange, Pair, Paired, Receipt, ResendRequest, Revoke } from "./notices.js";
import { pack, unpack } from "./shape.js";

export const BODIES = {
  pair: Pair,
  paired: Paired,
  message: Message,
  document: Document,
  questionnaire: Questionnaire,
  answer: Answer,
  "booking-request": BookingRequest,
  "booking-answer": BookingAnswer,
  "access-log": AccessLog,
  revoke: Revoke,
  "key-change": KeyChange,
  "epoch-change": EpochChange,
  "resend-request": ResendRequest,
  receipt: Receipt,
};
/** @typedef {typeof BODIES} Bodies */
/** @typedef {import("./kinds.js").Kind} Kind */
/** @template {Kind} K @typedef {import("./shape.js").Of<Bodies[K]>} BodyOf */

/** @template {Kind} K @param {K} kind @param {BodyOf<K>} body */
export const packBody = (kind, body) => pack(/** @type {import("./shape.js").Shape<any>} */ (BODIES[kind]), body);

/**
 * The body of a letter whose statement was verified.
 * @template {Kind} K @param {K} kind @param {Uint8Array} data @returns {BodyOf<K>}
 */
export const parseBody = (kind, data) =>
  unpack(/** @type {import("./shape.js").Shape<any>} */ (BODIES[kind]), data, BODY_MAX);

/**
 * Refuses unless the body labels exactly the statement's attachments, in its order.
 * @param {import("./statement.js").StatementOf} statement @param {any} body
 */
export function checkFiles(statement, body) {
  const labels = /** @type {{ hash: Uint8Array }[]} */ (body.files ?? []);
  const same = labels.length === statement.attachments.length
    && labels.every((label, at) => equal(label.hash, statement.attachments[at]?.hash ?? new Uint8Array()));
  if (!same) throw mismatch("attachments");
}
