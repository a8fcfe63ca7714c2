// What the relay answers: the listing of a queue, and the practice's published key bundle.
import { many, maybe, range, record, size, unpack, version } from "./shape.js";

const Waiting = record("Waiting", {
  number: range(1),
  envelope: size(16),
  mailbox: size(16),
  length: range(1),
});
export const Listing = record("Listing", { version, waiting: many(Waiting, 100) });
export const PRACTICE_DOCUMENT_BYTES = 256 * 1024;
export const Publishing = record("Publishing", {
  version,
  bundle: size(4096, 1),
  document: maybe(size(PRACTICE_DOCUMENT_BYTES - 8192, 1)),
});

/** @param {Uint8Array} data */
export const parseListing = (data) => unpack(Listing, data);
/** @param {Uint8Array} data */
export const parsePublishing = (data) => unpack(Publishing, data, PRACTICE_DOCUMENT_BYTES);
