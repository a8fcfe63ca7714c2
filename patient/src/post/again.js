// Sends own letters again, on request or to new keys: same statements, new envelopes.
import { openFile } from "../seal/letter.js";
import { hex } from "../wire/bytes.js";
import { open as openAge } from "../seal/age.js";
import { parcels } from "./outgoing.js";

/** @typedef {import("./session.js").Session} Session */

/**
 * @param {Session} session
 * @param {import("../wire/bodies.js").BodyOf<"resend-request">} request
 */
export async function sendAgain(session, request) {
  const epoch = request.epoch ? hex(request.epoch) : null;
  const asked = session.ordered(true).filter(({ record }) => {
    const within = record.sequence >= request.first && record.sequence <= (request.last ?? Infinity);
    return epoch === null || (record.epoch === epoch && within);
  });
  for (const entry of asked.slice(0, 200)) await sealAgain(session, entry);
}

/**
 * After the practice changed its keys: letters of which nothing was handed over yet. A letter that
 * is on its way keeps its envelope, and its attachments with it; the practice still opens both.
 * @param {Session} session
 */
export async function sealWaitingAgain(session) {
  const untouched = session.ordered(true).filter(({ record, opened }) => record.waiting.length > opened.statement.attachments.length);
  for (const entry of untouched) await sealAgain(session, entry);
}

/** @param {Session} session @param {{ record: import("../store/records.js").LetterRecord, opened: import("../seal/letter.js").Opened }} entry */
async function sealAgain(session, { record, opened }) {
  const plaintext = await openAge(session.secrets.identity, record.frame);
  const files = [];
  for (const named of opened.statement.attachments) {
    const kept = await session.database.get("files", hex(named.hash));
    if (kept) files.push(await openFile(session.secrets.identity, /** @type {{ frame: Uint8Array }} */ (kept).frame, named));
  }
  record.waiting = await parcels(session, plaintext, record.hash, files);
  await session.database.put({ letters: [record] });
}
