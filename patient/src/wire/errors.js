// Everything `wire` and `seal` can refuse; each carries the category that the shared vectors name.

/** @typedef {"encoding" | "shape" | "version" | "length" | "key" | "signature" | "stale" | "digest"} WireCategory */

/** Received bytes are not what version 1 of the protocol allows. The text names a rule, never a value. */
export class Refused extends Error {
  /** @param {string} category @param {string} rule */
  constructor(category, rule) {
    super(rule);
    this.name = "Refused";
    this.category = category;
  }
}

/** @param {string} rule */
export const notCanonical = (rule) => new Refused("encoding", rule);
/** @param {string} rule */
export const malformed = (rule) => new Refused("shape", rule);
/** @param {string} rule */
export const unsupportedVersion = (rule) => new Refused("version", rule);
/** @param {string} rule */
export const wrongLength = (rule) => new Refused("length", rule);
/** @param {string} rule */
export const badKey = (rule) => new Refused("key", rule);
/** @param {string} rule */
export const badSignature = (rule) => new Refused("signature", rule);
/** @param {string} rule */
export const mismatch = (rule) => new Refused("mismatch", rule);
/** @param {string} rule */
export const unknownKind = (rule) => new Refused("kind", rule);
