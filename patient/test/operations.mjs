// What the shared vectors ask of the page: one function per operation, JSON in, JSON out.
import { sha256 } from "@noble/hashes/sha2.js";
import { paperOpener, prfOpener } from "../src/keys/lock.js";
import { unwrapSeed } from "../src/keys/secrets.js";
import { recipientOf } from "../src/seal/age.js";
import { openAttachment, openLetter } from "../src/seal/letter.js";
import { packBody, parseBody } from "../src/wire/bodies.js";
import { bucketFor, plaintextOf } from "../src/wire/buckets.js";
import { openBundle, openChange, safetyNumber } from "../src/wire/bundle.js";
import { equal, fromHex, hex } from "../src/wire/bytes.js";
import { decode, encode } from "../src/wire/cbor.js";
import { Refused } from "../src/wire/errors.js";
import { splitFrame } from "../src/wire/frame.js";
import { parseHeader } from "../src/wire/header.js";
import { readFragment } from "../src/wire/invite.js";
import { judge } from "../src/wire/order.js";
import { pairingKeys, pairingMailboxSeed } from "../src/wire/pairing.js";
import { readPaperSecret } from "../src/wire/paper.js";
import { openPractice } from "../src/wire/practice.js";
import { verify } from "../src/wire/signatures.js";
import { attachmentEnvelope, openStatement, statementHash } from "../src/wire/statement.js";

/** A parsed value as JSON: bytes as hex, maps as objects. */
export function shown(value) {
  if (value instanceof Uint8Array) return hex(value);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, shown(item)]));
  if (Array.isArray(value)) return value.map(shown);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shown(item)]));
  }
  return value;
}

const base64 = (text) => new Uint8Array(Buffer.from(text, "base64"));

/** Maps back to plain objects, so that encoding again can be compared. */
const plain = (value) => {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]));
  return Array.isArray(value) ? value.map(plain) : value;
};

const again = (bytes, expected) => {
  if (!equal(bytes, fromHex(expected))) throw new Error("encoding again gives other bytes");
};

async function keysOf({ identity, pinned, later = [] }) {
  const seed = fromHex(identity);
  return { identity: seed, recipientId: sha256(await recipientOf(seed)), senderKey: fromHex(pinned), later: later.map(fromHex) };
}

async function letterOf(given, frame) {
  const split = splitFrame(base64(frame));
  return { header: split.header, ...(await openLetter(split, await keysOf(given))) };
}

function paperSecret(typed) {
  const found = readPaperSecret(typed);
  if (found.kind !== "ok") throw new Refused("paper", found.kind);
  return found.secret;
}

/** The page never sees raw keys, so a derived key is compared by what it opens. */
export const OPERATIONS = {
  "cbor.decode": ({ data }) => {
    const value = decode(fromHex(data));
    again(encode(plain(value)), data);
    return value;
  },
  "signature.verify": ({ key, purpose, message, signature }) => {
    verify(fromHex(key), purpose, fromHex(message), fromHex(signature));
    return true;
  },
  "header.parse": ({ data }) => parseHeader(fromHex(data)),
  "bucket.for": ({ used }) => bucketFor(used),
  "bucket.of": ({ sealed }) => plaintextOf(sealed),
  "statement.open": ({ signed, key }) => ({
    statement: openStatement(fromHex(signed), fromHex(key)),
    hash: statementHash(fromHex(signed)),
  }),
  "order.judge": ({ signed, key, at, known, ended }) => {
    const statement = openStatement(fromHex(signed), fromHex(key));
    const position = { epoch: fromHex(at.epoch), sequence: at.sequence, hash: fromHex(at.hash) };
    return judge(statement, statementHash(fromHex(signed)), position, known === null ? null : fromHex(known), ended.map(fromHex));
  },
  "body.parse": ({ kind, data }) => {
    const body = parseBody(kind, fromHex(data));
    again(packBody(kind, body), data);
    return body;
  },
  "letter.open": async (given) => {
    const { hash, header, body } = await letterOf(given, given.frame);
    return { hash, header, body };
  },
  "attachment.open": async (given) => {
    const letter = await letterOf(given, given.letter);
    const content = await openAttachment(base64(given.frame), letter, given.index, await keysOf(given));
    return { sha256: sha256(content), length: content.length };
  },
  "attachment.envelope": ({ envelope, hash, index }) => attachmentEnvelope(fromHex(envelope), fromHex(hash), index),
  "bundle.open": ({ data, pinned }) => openBundle(fromHex(data), fromHex(pinned)),
  "bundle.change": ({ body, old }) => {
    const change = parseBody("key-change", fromHex(body));
    openChange(change, fromHex(old));
    return sha256(change.bundle);
  },
  "safety.number": ({ bundle, recipient, statement_key, relay_key }) =>
    safetyNumber({
      bundle: fromHex(bundle),
      recipient: fromHex(recipient),
      statement_key: fromHex(statement_key),
      relay_key: fromHex(relay_key),
    }).join(" "),
  "pairing.keys": ({ secret, invite, code }) => ({
    ...pairingKeys(fromHex(secret), fromHex(invite), code),
    mailbox_seed: pairingMailboxSeed(fromHex(secret), fromHex(invite)),
  }),
  "invite.read": ({ fragment }) => readFragment(fragment),
  "paper.read": ({ typed }) => paperSecret(typed),
  "seed.unwrap": async ({ wrapped, mailbox, purpose, paper, prf }) => {
    const opener = prf === undefined ? paperOpener(paperSecret(paper)) : prfOpener(fromHex(prf));
    return unwrapSeed(await opener(fromHex(mailbox)), fromHex(wrapped), fromHex(mailbox), purpose);
  },
  "practice.open": ({ data, key }) => openPractice(fromHex(data), fromHex(key)),
};

/** What only a practice or a relay does; the page has no code for it. */
export const NOT_OURS = new Set([
  "request.check", "letter.open_pair", "pairing.check", "paper.key", "release.open", "anchor.open",
]);

/** {"result": …} or {"error": category}; any other exception is a bug and comes out. */
export async function run(operation, given) {
  try {
    return { result: shown(await OPERATIONS[operation](given)) };
  } catch (error) {
    if (error instanceof Refused) return { error: error.category };
    throw error;
  }
}
