// Deterministic CBOR (RFC 8949 §4.2.1), reduced to what the protocol needs, strict both ways.
//
// The profile: integers within ±(2^53 - 1), byte strings, text, arrays, maps with text keys, true,
// false, null. Twin of src/wire/cbor.py: what one refuses the other refuses, by the same category.
import { concat, fromUtf8, utf8 } from "./bytes.js";
import { notCanonical } from "./errors.js";

/** @typedef {null | boolean | number | string | Uint8Array | Value[] | Map<string, Value>} Value */
/** @typedef {null | boolean | number | string | Uint8Array | readonly Plain[] | { readonly [key: string]: Plain }} Plain */

export const MAX_DEPTH = 12;
export const MAX_BYTES = 1 << 20;

const UNSIGNED = 0, NEGATIVE = 1, BYTES = 2, TEXT = 3, ARRAY = 4, MAP = 5, SIMPLE = 7;
const FALSE = 0xf4, TRUE = 0xf5, NULL = 0xf6;

/** The one encoding of a value; `encoding` if the profile has none. @param {Plain} value */
export function encode(value) {
  return write(value, MAX_DEPTH);
}

/**
 * The value whose only encoding is `data`.
 * @param {Uint8Array} data
 * @param {number} [limit]
 * @returns {Value}
 */
export function decode(data, limit = MAX_BYTES) {
  if (data.length > limit) throw notCanonical("too many bytes");
  const reader = new Reader(data);
  const value = reader.value(MAX_DEPTH);
  if (reader.at !== data.length) throw notCanonical("bytes after the value");
  return value;
}

/** @param {number} major @param {number} number */
function head(major, number) {
  const top = major << 5;
  if (number < 24) return Uint8Array.of(top | number);
  if (number < 2 ** 8) return Uint8Array.of(top | 24, number);
  const width = number < 2 ** 16 ? 2 : number < 2 ** 32 ? 4 : 8;
  const out = new Uint8Array(1 + width);
  out[0] = top | (width === 2 ? 25 : width === 4 ? 26 : 27);
  for (let at = width, rest = number; at > 0; at--, rest = Math.floor(rest / 256)) out[at] = rest % 256;
  return out;
}

/** @param {Plain} value @param {number} depth @returns {Uint8Array} */
function write(value, depth) {
  if (depth < 0) throw notCanonical("nested too deeply");
  if (value === null) return Uint8Array.of(NULL);
  if (typeof value === "boolean") return Uint8Array.of(value ? TRUE : FALSE);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw notCanonical("not an integer within 2^53 - 1");
    return value >= 0 ? head(UNSIGNED, value) : head(NEGATIVE, -1 - value);
  }
  if (typeof value === "string") return writeText(value);
  if (value instanceof Uint8Array) return concat(head(BYTES, value.length), value);
  if (Array.isArray(value)) {
    return concat(head(ARRAY, value.length), ...value.map((item) => write(item, depth - 1)));
  }
  if (typeof value !== "object") throw notCanonical("a type outside the profile");
  const keyed = Object.entries(value).map(([key, item]) => ({ key: writeText(key), item }));
  keyed.sort((one, other) => compare(one.key, other.key));
  const parts = keyed.flatMap(({ key, item }) => [key, write(item, depth - 1)]);
  return concat(head(MAP, keyed.length), ...parts);
}

/** @param {string} text */
function writeText(text) {
  if (/\p{Surrogate}/u.test(text)) throw notCanonical("a lone surrogate");
  const raw = utf8(text);
  return concat(head(TEXT, raw.length), raw);
}

/** @param {Uint8Array} one @param {Uint8Array} other */
function compare(one, other) {
  const shared = Math.min(one.length, other.length);
  for (let at = 0; at < shared; at++) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference) return difference;
  }
  return one.length - other.length;
}

class Reader {
  /** @param {Uint8Array} data */
  constructor(data) {
    this.data = data;
    this.at = 0;
  }

  /** @param {number} count */
  take(count) {
    if (count > this.data.length - this.at) throw notCanonical("the bytes end early");
    this.at += count;
    return this.data.slice(this.at - count, this.at);
  }

  /** @param {number} depth @returns {Value} */
  value(depth) {
    if (depth < 0) throw notCanonical("nested too deeply");
    const first = this.take(1)[0] ?? 0;
    const major = first >> 5;
    if (major === SIMPLE) {
      if (first === NULL) return null;
      if (first === FALSE || first === TRUE) return first === TRUE;
      throw notCanonical("a float or simple value outside the profile");
    }
    const number = this.number(first & 0x1f);
    if (major === UNSIGNED || major === NEGATIVE) {
      const value = major === UNSIGNED ? number : -1 - number;
      if (!Number.isSafeInteger(value)) throw notCanonical("integer beyond 2^53 - 1");
      return value;
    }
    if (major === BYTES) return this.take(number);
    if (major === TEXT) return this.text(number);
    // Every item takes a byte: no length can make us allocate.
    if (number > this.data.length - this.at) throw notCanonical("the bytes end early");
    if (major === ARRAY) return this.array(number, depth);
    if (major === MAP) return this.map(number, depth);
    throw notCanonical("a tag");
  }

  /** @param {number} code */
  number(code) {
    if (code < 24) return code;
    if (code > 27) throw notCanonical("an indefinite or reserved length");
    const width = 1 << (code - 24);
    const number = this.take(width).reduce((sum, byte) => sum * 256 + byte, 0);
    // The shortest form is the only form.
    if (number < (width === 1 ? 24 : 2 ** (4 * width))) throw notCanonical("a longer form than needed");
    return number;
  }

  /** @param {number} count */
  text(count) {
    try {
      return fromUtf8(this.take(count));
    } catch (error) {
      if (error instanceof TypeError) throw notCanonical("text that is not UTF-8");
      throw error;
    }
  }

  /** @param {number} count @param {number} depth */
  array(count, depth) {
    /** @type {Value[]} */
    const items = [];
    for (let at = 0; at < count; at++) items.push(this.value(depth - 1));
    return items;
  }

  /** @param {number} count @param {number} depth */
  map(count, depth) {
    /** @type {Map<string, Value>} */
    const found = new Map();
    let before = new Uint8Array();
    for (let at = 0; at < count; at++) {
      const start = this.at;
      const key = this.value(depth - 1);
      if (typeof key !== "string") throw notCanonical("a map key that is not text");
      const raw = this.data.slice(start, this.at);
      if (compare(raw, before) <= 0) throw notCanonical("map keys out of order or twice");
      before = raw;
      found.set(key, this.value(depth - 1));
    }
    return found;
  }
}
