// The closed list of screens by name.
import { inbox } from "./inbox.js";
import { letter } from "./letter.js";
import { openings } from "./openings.js";
import { pairAgain, pairCode, paired, pairLock, pairPaper, pairStart, pairWait } from "./pairing.js";
import { settings } from "./settings.js";
import { noSheet, stopped } from "./start.js";
import { unlock } from "./unlock.js";
import { write } from "./write.js";

/** @type {Record<string, (app: import("./model.js").App, params: any) => HTMLElement>} */
export const SCREENS = {
  "no-sheet": noSheet,
  stopped,
  "pair-start": pairStart,
  "pair-code": pairCode,
  "pair-lock": pairLock,
  "pair-paper": pairPaper,
  "pair-wait": pairWait,
  "pair-again": pairAgain,
  paired,
  unlock,
  inbox,
  letter,
  write,
  openings,
  settings,
};
