// Writing to the practice: statement, own copy, envelope; stored first, handed over when possible.
import { sha256 } from "@noble/hashes/sha2.js";
import { seal } from "../seal/age.js";
import { pad, padFile } from "../seal/letter.js";
import { packBody } from "../wire/bodies.js";
import { hex, random } from "../wire/bytes.js";
import { joinFrame } from "../wire/frame.js";
import { OuterHeader, transmissionBase } from "../wire/header.js";
import { pack } from "../wire/shape.js";
import { attachmentEnvelope, signStatement, statementHash } from "../wire/statement.js";
import { RelayFailed } from "./relay.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("../wire/kinds.js").Kind} Kind */
/** @typedef {import("../store/records.js").LetterRecord} LetterRecord */
/** @typedef {{ envelope: Uint8Array, frame: Uint8Array }} Parcel */

const now = () => Math.floor(Date.now() / 1000);

/**
 * One transmission: header and signature of this very sending, around an age file.
 * @param {Session} session @param {Uint8Array} envelope @param {Uint8Array} content @param {Uint8Array} plaintext
 * @returns {Promise<Parcel>}
 */
async function parcel(session, envelope, content, plaintext) {
  const created = Math.floor(now() / 60) * 60;
  const { mailbox } = session.device;
  const header = pack(OuterHeader, { version: 1, mailbox, direction: /** @type {"to-practice"} */ ("to-practice"), envelope, created });
  const signature = session.sign(transmissionBase(header, content));
  return { envelope, frame: joinFrame(header, signature, await seal(session.bundle().recipient, plaintext)) };
}

/**
 * The letter's parcel and one for each attachment, under a new envelope id.
 * @param {Session} session @param {Uint8Array} plaintext @param {Uint8Array} hash @param {Uint8Array[]} files
 */
export async function parcels(session, plaintext, hash, files) {
  const envelope = random(16);
  const all = [await parcel(session, envelope, hash, plaintext)];
  for (const [index, file] of files.entries()) {
    all.push(await parcel(session, attachmentEnvelope(envelope, hash, index), sha256(file), padFile(file)));
  }
  return all;
}

/** @param {Session} session @param {Kind} kind @param {Uint8Array} body @param {Uint8Array[]} files */
function statementFor(session, kind, body, files) {
  const { device } = session;
  const { outgoing, incoming } = device;
  return signStatement(
    {
      version: 1,
      sender: sha256(session.statementKey),
      recipients: [sha256(session.bundle().recipient)],
      mailbox: device.mailbox,
      direction: "to-practice",
      conversation: device.conversation,
      sequence: outgoing.sequence + 1,
      previous: outgoing.hash,
      epoch: outgoing.epoch,
      seen: incoming.sequence ? { ...incoming } : null,
      time: now(),
      kind,
      body: sha256(body),
      attachments: files.map((file) => ({ hash: sha256(file), length: file.length })),
    },
    session.sign,
  );
}

/**
 * Stores one letter to the practice, sealed for us and sealed for it, in one transaction.
 * @template {Kind} K
 * @param {Session} session @param {K} kind @param {import("../wire/bodies.js").BodyOf<K>} content
 * @param {Uint8Array[]} [files]
 */
export async function write(session, kind, content, files = []) {
  const body = packBody(kind, content);
  const signed = statementFor(session, kind, body, files);
  const hash = statementHash(signed);
  const plaintext = pad(signed, body);
  const { outgoing } = session.device;
  /** @type {LetterRecord} */
  const record = {
    id: hex(hash),
    own: true,
    envelope: new Uint8Array(16),
    frame: await seal(session.recipient, plaintext),
    bundle: session.device.bundles.length - 1,
    epoch: hex(outgoing.epoch),
    sequence: outgoing.sequence + 1,
    hash,
    place: "shown",
    received: now(),
    read: true,
    state: "sealed",
    waiting: await parcels(session, plaintext, hash, files),
  };
  for (const file of files) {
    await session.database.put({ files: [{ id: hex(sha256(file)), frame: await seal(session.recipient, padFile(file)) }] });
  }
  await session.save({ outgoing: { epoch: outgoing.epoch, sequence: record.sequence, hash } }, [record]);
  await session.reopen(record);
}

/** Hands over everything that waits, oldest first; stops at the first failure. @param {Session} session */
export async function deliver(session) {
  const waiting = session.ordered(true).filter(({ record }) => record.waiting.length);
  waiting.sort((one, other) => one.record.sequence - other.record.sequence);
  for (const { record } of waiting) {
    while (record.waiting[0]) {
      await session.relay.put(record.waiting[0].envelope, record.waiting[0].frame);
      const rest = record.waiting.slice(1);
      Object.assign(record, { waiting: rest, state: rest.length || record.state !== "sealed" ? record.state : "handed" });
      await session.database.put({ letters: [record] });
    }
  }
}

/** Like deliver, with the reason instead of an exception. @param {Session} session */
export async function tryDeliver(session) {
  try {
    await deliver(session);
    session.troubles.delete("full");
    return "sent";
  } catch (error) {
    if (!(error instanceof RelayFailed)) throw error;
    session.troubles.add(error.failure === "too-large" ? "full" : error.failure);
    return error.failure === "full" ? "full" : "later";
  }
}
