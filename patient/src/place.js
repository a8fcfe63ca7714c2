// `/practice.json`: where this page lives and which relay it may talk to. Nothing else is in it.
import { malformed } from "./wire/errors.js";
import { ORIGIN } from "./wire/invite.js";

const WHOLE = new RegExp(`^(?:${ORIGIN.source})$`);
const MOST_BYTES = 2_000;

/** @typedef {{ version: 1, page: string, relay: string }} Place */

/** @param {string} text @param {string} here the origin of this page @returns {Place} */
export function parsePlace(text, here) {
  const value = text.length <= MOST_BYTES ? JSON.parse(text) : null;
  if (typeof value !== "object" || value === null) throw malformed("practice.json");
  const { version, page, relay, ...rest } = value;
  if (version !== 1 || Object.keys(rest).length || page !== here) throw malformed("practice.json");
  if (typeof relay !== "string" || !WHOLE.test(relay)) throw malformed("practice.json");
  return { version, page, relay };
}

/** @returns {Promise<Place>} */
export async function readPlace() {
  const response = await fetch("practice.json", { cache: "no-store", credentials: "omit", redirect: "error" });
  if (!response.ok) throw malformed("practice.json");
  return parsePlace(await response.text(), location.origin);
}
