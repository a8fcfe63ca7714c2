// Where there is nothing to read: no sheet yet, a sheet that is refused, a browser too old.
import { h, icon } from "./dom.js";
import { notice, screen } from "./frame.js";

/** @typedef {import("./model.js").App} App */

/** @param {App} app @param {{ removed?: boolean }} [params] */
export function noSheet(app, params = {}) {
  const { words } = app;
  return screen(
    app,
    { title: words.noSheetTitle, above: params.removed && notice("good", "", words.removed) },
    h(
      "section",
      { class: "card stack" },
      icon("paper"),
      h("h2", {}, words.noSheetLead),
      h("p", {}, words.noSheetHow),
      h("p", { class: "quiet" }, words.noSheetLost),
    ),
    h("p", { class: "quiet" }, words.noSheetPrivate),
  );
}

const REASONS = {
  broken: ["sheetBrokenTitle", "sheetBroken"],
  foreign: ["sheetForeignTitle", "sheetForeign"],
  keys: ["keysForeignTitle", "keysForeign"],
  expired: ["expiredTitle", "expired"],
  used: ["usedTitle", "used"],
  burnt: ["burntTitle", "burnt"],
  paired: ["alreadyPairedTitle", "alreadyPaired"],
  browser: ["oldBrowserTitle", "oldBrowser"],
  storage: ["storageTitle", "storage"],
  page: ["brokenTitle", "broken"],
  revoked: ["revokedTitle", "revoked"],
};
/** @typedef {keyof typeof REASONS} Reason */

/** A calm page that says why it does not go on. @param {App} app @param {{ reason: Reason }} params */
export function stopped(app, { reason }) {
  const [title, text] = /** @type {["brokenTitle", "broken"]} */ (REASONS[reason] ?? REASONS.page);
  const care = reason === "foreign" || reason === "keys" || reason === "used";
  const again = reason === "paired" || reason === "page";
  return screen(
    app,
    { title: app.words[title] },
    care ? notice("alarm", "", app.words[text]) : h("p", { class: "lead" }, app.words[text]),
    again && h("div", {}, h("button", { type: "button", class: "main", click: () => app.go("home") }, app.words.goOn)),
  );
}
