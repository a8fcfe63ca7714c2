// The relay as this device sees it: signed requests, bounded answers, five ways to fail.
import { hex } from "../wire/bytes.js";
import { REQUEST_HEADER, requestHeader } from "../wire/requests.js";
import { parseListing, parsePublishing, PRACTICE_DOCUMENT_BYTES } from "../wire/orders.js";
import { SEALED_LENGTHS } from "../wire/buckets.js";

const FRAME_MAX = 3 + 256 + 64 + (SEALED_LENGTHS.at(-1) ?? 0);
const LISTING_MAX = 64 * 1024;
const ANSWER_SECONDS = 60;
const CLOCK_TOLERANCE = 100;

/** @typedef {"offline" | "clock" | "refused" | "full" | "too-large"} Failure */

/** The relay did not do what was asked. */
export class RelayFailed extends Error {
  /** @param {Failure} failure */
  constructor(failure) {
    super(failure);
    this.name = "RelayFailed";
    this.failure = failure;
  }
}

export class Relay {
  /**
   * @param {string} origin
   * @param {Uint8Array} mailbox
   * @param {{ publicKey: Uint8Array, sign: import("../wire/signatures.js").Sign }} key
   */
  constructor(origin, mailbox, key) {
    this.origin = origin;
    this.authority = new URL(origin).host;
    this.mailbox = mailbox;
    this.key = key;
    /** @type {Set<AbortController>} */
    this.pending = new Set();
  }

  /** Hangs up on everything that is under way. */
  hangUp() {
    for (const controller of this.pending) controller.abort();
  }

  /** @param {number} after the last number already seen */
  async list(after) {
    const answer = await this.ask("GET", `${this.queue()}?after=${after}&limit=100`, LISTING_MAX);
    try {
      return parseListing(answer);
    } catch {
      // A relay that talks nonsense is a relay that is not there.
      throw new RelayFailed("offline");
    }
  }

  /** @param {Uint8Array} envelope */
  fetch(envelope) {
    return this.ask("GET", `${this.queue()}/${hex(envelope)}`, FRAME_MAX);
  }

  /** @param {Uint8Array} envelope @param {Uint8Array} frame */
  async put(envelope, frame) {
    await this.ask("PUT", `${this.queue()}/${hex(envelope)}`, 1024, frame);
  }

  /** Tells the relay to delete: only after the letter is verified and on the disk. @param {Uint8Array} envelope */
  async acknowledge(envelope) {
    await this.ask("DELETE", `${this.queue()}/${hex(envelope)}`, 1024);
  }

  /** Waits until there is more than `after`, or about half a minute. @param {number} after */
  async wait(after) {
    const target = `/v1/mailboxes/${hex(this.mailbox)}/wait?after=${after}`;
    return (await this.ask("GET", target, 1024)).length > 0;
  }

  async practice() {
    return parsePublishing(await this.ask("GET", "/v1/practice", PRACTICE_DOCUMENT_BYTES));
  }

  /** What the practice published before it changed its keys; kept as long as a sheet is good. @param {Uint8Array} bundle hash */
  async practiceBefore(bundle) {
    return parsePublishing(await this.ask("GET", `/v1/practice/${hex(bundle)}`, PRACTICE_DOCUMENT_BYTES));
  }

  queue() {
    return `/v1/mailboxes/${hex(this.mailbox)}/envelopes`;
  }

  /**
   * @param {string} method @param {string} target @param {number} most bytes of the answer
   * @param {Uint8Array} [body]
   */
  async ask(method, target, most, body) {
    const now = Math.floor(Date.now() / 1000);
    const signed = { ...this.key, now, ...(body ? { body } : {}) };
    const header = requestHeader({ method, authority: this.authority, target }, signed);
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), ANSWER_SECONDS * 1000);
    this.pending.add(controller);
    try {
      const response = await this.send(target, this.options(method, header, body, controller.signal));
      if (!response.ok) throw new RelayFailed(failureOf(response, now));
      return await readBounded(response, most);
    } finally {
      clearTimeout(timer);
      this.pending.delete(controller);
    }
  }

  /** @param {string} method @param {string} header @param {Uint8Array | undefined} body @param {AbortSignal} signal @returns {RequestInit} */
  options(method, header, body, signal) {
    return {
      method,
      headers: { [REQUEST_HEADER]: header, ...(body ? { "Content-Type": "application/octet-stream" } : {}) },
      body: body ? new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (body)]) : null,
      mode: "cors",
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal,
    };
  }

  /** @param {string} target @param {RequestInit} options */
  async send(target, options) {
    try {
      return await fetch(this.origin + target, options);
    } catch {
      throw new RelayFailed("offline");
    }
  }
}

/** @param {Response} response @param {number} now @returns {Failure} */
function failureOf(response, now) {
  if (response.status === 507) return "full";
  if (response.status === 413) return "too-large";
  if (response.status !== 404) return "offline";
  // A stale request and an unknown key get the same 404; the relay's own clock tells them apart.
  const said = Date.parse(response.headers.get("Date") ?? "");
  return Math.abs(said / 1000 - now) > CLOCK_TOLERANCE ? "clock" : "refused";
}

/** Reads at most `most` bytes, however long the other side goes on. @param {Response} response @param {number} most */
async function readBounded(response, most) {
  const reader = response.body?.getReader();
  /** @type {Uint8Array[]} */
  const parts = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done || !value) break;
      length += value.length;
      if (length > most) throw new RelayFailed("too-large");
      parts.push(value);
    }
  } catch (error) {
    void reader?.cancel().catch(() => undefined);
    throw error instanceof RelayFailed ? error : new RelayFailed("offline");
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
