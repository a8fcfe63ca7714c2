// Starts the page. The first import takes the sheet's secret out of the address bar.
import { sheet } from "./fragment.js";
import { App } from "./app.js";
import { readPlace } from "./place.js";
import { Database, StorageRefused } from "./store/database.js";
import { Refused } from "./wire/errors.js";
import { readFragment } from "./wire/invite.js";

/** @typedef {import("./wire/invite.js").Invite} Invite */
/** @typedef {import("./store/records.js").DeviceRecord} DeviceRecord */

/** Why this sheet is not accepted here, or the invite. @param {{ relay: string }} place @param {DeviceRecord | null} record @returns {Invite | string | null} */
function judgeSheet(place, record) {
  if (!sheet.text) return null;
  let invite;
  try {
    invite = readFragment(sheet.text);
  } catch (error) {
    if (error instanceof Refused) return "broken";
    throw error;
  } finally {
    sheet.text = "";
  }
  if (invite.relay !== place.relay) return "foreign";
  if (record && record.state !== "pairing") return "paired";
  return invite.expires * 1000 < Date.now() ? "expired" : invite;
}

/** @type {App | null} */
let current = null;

async function start() {
  const root = document.getElementById("page");
  if (!root) return;
  const noDatabase = /** @type {Database} */ (/** @type {unknown} */ (null));
  const empty = new App(root, noDatabase, null, null);
  if (!isSecureContext || !crypto.subtle || !window.indexedDB) return empty.show("stopped", { reason: "browser" });
  try {
    const place = await readPlace();
    const database = await Database.open();
    const record = /** @type {DeviceRecord | null} */ (await database.get("device", "device"));
    const invite = judgeSheet(place, record);
    const refusal = typeof invite === "string" ? invite : record && record.relay !== place.relay ? "foreign" : "";
    const fresh = typeof invite === "object" ? invite : null;
    const app = new App(root, database, fresh ? null : record, fresh);
    app.watch();
    current?.retire();
    current = app;
    if (refusal) app.show("stopped", { reason: refusal });
    else app.show(app.home(), {});
  } catch (error) {
    empty.show("stopped", { reason: error instanceof StorageRefused ? "storage" : "page" });
  }
}

sheet.scanned = () => void start();
void start();
