// Puts one verified letter in its place of the order and does what its kind asks for.
import { openChange } from "../wire/bundle.js";
import { equal, hex } from "../wire/bytes.js";
import { Refused } from "../wire/errors.js";
import { beginning, judge } from "../wire/order.js";
import { sealWaitingAgain, sendAgain } from "./again.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("../seal/letter.js").Opened} Opened */
/** @typedef {import("../store/records.js").LetterRecord} LetterRecord */
/** @typedef {"keep" | "stored" | "refused" | "stop"} Verdict stored: may be acknowledged */

const now = () => Math.floor(Date.now() / 1000);
/** Two days without the missing letter, then the others are shown beside a notice. */
export const PATIENCE_SECONDS = 48 * 3600;

/**
 * @param {Session} session @param {Opened} opened @param {Uint8Array} frame @param {Uint8Array} envelope @param {number} bundle
 * @returns {Promise<Verdict>}
 */
export async function place(session, opened, frame, envelope, bundle) {
  const { statement, hash } = opened;
  const known = session.at(hex(statement.epoch), statement.sequence, false);
  const { device } = session;
  const turn = judge(statement, hash, device.incoming, known?.record.hash ?? null, device.ended);
  if (turn === "old") return "refused";
  if (turn === "duplicate") return sentAgain(session, known, envelope);
  if (turn === "conflict") return stop(session);
  /** @type {LetterRecord} */
  const record = {
    id: hex(hash), own: false, envelope, frame, bundle, epoch: hex(statement.epoch), sequence: statement.sequence,
    hash, place: "held", received: now(), read: false, state: "sealed", waiting: [],
  };
  if (turn === "new-epoch") {
    const change = statement.sequence === 1 && statement.kind === "epoch-change";
    if (statement.sequence === 1 && !change) return "refused";
    if (change) {
      if (!equal(opened.body.previous, device.incoming.epoch)) return "refused";
      const ended = [...device.ended, device.incoming.epoch];
      await session.save({ incoming: beginning(statement.epoch), ended, gapSince: 0, notes: [...device.notes, "epoch"] });
    }
  }
  // It speaks for itself, by both keys: letters behind it are readable while one before it is missing.
  const pinned = statement.kind === "key-change" ? newKeys(session, opened.body) : {};
  // One write: a page closed in between would have the letter, never fetch it again and never pin the keys.
  await session.save(pinned, [record]);
  session.letters.set(record.id, { record, opened });
  if (pinned.bundles) await sealWaitingAgain(session);
  return advance(session);
}

/** A letter we have comes under a new envelope id, and its attachments with it. @param {Session} session @param {{ record: LetterRecord } | null} known @param {Uint8Array} envelope @returns {Promise<Verdict>} */
async function sentAgain(session, known, envelope) {
  if (known) {
    known.record.envelope = envelope;
    await session.save({}, [known.record]);
  }
  return "stored";
}

/** @param {Session} session @returns {Promise<Verdict>} */
async function stop(session) {
  await session.save({ state: "stopped" });
  return "stop";
}

/**
 * Takes every held letter that now follows; what stays behind a gap is shown after two days.
 * @param {Session} session @returns {Promise<Verdict>}
 */
export async function advance(session) {
  for (;;) {
    const { incoming } = session.device;
    const next = session.at(hex(incoming.epoch), incoming.sequence + 1, false);
    if (!next) break;
    if (!equal(next.opened.statement.previous, incoming.hash)) return stop(session);
    next.record.place = "shown";
    const position = { epoch: incoming.epoch, sequence: next.record.sequence, hash: next.record.hash };
    await session.save({ incoming: position }, [next.record]);
    await apply(session, next.opened);
  }
  const behind = [...session.letters.values()].filter(({ record }) => !record.own && record.place !== "shown");
  const gapSince = behind.length ? session.device.gapSince || now() : 0;
  if (gapSince !== session.device.gapSince) await session.save({ gapSince });
  if (gapSince && now() - gapSince >= PATIENCE_SECONDS) {
    for (const { record } of behind) record.place = "early";
    await session.save({}, behind.map(({ record }) => record));
  }
  return "stored";
}

/** @param {Session} session @param {Opened} opened */
async function apply(session, { statement, body }) {
  if (statement.kind === "revoke") return session.save({ state: "revoked" });
  if (statement.kind === "receipt") return receipt(session, body);
  if (statement.kind === "resend-request") return sendAgain(session, body);
  return undefined;
}

/**
 * The practice's next bundle, to be pinned once; what could not be read so far is fetched again.
 * @param {Session} session @param {import("../wire/bodies.js").BodyOf<"key-change">} body
 * @returns {Partial<import("../store/records.js").DeviceRecord>}
 */
function newKeys(session, body) {
  const { device } = session;
  if (device.bundles.some((one) => equal(one, body.bundle))) return {};
  try {
    openChange(body, session.packedBundle());
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    session.troubles.add("forged");
    return {};
  }
  session.troubles.delete("forged");
  return { bundles: [...device.bundles, body.bundle], notes: [...device.notes, "key-changed"], noise: [] };
}

/** @param {Session} session @param {import("../wire/bodies.js").BodyOf<"receipt">} body */
async function receipt(session, body) {
  for (const hash of body.letters) {
    const own = session.letters.get(hex(hash));
    if (!own?.record.own || own.record.state === "read") continue;
    own.record.state = body.state;
    await session.save({}, [own.record]);
  }
}
