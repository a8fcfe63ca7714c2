// Sends own letters again when the practice asks: same statements, new envelopes.
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
  for (const { record, opened } of asked.slice(0, 200)) {
    const plaintext = await openAge(session.secrets.identity, record.frame);
    const files = [];
    for (const named of opened.statement.attachments) {
      const kept = await session.database.get("files", hex(named.hash));
      if (kept) files.push(await openFile(session.secrets.identity, /** @type {{ frame: Uint8Array }} */ (kept).frame, named));
    }
    record.waiting = await parcels(session, plaintext, record.hash, files);
    await session.database.put({ letters: [record] });
  }
}
