// The closed list of what a letter can be, which way it may go and whether it carries files.

export const KINDS = /** @type {const} */ ([
  "pair", "paired", "message", "document", "questionnaire", "answer", "booking-request",
  "booking-answer", "access-log", "revoke", "key-change", "epoch-change", "resend-request", "receipt",
]);
/** @typedef {(typeof KINDS)[number]} Kind */
/** @typedef {"to-patient" | "to-practice"} Direction */

/** @type {Record<Kind, Direction[]>} */
export const DIRECTIONS = {
  pair: ["to-practice"],
  paired: ["to-patient"],
  message: ["to-patient", "to-practice"],
  document: ["to-patient"],
  questionnaire: ["to-patient"],
  answer: ["to-practice"],
  "booking-request": ["to-practice"],
  "booking-answer": ["to-patient"],
  "access-log": ["to-patient"],
  revoke: ["to-patient", "to-practice"],
  "key-change": ["to-patient"],
  "epoch-change": ["to-patient"],
  "resend-request": ["to-patient", "to-practice"],
  receipt: ["to-patient", "to-practice"],
};

/** @type {Set<Kind>} */
export const WITH_FILES = new Set(["message", "document", "answer"]);
