// What went wrong, in one calm notice each; only what needs the reader's attention is red.
import { h } from "./dom.js";
import { notice } from "./frame.js";

/** @typedef {import("./model.js").App} App */
/** @typedef {import("./model.js").Trouble} Trouble */
/** @typedef {import("../words/index.js").Words} Words */

/** @type {Record<Trouble, ["good" | "care" | "alarm", (words: Words) => [string, string]]>} */
const TROUBLES = {
  alarm: ["alarm", (words) => [words.alarmTitle, words.alarm]],
  revoked: ["care", (words) => [words.revokedTitle, words.revoked]],
  refused: ["care", (words) => [words.refusedTitle, words.refused]],
  gap: ["care", (words) => [words.gapTitle, words.gap]],
  held: ["good", (words) => ["", words.held]],
  forged: ["care", (words) => [words.forgedTitle, words.forged]],
  storage: ["care", (words) => [words.storageTitle, words.storage]],
  clock: ["care", (words) => [words.clockTitle, words.clock]],
  full: ["care", (words) => [words.fullTitle, words.full]],
  offline: ["good", (words) => [words.offlineTitle, words.offline]],
  epoch: ["good", (words) => [words.epochTitle, words.epoch]],
  "key-changed": ["good", (words) => ["", words.keyChanged]],
};

/** @param {App} app */
export function troubles(app) {
  const known = /** @type {Trouble[]} */ (Object.keys(TROUBLES));
  const now = known.filter((trouble) => app.mail.troubles.includes(trouble));
  if (!now.length) return null;
  const shown = now.map((trouble) => {
    const [kind, text] = TROUBLES[trouble];
    const [title, sentence] = text(app.words);
    const one = notice(kind, title, sentence);
    one.dataset.trouble = trouble;
    return one;
  });
  return h("div", { class: "stack" }, ...shown);
}
