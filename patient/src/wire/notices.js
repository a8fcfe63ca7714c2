// Bodies the two programs exchange about the exchange: receipts, log, revocation, order, keys.
import { day, hash } from "./letters.js";
import { flag, many, maybe, oneOf, range, record, size, text } from "./shape.js";

const time = range(0);

export const Receipt = record("Receipt", { state: oneOf("fetched", "read"), letters: many(hash, 100, 1), time });

const AccessRow = record("AccessRow", { time, who: text(200), role: text(100), what: text(200), reason: text(400, 0) });
export const AccessLog = record("AccessLog", { first: day, last: day, rows: many(AccessRow, 2000), complete: flag });

export const Revoke = record("Revoke", {
  reason: oneOf("lost", "stolen", "replaced", "representation-ended", "practice", "patient"),
  text: text(1000, 0, true),
});
export const KeyChange = record("KeyChange", { bundle: size(4096, 1), old_signature: size(64), new_signature: size(64) });
export const EpochChange = record("EpochChange", { previous: size(16), restored: time, sent: range(0), received: range(0) });
export const ResendRequest = record(
  "ResendRequest",
  { epoch: maybe(size(16)), first: range(1), last: maybe(range(1)) },
  (request) => request.last === null || request.last >= request.first,
);
export const Pair = record("Pair", { transcript: size(4096, 1), sheet_mac: size(32), code_mac: size(32), signature: size(64) });

const Grant = record("Grant", {
  mailbox: size(16),
  conversation: size(16),
  epoch: size(16),
  practice: text(200),
  patient: text(200),
  holder: oneOf("self", "parent", "guardian"),
  until: maybe(day),
});
export const Paired = record(
  "Paired",
  { outcome: oneOf("ok", "wrong-code", "used", "expired"), left: range(0, 4), grant: maybe(Grant) },
  (body) => (body.grant !== null) === (body.outcome === "ok") && (body.left === 0 || body.outcome === "wrong-code"),
);
