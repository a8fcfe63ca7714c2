// An unlocked mailbox: the device record, its keys in memory, and every stored letter opened.
import { sha256 } from "@noble/hashes/sha2.js";
import { forget } from "../keys/secrets.js";
import { recipientOf } from "../seal/age.js";
import { openLetter, openOwn } from "../seal/letter.js";
import { parseBundle, safetyNumber } from "../wire/bundle.js";
import { hex } from "../wire/bytes.js";
import { Refused } from "../wire/errors.js";
import { splitFrame } from "../wire/frame.js";
import { publicKeyOf, signerOf } from "../wire/signatures.js";
import { Relay } from "./relay.js";

/** @typedef {import("../store/records.js").DeviceRecord} DeviceRecord */
/** @typedef {import("../store/records.js").LetterRecord} LetterRecord */
/** @typedef {import("../seal/letter.js").Opened} Opened */
/** @typedef {import("../keys/secrets.js").Secrets} Secrets */

/** The page was locked while something was under way; nothing more may be signed or written. */
export class SessionClosed extends Error {
  name = "SessionClosed";
}

export class Session {
  /**
   * @param {import("../store/database.js").Database} database
   * @param {DeviceRecord} device
   * @param {Secrets} secrets
   * @param {Uint8Array} recipient
   */
  constructor(database, device, secrets, recipient) {
    this.database = database;
    this.device = device;
    this.secrets = secrets;
    this.recipient = recipient;
    this.recipientId = sha256(recipient);
    this.closed = false;
    this.sign = this.guarded(signerOf(secrets.statement));
    this.statementKey = publicKeyOf(secrets.statement);
    const relayKey = { publicKey: publicKeyOf(secrets.relay), sign: this.guarded(signerOf(secrets.relay)) };
    this.relayKey = relayKey.publicKey;
    this.relay = new Relay(device.relay, device.mailbox, relayKey);
    /** @type {Map<string, { record: LetterRecord, opened: Opened }>} */
    this.letters = new Map();
    /** @type {Set<import("../screens/model.js").Trouble>} */
    this.troubles = new Set();
    /** The highest number the relay has listed since the page was opened. */
    this.listed = 0;
  }

  /**
   * @param {import("../store/database.js").Database} database
   * @param {DeviceRecord} device
   * @param {Secrets} secrets
   */
  static async open(database, device, secrets) {
    const session = new Session(database, device, secrets, await recipientOf(secrets.identity));
    for (const record of await database.all("letters")) {
      await session.reopen(/** @type {LetterRecord} */ (record));
    }
    // Told once: what was noted before is shown until the page is locked, and then no more.
    for (const note of device.notes) session.troubles.add(/** @type {import("../screens/model.js").Trouble} */ (note));
    if (device.notes.length) await session.save({ notes: [] });
    return session;
  }

  /** A stored letter is verified again: a changed disk must not show a changed letter. @param {LetterRecord} record */
  async reopen(record) {
    try {
      const opened = record.own
        ? await openOwn(record.frame, this.secrets.identity, this.statementKey)
        : await openLetter(splitFrame(record.frame), this.keysOf(record.bundle));
      if (hex(opened.hash) === record.id) this.letters.set(record.id, { record, opened });
      else this.troubles.add("forged");
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.troubles.add("forged");
    }
  }

  /** @param {number} index */
  keysOf(index) {
    const packed = this.device.bundles[index];
    if (!packed) throw new Refused("mismatch", "bundle");
    return {
      identity: this.secrets.identity,
      recipientId: this.recipientId,
      senderKey: parseBundle(packed).statement_key,
      later: this.device.bundles.slice(index + 1).map((one) => parseBundle(one).statement_key),
    };
  }

  bundle() {
    return parseBundle(this.packedBundle());
  }

  packedBundle() {
    const packed = this.device.bundles.at(-1);
    if (!packed) throw new Refused("mismatch", "bundle");
    return packed;
  }

  safety() {
    return safetyNumber({
      bundle: sha256(this.packedBundle()),
      recipient: this.recipient,
      statement_key: this.statementKey,
      relay_key: this.relayKey,
    });
  }

  /** Letters of the practice (or own ones), in their order. @param {boolean} own */
  ordered(own) {
    return [...this.letters.values()]
      .filter(({ record }) => record.own === own)
      .sort((one, other) => one.record.received - other.record.received || one.record.sequence - other.record.sequence);
  }

  /** @param {string} epoch hex @param {number} sequence @param {boolean} own */
  at(epoch, sequence, own) {
    for (const entry of this.letters.values()) {
      const { record } = entry;
      if (record.own === own && record.epoch === epoch && record.sequence === sequence) return entry;
    }
    return null;
  }

  /** @param {Partial<DeviceRecord>} change @param {LetterRecord[]} [letters] */
  async save(change, letters = []) {
    this.mustBeOpen();
    const device = { ...this.device, ...change };
    await this.database.put({ device: [device], letters });
    this.device = device;
  }

  /** Wiped keys would still sign: with zeros, into our own chain. @param {import("../wire/signatures.js").Sign} sign @returns {import("../wire/signatures.js").Sign} */
  guarded(sign) {
    return (base) => {
      this.mustBeOpen();
      return sign(base);
    };
  }

  mustBeOpen() {
    if (this.closed) throw new SessionClosed();
  }

  close() {
    this.closed = true;
    this.relay.hangUp();
    forget(this.secrets);
    this.letters.clear();
  }
}
