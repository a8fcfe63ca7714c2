// From a scanned sheet to a paired device: one invite, one draft of keys, as many attempts as left.
import { sha256 } from "@noble/hashes/sha2.js";
import * as pairing from "./post/pair.js";
import { RelayFailed } from "./post/relay.js";
import { askToKeep, StorageRefused } from "./store/database.js";
import { Refused } from "./wire/errors.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./screens/model.js").PairingResult} PairingResult */
/** @typedef {import("./screens/model.js").Choice} Choice */
/** @typedef {import("./wire/invite.js").Invite} Invite */

export class Enrolment {
  /** @param {App} app @param {Invite | null} invite */
  constructor(app, invite) {
    this.app = app;
    this.invite = invite;
    /** @type {import("./post/pair.js").Draft | null} */
    this.draft = null;
    this.turn = 0;
  }

  /** The page was closed while the answer was awaited. @param {import("./post/pair.js").Draft} draft */
  resume(draft) {
    const { device } = draft;
    const packed = device.bundles[0];
    this.draft = draft;
    if (device.invite && packed) this.invite = { ...device.invite, relay: device.relay, bundle: sha256(packed) };
  }

  /** Stops waiting and forgets the keys. */
  stop() {
    this.turn++;
    this.draft = null;
  }

  /** @param {string} code @param {Choice} choice @returns {Promise<PairingResult>} */
  async pair(code, choice) {
    const turn = ++this.turn;
    try {
      const answer = await this.askPractice(code, choice, () => turn === this.turn);
      return answer ? await this.settle(answer) : { kind: "offline" };
    } catch (error) {
      if (error instanceof RelayFailed) return this.pairFailure(error);
      if (error instanceof StorageRefused) return { kind: "storage" };
      if (error instanceof Refused) return { kind: "keys" };
      throw error;
    }
  }

  /** @param {RelayFailed} error @returns {PairingResult} */
  pairFailure(error) {
    if (error.failure === "clock") return { kind: "clock" };
    // An invite the relay does not know any more was used, burnt or ended by the practice.
    return error.failure === "refused" ? { kind: "expired" } : { kind: "offline" };
  }

  /** @param {string} code @param {Choice} choice @param {() => boolean} goOn */
  async askPractice(code, choice, goOn) {
    const invite = this.invite;
    if (!invite) throw new Refused("invite", "no invite");
    if (choice === "resume" && this.draft) return pairing.awaitAnswer(invite, this.draft, null, new Set(), goOn);
    if (choice !== "drafted" && choice !== "resume") {
      const bundle = await pairing.fetchBundle(invite);
      const names = { passkeyName: this.app.words.passkeyName, deviceName: this.app.words.deviceDefault };
      const draft = await pairing.draftDevice(invite, bundle, choice, names);
      draft.device.language = this.app.language;
      await this.app.database.put({ device: [draft.device] });
      this.draft = draft;
    }
    if (!this.draft) throw new Refused("invite", "no keys");
    this.app.kept = await askToKeep();
    return pairing.attempt(invite, this.draft, code, goOn);
  }

  /** @param {import("./wire/bodies.js").BodyOf<"paired">} answer @returns {Promise<PairingResult>} */
  async settle(answer) {
    const { draft } = this;
    if (answer.outcome === "wrong-code" && answer.left > 0) return { kind: "wrong-code", left: answer.left };
    if (!answer.grant || !draft) {
      this.draft = null;
      await this.app.wipe();
      return { kind: answer.outcome === "wrong-code" ? "burnt" : answer.outcome === "used" ? "used" : "expired" };
    }
    const record = await pairing.paired(draft, answer.grant);
    await this.app.database.put({ device: [record] });
    this.invite = null;
    this.draft = null;
    await this.app.begin(record, draft.secrets);
    return { kind: "ok" };
  }
}
