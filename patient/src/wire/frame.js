// The body of a PUT: u8 version ‖ u16 header length ‖ header ‖ 64 bytes signature ‖ age file.
import { plaintextOf } from "./buckets.js";
import { concat } from "./bytes.js";
import { unsupportedVersion, wrongLength } from "./errors.js";
import { HEADER_MAX, parseHeader } from "./header.js";

const PREFIX_BYTES = 3;
const SIGNATURE_BYTES = 64;

/** @typedef {{ rawHeader: Uint8Array, header: import("./header.js").Header, signature: Uint8Array, age: Uint8Array }} Frame */

/** @param {Uint8Array} rawHeader @param {Uint8Array} signature @param {Uint8Array} age */
export function joinFrame(rawHeader, signature, age) {
  if (signature.length !== SIGNATURE_BYTES) throw wrongLength("a signature is 64 bytes");
  const length = Uint8Array.of(1, rawHeader.length >> 8, rawHeader.length & 0xff);
  return concat(length, rawHeader, signature, age);
}

/** A whole frame, its length checked. @param {Uint8Array} data @returns {Frame} */
export function splitFrame(data) {
  if (data.length < PREFIX_BYTES) throw wrongLength("frame");
  if (data[0] !== 1) throw unsupportedVersion("frame");
  const length = ((data[1] ?? 0) << 8) | (data[2] ?? 0);
  const end = PREFIX_BYTES + length;
  if (length === 0 || length > HEADER_MAX || data.length < end + SIGNATURE_BYTES) throw wrongLength("frame");
  const rawHeader = data.slice(PREFIX_BYTES, end);
  const header = parseHeader(rawHeader);
  const signature = data.slice(end, end + SIGNATURE_BYTES);
  const age = data.slice(end + SIGNATURE_BYTES);
  plaintextOf(age.length);
  return { rawHeader, header, signature, age };
}
