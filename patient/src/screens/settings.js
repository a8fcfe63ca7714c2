// Settings: safety number, this device, language, how to tell the page is real, deleting all.
import { day } from "../words/index.js";
import { h } from "./dom.js";
import { actionButton, field, screen } from "./frame.js";
import { safety } from "./pairing.js";
import { VERSION } from "../version.js";

/** @typedef {import("./model.js").App} App */

/** @param {App} app */
export function settings(app) {
  const { words } = app;
  return screen(
    app,
    { title: words.settingsTitle, back: true },
    safety(app),
    device(app),
    language(app),
    h("section", { class: "card stack" }, h("h2", {}, words.proofTitle), h("p", {}, words.proof), h("p", { class: "quiet small" }, words.version(VERSION))),
    removal(app),
  );
}

/** @param {App} app */
function device(app) {
  const { words, device: facts } = app;
  const name = h("input", { id: "device-name", value: facts?.name ?? "", maxlength: 60, autocomplete: "off" });
  const { whole, complain } = field(name, { label: words.deviceLabel, hint: words.deviceHint });
  name.addEventListener("change", () => {
    const wanted = name.value.normalize("NFC").trim();
    complain(wanted ? "" : words.deviceEmpty);
    if (wanted) void app.rename(wanted);
  });
  const said = h("p", { class: "quiet", role: "status" });
  const resend = h("button", { type: "button", id: "resend" }, words.resend);
  resend.addEventListener("click", async () => {
    await app.resend();
    said.replaceChildren(words.resendDone);
  });
  return h(
    "section",
    { class: "card stack" },
    h("h2", {}, words.deviceTitle),
    whole,
    h("p", {}, `${words.lockedBy}: ${facts?.lock === "paper" ? words.lockedByPaper : words.lockedByPasskey}${facts ? `, ${words.deviceSince(day(words, facts.since))}` : ""}`),
    h("p", { class: "quiet" }, facts?.kept ? words.storageKept : words.storageMayGo),
    h("div", {}, resend),
    said,
  );
}

/** @param {App} app */
function language(app) {
  const { words } = app;
  const choices = /** @type {const} */ (["de", "en"]).map((one) =>
    h("label", { class: "tick", lang: one }, h("input", { type: "radio", name: "language", checked: app.language === one, change: () => app.speak(one) }), one === "de" ? "Deutsch" : "English"),
  );
  return h("section", { class: "card" }, h("fieldset", {}, h("legend", {}, words.languageTitle), ...choices));
}

/** @param {App} app */
function removal(app) {
  const { words } = app;
  const dialog = h(
    "dialog",
    { "aria-labelledby": "remove-title" },
    h(
      "div",
      { class: "stack" },
      h("h2", { id: "remove-title" }, words.removeTitle),
      h("p", {}, words.removeHow),
      actionButton(words.removeYes, words.waiting, () => app.remove(), { class: "danger wide", id: "remove-yes" }),
      h("button", { type: "button", class: "wide", click: () => dialog.close() }, words.cancel),
    ),
  );
  return h("div", {}, h("button", { type: "button", class: "danger wide", id: "remove", click: () => dialog.showModal() }, words.remove), dialog);
}
