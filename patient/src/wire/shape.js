// Records described once, packed and parsed by the same rules: the one strict parser of the page.
//
// Twin of src/wire/shape.py. A record has exactly its fields; `maybe` is always present, null when
// not known. `pack` runs the rules of `unpack`, so nothing leaves that the other side would refuse.
import { decode, encode, MAX_BYTES } from "./cbor.js";
import { malformed, unsupportedVersion } from "./errors.js";

/** @typedef {import("./cbor.js").Value} Value */
/** @typedef {import("./cbor.js").Plain} Plain */

/**
 * @template T
 * @typedef {{ read: (value: Value, where: string) => T, write: (value: T, where: string) => Plain }} Shape
 */
/** @template S @typedef {S extends Shape<infer T> ? T : never} Of */

const BIDI = /[\u202a-\u202e\u2066-\u2069]/u;
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/**
 * @template {Value & Plain} T
 * @param {(value: unknown) => value is T} kind
 * @param {(value: T) => boolean} rule
 * @returns {Shape<T>}
 */
function plain(kind, rule) {
  /** @param {unknown} value @param {string} where */
  const check = (value, where) => {
    if (!kind(value) || !rule(value)) throw malformed(where);
    return value;
  };
  return { read: check, write: check };
}

/** @param {unknown} value @returns {value is string} */
const isText = (value) => typeof value === "string";
/** @param {unknown} value @returns {value is number} */
const isInteger = (value) => Number.isSafeInteger(value);
/** @param {unknown} value @returns {value is Uint8Array} */
const isBytes = (value) => value instanceof Uint8Array;
/** @param {unknown} value @returns {value is boolean} */
const isFlag = (value) => typeof value === "boolean";

/** True or false. */
export const flag = plain(isFlag, () => true);

/** An integer between `low` and `high`, both included. @param {number} low @param {number} [high] */
export const range = (low, high = Number.MAX_SAFE_INTEGER) =>
  plain(isInteger, (value) => low <= value && value <= high);

/** Bytes between `least` and `most`; `size(n)` is exactly n. @param {number} most @param {number} [least] */
export const size = (most, least = most) =>
  plain(isBytes, (value) => least <= value.length && value.length <= most);

/**
 * NFC text of at most `most` UTF-8 bytes; control characters only as line feeds, if `lines`.
 * @param {number} most @param {number} [least] @param {boolean} [lines]
 */
export const text = (most, least = 1, lines = false) =>
  plain(isText, (value) => {
    const length = new TextEncoder().encode(value).length;
    if (length < least || length > most) return false;
    if (CONTROL.test(lines ? value.replaceAll("\n", "") : value)) return false;
    return !BIDI.test(value) && value.normalize("NFC") === value;
  });

/** Text that matches a pattern as a whole. @param {RegExp} pattern */
export const like = (pattern) => {
  const whole = new RegExp(`^(?:${pattern.source})$`);
  return plain(isText, (value) => whole.test(value) && !value.endsWith("\n"));
};

/** A day of the calendar as YYYY-MM-DD, from year 1 on. */
export const realDay = plain(isText, (value) => {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(value) || value.startsWith("0000")) return false;
  const at = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value);
});

/**
 * One word of a closed list.
 * @template {string} Word
 * @param {...Word} words
 */
export const oneOf = (...words) => {
  const known = new Set(/** @type {string[]} */ (words));
  /** @param {unknown} value @returns {value is Word} */
  const isWord = (value) => typeof value === "string" && known.has(value);
  return plain(isWord, () => true);
};

/** @template T @param {Shape<T>} shape @returns {Shape<T | null>} */
export const maybe = (shape) => ({
  read: (value, where) => (value === null ? null : shape.read(value, where)),
  write: (value, where) => (value === null ? null : shape.write(value, where)),
});

/** @template T @param {Shape<T>} shape @param {number} most @param {number} [least] @returns {Shape<T[]>} */
export const many = (shape, most, least = 0) => ({
  read(value, where) {
    if (!Array.isArray(value) || value.length < least || value.length > most) throw malformed(where);
    return value.map((item) => shape.read(item, where));
  },
  write(value, where) {
    if (!Array.isArray(value) || value.length < least || value.length > most) throw malformed(where);
    return value.map((item) => shape.write(item, where));
  },
});

/**
 * A map with exactly these fields. A `version` among them is judged before anything else.
 * @template {Record<string, Shape<any>>} Fields
 * @param {string} name
 * @param {Fields} fields
 * @param {(value: { [K in keyof Fields]: Of<Fields[K]> }) => boolean} [rule]
 * @returns {Shape<{ [K in keyof Fields]: Of<Fields[K]> }>}
 */
export function record(name, fields, rule = () => true) {
  const names = Object.keys(fields);
  /** @typedef {{ [K in keyof Fields]: Of<Fields[K]> }} Whole */
  return {
    read(value) {
      if (!(value instanceof Map)) throw malformed(name);
      if ("version" in fields && value.get("version") !== 1) throw unsupportedVersion(name);
      if (value.size !== names.length || !names.every((field) => value.has(field))) {
        throw malformed(`${name}: fields`);
      }
      const found = Object.fromEntries(
        Object.entries(fields).map(([field, shape]) => [
          field,
          shape.read(/** @type {Value} */ (value.get(field)), `${name}.${field}`),
        ]),
      );
      if (!rule(/** @type {Whole} */ (found))) throw malformed(name);
      return /** @type {Whole} */ (found);
    },
    write(value) {
      const whole = /** @type {Record<string, any>} */ (value);
      if ("version" in fields && whole.version !== 1) throw unsupportedVersion(name);
      if (Object.keys(whole).length !== names.length || !rule(value)) throw malformed(name);
      const entries = Object.entries(fields).map(([field, shape]) => {
        if (!(field in whole)) throw malformed(`${name}: fields`);
        return [field, shape.write(whole[field], `${name}.${field}`)];
      });
      return Object.fromEntries(entries);
    },
  };
}

/** The field `version`, always 1. */
export const version = plain(isInteger, (value) => value === 1);

/** @template T @param {Shape<T>} shape @param {T} value */
export const pack = (shape, value) => encode(shape.write(value, "record"));

/** @template T @param {Shape<T>} shape @param {Uint8Array} data @param {number} [limit] */
export const unpack = (shape, data, limit = MAX_BYTES) => shape.read(decode(data, limit), "record");
