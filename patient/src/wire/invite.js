// The link on the sheet: everything after `#`, which no server ever sees.
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, equal, fromBase64url, utf8 } from "./bytes.js";
import { malformed, unsupportedVersion, wrongLength } from "./errors.js";

const LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
/** https, or http only for names under `localhost`; never a path. */
export const ORIGIN = new RegExp(`(https://(${LABEL}\\.)*${LABEL}|http://(${LABEL}\\.)*localhost)(:[1-9][0-9]{0,4})?`);
const WHOLE_ORIGIN = new RegExp(`^(?:${ORIGIN.source})$`);

const FIXED = 16 + 32 + 16 + 4;
const CHECK = 4;
const ORIGIN_MAX = 120;

/** @typedef {{ invite: Uint8Array, bundle: Uint8Array, secret: Uint8Array, expires: number, relay: string }} Invite */

/** @param {string} fragment @returns {Invite} */
export function readFragment(fragment) {
  const [version, ...rest] = fragment.split(".");
  if (!rest.length || !/^[0-9]{1,3}$/.test(version ?? "")) throw malformed("fragment");
  if (version !== "1") throw unsupportedVersion("fragment");
  const text = rest.join(".");
  const length = Math.floor((text.length * 3) / 4);
  if (length <= FIXED + CHECK || length > FIXED + CHECK + ORIGIN_MAX) throw wrongLength("fragment");
  const raw = fromBase64url(text);
  const content = raw.slice(0, -CHECK);
  const check = sha256(concat(utf8("praxistresor/1/invite"), Uint8Array.of(0), content)).slice(0, CHECK);
  if (!equal(check, raw.slice(-CHECK))) throw malformed("fragment check");
  const relay = String.fromCharCode(...content.slice(FIXED));
  if (relay.length > ORIGIN_MAX || !WHOLE_ORIGIN.test(relay)) throw malformed("relay origin");
  return {
    invite: content.slice(0, 16),
    bundle: content.slice(16, 48),
    secret: content.slice(48, 64),
    expires: content.slice(64, FIXED).reduce((sum, byte) => sum * 256 + byte, 0),
    relay,
  };
}
