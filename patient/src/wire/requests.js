// Signs a request to the relay: one header, no cookie, no token. Twin of src/wire/requests.py.
import { sha256 } from "@noble/hashes/sha2.js";
import { hex, random } from "./bytes.js";
import { encode } from "./cbor.js";
import { malformed } from "./errors.js";
import { signingBase } from "./signatures.js";

export const REQUEST_HEADER = "Praxistresor-Request";
const METHODS = new Set(["GET", "PUT", "POST", "DELETE"]);
const AUTHORITY = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[1-9][0-9]{0,4})?$/;
const TARGET = /^\/[!-~]*$/;

/** @typedef {{ method: string, authority: string, target: string }} Target */

/**
 * The header value for one request.
 * @param {Target} target
 * @param {{ publicKey: Uint8Array, sign: import("./signatures.js").Sign, now: number, body?: Uint8Array, nonce?: Uint8Array }} by `now` in Unix seconds
 */
export function requestHeader(target, { publicKey, sign, now, body, nonce = random(16) }) {
  if (!METHODS.has(target.method)) throw malformed("method");
  if (target.authority.length > 255 || !AUTHORITY.test(target.authority)) throw malformed("authority");
  if (target.target.length > 1024 || !TARGET.test(target.target) || target.target.includes("#")) {
    throw malformed("target");
  }
  const key = sha256(publicKey);
  const digest = sha256(body ?? new Uint8Array());
  const message = encode({ ...target, digest, key, created: now, nonce });
  const signature = sign(signingBase("request", message));
  return ["1", hex(key), String(now), hex(nonce), hex(digest), hex(signature)].join(".");
}
