// Pairing: the sheet's keys are fetched and checked, our keys are shown, the answer is awaited.
import { sha256 } from "@noble/hashes/sha2.js";
import { createPasskeyLock, paperOpener } from "../keys/lock.js";
import { newSecrets, wrap } from "../keys/secrets.js";
import { recipientOf, seal } from "../seal/age.js";
import { openLetter, pad } from "../seal/letter.js";
import { packBody } from "../wire/bodies.js";
import { openBundle } from "../wire/bundle.js";
import { equal, hex, random } from "../wire/bytes.js";
import { mismatch, Refused } from "../wire/errors.js";
import { joinFrame, splitFrame } from "../wire/frame.js";
import { OuterHeader, transmissionBase } from "../wire/header.js";
import { beginning } from "../wire/order.js";
import { makePair, pairingKeys, pairingMailboxSeed } from "../wire/pairing.js";
import { pack } from "../wire/shape.js";
import { publicKeyOf, signerOf } from "../wire/signatures.js";
import { FIRST, signStatement, statementHash } from "../wire/statement.js";
import { Relay, RelayFailed } from "./relay.js";

/** @typedef {import("../wire/invite.js").Invite} Invite */
/** @typedef {import("../screens/model.js").PairingResult} PairingResult */
/** @typedef {import("../store/records.js").DeviceRecord} DeviceRecord */
/** @typedef {import("../keys/lock.js").Opener} Opener */
/** @typedef {import("../keys/secrets.js").Secrets} Secrets */
/** @typedef {{ device: DeviceRecord, secrets: Secrets, opener: Opener }} Draft a device that is not paired yet */

const EVERY_MS = 2_000;
const now = () => Math.floor(Date.now() / 1000);
const pause = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms));

/** @param {Invite} invite */
export function pairingRelay(invite) {
  const seed = pairingMailboxSeed(invite.secret, invite.invite);
  return new Relay(invite.relay, invite.invite, { publicKey: publicKeyOf(seed), sign: signerOf(seed) });
}

/** The practice's packed bundle, only if it is the one on the paper. @param {Invite} invite */
export async function fetchBundle(invite) {
  const relay = pairingRelay(invite);
  const { bundle: newest } = await patiently(() => relay.practice());
  // A sheet from before a change of keys: paired with the old ones, told of the new ones at once.
  const bundle = equal(sha256(newest), invite.bundle) ? newest : await bundleBefore(relay, invite.bundle);
  openBundle(bundle, invite.bundle);
  return bundle;
}

/** @param {Relay} relay @param {Uint8Array} pinned */
async function bundleBefore(relay, pinned) {
  try {
    return (await patiently(() => relay.practiceBefore(pinned))).bundle;
  } catch (error) {
    if (error instanceof RelayFailed && error.failure === "refused") throw mismatch("bundle");
    throw error;
  }
}

/**
 * Fresh keys, wrapped before anything else happens, bound to the invite until there is a mailbox.
 * @param {Invite} invite @param {Uint8Array} bundle @param {"passkey" | { paper: string }} choice
 * @param {{ passkeyName: string, deviceName: string }} names
 * @returns {Promise<Draft>}
 */
export async function draftDevice(invite, bundle, choice, names) {
  const { lock, opener } = choice === "passkey"
    ? await createPasskeyLock(names.passkeyName)
    : { lock: /** @type {const} */ ({ kind: "paper" }), opener: paperOpener(choice.paper) };
  const secrets = newSecrets();
  /** @type {DeviceRecord} */
  const device = {
    id: "device", state: "pairing", lock, wrapped: await wrap(await opener(invite.invite), invite.invite, secrets),
    boundTo: invite.invite, relay: invite.relay, bundles: [bundle],
    invite: { invite: invite.invite, secret: invite.secret, expires: invite.expires },
    mailbox: invite.invite, conversation: invite.invite, practice: "", patient: "", name: names.deviceName,
    since: now(), language: null, incoming: beginning(random(16)), ended: [], outgoing: beginning(random(16)),
    noise: [], gapSince: 0, notes: [], checked: 0,
  };
  return { device, secrets, opener };
}

/** One attempt: transcript, two MACs, sealed to the practice. @param {Invite} invite @param {Draft} draft @param {string} code */
async function pairLetter(invite, { device, secrets }, code) {
  const bundle = openBundle(device.bundles[0] ?? FIRST, invite.bundle);
  const sign = signerOf(secrets.statement);
  const statementKey = publicKeyOf(secrets.statement);
  const transcript = {
    version: 1, invite: invite.invite, relay: invite.relay, bundle: invite.bundle,
    recipient: await recipientOf(secrets.identity), statement_key: statementKey,
    relay_key: publicKeyOf(secrets.relay), time: now(),
  };
  const body = packBody("pair", makePair(transcript, pairingKeys(invite.secret, invite.invite, code), sign));
  const direction = /** @type {"to-practice"} */ ("to-practice");
  const signed = signStatement(
    {
      version: 1, sender: sha256(statementKey), recipients: [sha256(bundle.recipient)], mailbox: invite.invite,
      direction, conversation: invite.invite, sequence: 1, previous: FIRST, epoch: random(16), seen: null,
      time: now(), kind: "pair", body: sha256(body), attachments: [],
    },
    sign,
  );
  const hash = statementHash(signed);
  const envelope = random(16);
  const header = pack(OuterHeader, { version: 1, mailbox: invite.invite, direction, envelope, created: Math.floor(now() / 60) * 60 });
  const age = await seal(bundle.recipient, pad(signed, body));
  return { envelope, hash, frame: joinFrame(header, sign(transmissionBase(header, hash)), age) };
}

/** Three tries, two seconds apart, while the relay is out of reach. @template T @param {() => Promise<T>} work @returns {Promise<T>} */
async function patiently(work) {
  for (let left = 2; ; left--) {
    try {
      return await work();
    } catch (error) {
      if (!left || !(error instanceof RelayFailed) || error.failure !== "offline") throw error;
      await pause(EVERY_MS);
    }
  }
}

/**
 * Sends one attempt and waits for the practice's answer to it.
 * @param {Invite} invite @param {Draft} draft @param {string} code @param {() => boolean} goOn
 */
export async function attempt(invite, draft, code, goOn) {
  const relay = pairingRelay(invite);
  const stale = new Set((await patiently(() => relay.list(0))).waiting.map((one) => hex(one.envelope)));
  const letter = await pairLetter(invite, draft, code);
  // The very same bytes again are not a new attempt, so a lost answer costs nothing.
  await patiently(() => relay.put(letter.envelope, letter.frame));
  return awaitAnswer(invite, draft, letter.hash, stale, goOn);
}

/**
 * @param {Invite} invite @param {Draft} draft @param {Uint8Array | null} asked hash of our letter, null after a reload
 * @param {Set<string>} stale envelopes that were there before we asked @param {() => boolean} goOn
 * @returns {Promise<import("../wire/bodies.js").BodyOf<"paired"> | null>}
 */
export async function awaitAnswer(invite, draft, asked, stale, goOn) {
  const relay = pairingRelay(invite);
  while (goOn()) {
    try {
      for (const one of (await relay.list(0)).waiting) {
        if (stale.has(hex(one.envelope))) continue;
        const answer = await readAnswer(relay, draft, asked, one.envelope);
        if (answer) return answer;
        stale.add(hex(one.envelope));
      }
    } catch (error) {
      if (!(error instanceof RelayFailed) || error.failure !== "offline") throw error;
    }
    await pause(EVERY_MS);
  }
  return null;
}

/** @param {Relay} relay @param {Draft} draft @param {Uint8Array | null} asked @param {Uint8Array} envelope */
async function readAnswer(relay, { device, secrets }, asked, envelope) {
  try {
    const frame = splitFrame(await relay.fetch(envelope));
    const recipientId = sha256(await recipientOf(secrets.identity));
    const senderKey = openBundle(device.bundles[0] ?? FIRST, sha256(device.bundles[0] ?? FIRST)).statement_key;
    const { statement, body } = await openLetter(frame, { identity: secrets.identity, recipientId, senderKey });
    const here = equal(statement.mailbox, device.boundTo) && statement.direction === "to-patient" && statement.kind === "paired";
    if (!here || (asked && statement.seen && !equal(statement.seen.hash, asked))) return null;
    await relay.acknowledge(envelope).catch(() => undefined);
    return /** @type {import("../wire/bodies.js").BodyOf<"paired">} */ (body);
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/**
 * The device as it is after the practice said yes: bound to its own mailbox.
 * @param {Draft} draft @param {NonNullable<import("../wire/bodies.js").BodyOf<"paired">["grant"]>} grant
 * @returns {Promise<DeviceRecord>}
 */
export async function paired({ device, secrets, opener }, grant) {
  return {
    ...device, state: "paired", wrapped: await wrap(await opener(grant.mailbox), grant.mailbox, secrets),
    boundTo: grant.mailbox, mailbox: grant.mailbox, conversation: grant.conversation, practice: grant.practice,
    patient: grant.patient, since: now(), invite: null, incoming: beginning(grant.epoch),
  };
}
