// Where a verified letter stands in the order of its direction, device and epoch.
import { equal } from "./bytes.js";
import { FIRST } from "./statement.js";

/** @typedef {"next" | "duplicate" | "conflict" | "gap" | "new-epoch" | "old"} Turn */
/** @typedef {{ epoch: Uint8Array, sequence: number, hash: Uint8Array }} Position */

/** Before the first letter of an epoch. @param {Uint8Array} epoch @returns {Position} */
export const beginning = (epoch) => ({ epoch, sequence: 0, hash: FIRST });

/**
 * Twin of wire.order.judge; `known` is the hash already stored for this epoch and sequence.
 * @param {import("./statement.js").StatementOf} statement
 * @param {Uint8Array} signedHash
 * @param {Position} at
 * @param {Uint8Array | null} known
 * @param {Uint8Array[]} ended epochs of this direction that are over
 * @returns {Turn}
 */
export function judge(statement, signedHash, at, known, ended) {
  const same = known !== null && equal(known, signedHash);
  if (ended.some((epoch) => equal(epoch, statement.epoch))) return same ? "duplicate" : "old";
  if (!equal(statement.epoch, at.epoch)) return "new-epoch";
  if (known !== null) return same ? "duplicate" : "conflict";
  if (statement.sequence <= at.sequence) return "conflict";
  if (statement.sequence > at.sequence + 1) return "gap";
  return equal(statement.previous, at.hash) ? "next" : "conflict";
}
