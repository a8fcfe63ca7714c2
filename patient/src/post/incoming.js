// Fetching: everything the relay says is judged; it can raise a notice here and nothing else.
import { openAttachment, openLetter } from "../seal/letter.js";
import { equal, hex } from "../wire/bytes.js";
import { Refused } from "../wire/errors.js";
import { splitFrame } from "../wire/frame.js";
import { attachmentEnvelope } from "../wire/statement.js";
import { StorageRefused } from "../store/database.js";
import { tryDeliver, write } from "./outgoing.js";
import { advance, place } from "./place.js";
import { RelayFailed } from "./relay.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("../wire/frame.js").Frame} Frame */
/** @typedef {{ hash: Uint8Array, length: number }} Named */

const MOST_PAGES = 10;
const MOST_NOISE = 500;
const now = () => Math.floor(Date.now() / 1000);
const RECEIPTED = new Set(["message", "document", "questionnaire", "booking-answer", "access-log", "key-change"]);

/** One round: send what waits, fetch what is there, tell the practice what arrived. @param {Session} session */
export async function exchange(session) {
  const before = new Set(session.letters.keys());
  for (const trouble of /** @type {const} */ (["offline", "clock", "refused", "storage"])) session.troubles.delete(trouble);
  try {
    await fetchAll(session);
    await session.save({ checked: now() });
    if (session.device.state === "paired") await answer(session, before);
  } catch (error) {
    if (error instanceof RelayFailed) session.troubles.add(error.failure === "too-large" ? "offline" : error.failure);
    else if (error instanceof StorageRefused) session.troubles.add("storage");
    else throw error;
  }
}

/** @param {Session} session */
async function fetchAll(session) {
  /** @type {Map<string, Uint8Array>} */
  const undecided = new Map();
  for (let after = 0, page = 0; page < MOST_PAGES && session.device.state === "paired"; page++) {
    const { waiting } = await session.relay.list(after);
    for (const one of waiting) {
      const id = hex(one.envelope);
      if (one.number <= after || session.device.state !== "paired") break;
      after = one.number;
      session.listed = Math.max(session.listed, after);
      if (!session.device.noise.includes(id) && !undecided.has(id)) await fetchOne(session, one.envelope, undecided);
    }
    if (waiting.length < 100) break;
  }
  await settle(session, undecided);
  await advance(session);
}

/** @param {Session} session @param {Uint8Array} envelope @param {Map<string, Uint8Array>} undecided */
async function fetchOne(session, envelope, undecided) {
  const data = await session.relay.fetch(envelope);
  try {
    const frame = splitFrame(data);
    const { header } = frame;
    const ours = equal(header.mailbox, session.device.mailbox) && header.direction === "to-patient" && equal(header.envelope, envelope);
    if (!ours) throw new Refused("mismatch", "header");
    if (await takeFile(session, frame, data)) return;
    const verdict = await takeLetter(session, frame, data);
    if (verdict === "stored") await session.relay.acknowledge(envelope);
    if (verdict === "refused") await noise(session, envelope);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    // An attachment that came before its letter has no statement: decided at the end of the round.
    if (error.category === "stripped") undecided.set(hex(envelope), data);
    else await noise(session, envelope);
  }
}

/** Verified with the newest bundle first; an older one only for letters from before its change. @param {Session} session @param {Frame} frame @param {Uint8Array} data */
async function takeLetter(session, frame, data) {
  for (let index = session.device.bundles.length - 1; ; index--) {
    try {
      const opened = await openLetter(frame, session.keysOf(index));
      const newest = index === session.device.bundles.length - 1;
      if (!newest && !withinItsTime(session, index, opened.statement)) throw new Refused("signature", "an old key");
      return await place(session, opened, data, frame.header.envelope, index);
    } catch (error) {
      if (!(error instanceof Refused) || error.category !== "signature" || index === 0) throw error;
    }
  }
}

/** The last letter a bundle's key may sign is the change to the next one. @param {Session} session @param {number} index @param {import("../wire/statement.js").StatementOf} statement */
function withinItsTime(session, index, statement) {
  const next = session.device.bundles[index + 1];
  const change = session.ordered(false).find(({ opened }) => opened.statement.kind === "key-change" && next !== undefined && equal(opened.body.bundle, next));
  const last = change?.opened.statement;
  return last !== undefined && equal(last.epoch, statement.epoch) && statement.sequence <= last.sequence;
}

/** @param {Session} session @param {Uint8Array} envelope */
function fileNamedBy(session, envelope) {
  for (const { record, opened } of session.ordered(false)) {
    for (const [index, named] of opened.statement.attachments.entries()) {
      if (equal(attachmentEnvelope(record.envelope, record.hash, index), envelope)) return { named, record, index, letter: letterAt(session, record, opened) };
    }
  }
  return null;
}

/** The letter as it was last transmitted. @param {Session} session @param {import("../store/records.js").LetterRecord} record @param {import("../seal/letter.js").Opened} opened */
function letterAt(session, record, { statement, hash }) {
  const { mailbox } = session.device;
  const header = { version: 1, mailbox, direction: statement.direction, envelope: record.envelope, created: 0 };
  return { header, statement, hash };
}

/** True if this envelope is an attachment that a verified letter names. @param {Session} session @param {Frame} frame @param {Uint8Array} data */
async function takeFile(session, frame, data) {
  const found = fileNamedBy(session, frame.header.envelope);
  if (!found) return false;
  const { named, record, letter, index } = found;
  await openAttachment(data, letter, index, session.keysOf(record.bundle));
  await session.database.put({ files: [{ id: hex(named.hash), frame: frame.age }] });
  await session.relay.acknowledge(frame.header.envelope);
  return true;
}

/** @param {Session} session @param {Map<string, Uint8Array>} undecided */
async function settle(session, undecided) {
  for (const data of undecided.values()) {
    const frame = splitFrame(data);
    try {
      // Unread and unjudged until a letter names it: its letter may still be on the way.
      await takeFile(session, frame, data);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await noise(session, frame.header.envelope);
    }
  }
}

/** Kept at the relay and never fetched again: what does not verify is no reason to delete anything. @param {Session} session @param {Uint8Array} envelope */
async function noise(session, envelope) {
  const id = hex(envelope);
  session.troubles.add("forged");
  await session.save({ noise: [...session.device.noise, id].slice(-MOST_NOISE) });
}

/** Receipts for what is new, a request for what is missing. @param {Session} session @param {Set<string>} before */
async function answer(session, before) {
  const fresh = session.ordered(false).filter(({ record, opened }) => !before.has(record.id) && RECEIPTED.has(opened.statement.kind));
  const letters = fresh.map(({ record }) => record.hash).slice(0, 100);
  if (letters.length) await write(session, "receipt", { state: "fetched", letters, time: now() });
  await askForMissing(session);
  await tryDeliver(session);
}

/** @param {Session} session */
async function askForMissing(session) {
  const { incoming, gapSince } = session.device;
  if (!gapSince) return;
  const epoch = hex(incoming.epoch);
  const held = session.ordered(false).filter(({ record }) => record.epoch === epoch && record.sequence > incoming.sequence);
  const first = incoming.sequence + 1;
  const last = Math.min(...held.map(({ record }) => record.sequence)) - 1;
  const asked = session.ordered(true).some(({ opened: { statement, body } }) =>
    statement.kind === "resend-request" && body.epoch && equal(body.epoch, incoming.epoch) && body.first === first && now() - statement.time < 6 * 3600,
  );
  if (asked || !Number.isFinite(last) || last < first) return;
  await write(session, "resend-request", { epoch: incoming.epoch, first, last });
}
