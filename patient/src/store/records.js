// What this device keeps: its own record, letters as they came, attachments as they came.

/** @typedef {import("../wire/order.js").Position} Position */
/**
 * @typedef {object} DeviceRecord
 * @property {"device"} id
 * @property {"pairing" | "paired" | "revoked" | "stopped"} state
 * @property {import("../keys/lock.js").Lock} lock
 * @property {import("../keys/secrets.js").Wrapped} wrapped
 * @property {Uint8Array} boundTo the mailbox id the wrapping is bound to; the invite id before pairing
 * @property {string} relay origin
 * @property {Uint8Array[]} bundles every packed key bundle of the practice accepted here, newest last
 * @property {{ invite: Uint8Array, secret: Uint8Array, expires: number } | null} invite until pairing is done
 * @property {Uint8Array} mailbox
 * @property {Uint8Array} conversation
 * @property {string} practice
 * @property {string} patient
 * @property {string} name
 * @property {number} since
 * @property {import("../words/index.js").Language | null} language
 * @property {Position} incoming
 * @property {Uint8Array[]} ended epochs of the practice that are over
 * @property {Position} outgoing
 * @property {string[]} noise envelope ids that did not verify; never acknowledged, never fetched again
 * @property {number} gapSince Unix seconds since a letter is missing, 0 if none
 * @property {string[]} notes troubles to show once
 * @property {number} checked
 */
/**
 * @typedef {object} LetterRecord
 * @property {string} id hash of the signed statement, hex
 * @property {boolean} own sealed to ourselves instead of as it came
 * @property {Uint8Array} envelope id under which it was last transmitted
 * @property {Uint8Array} frame preamble and age file
 * @property {number} bundle index of the bundle whose key signed it
 * @property {string} epoch hex
 * @property {number} sequence
 * @property {Uint8Array} hash
 * @property {"shown" | "held" | "early"} place early: shown although an earlier one is missing
 * @property {number} received Unix seconds
 * @property {boolean} read
 * @property {"sealed" | "handed" | "fetched" | "read"} state of an own letter
 * @property {{ envelope: Uint8Array, frame: Uint8Array }[]} waiting what an own letter still has to hand over
 */
/** @typedef {{ id: string, frame: Uint8Array }} FileRecord id: hash of the plaintext, hex; frame: age file */
export {};
