// The list of letters, own ones included, newest first.
import { time, when } from "../words/index.js";
import { h, icon } from "./dom.js";
import { notice, screen } from "./frame.js";
import { troubles } from "./troubles.js";

/** @typedef {import("./model.js").App} App */
/** @typedef {import("./model.js").Letter} Letter */

const ICONS = /** @type {const} */ ({
  finding: "lab",
  message: "letter",
  document: "document",
  questionnaire: "pen",
  appointment: "letter",
});

/** @param {App} app @param {{ said?: "sentNotice" | "sendLater" }} [params] */
export function inbox(app, params = {}) {
  const { words, mail } = app;
  const list = mail.letters.length
    ? h("ul", { class: "letters" }, ...mail.letters.map((letter) => line(app, letter)))
    : h("section", { class: "card stack tight" }, h("h2", {}, words.inboxEmpty), h("p", { class: "quiet" }, words.inboxEmptyHow));
  const closed = mail.troubles.some((trouble) => ["alarm", "revoked", "refused"].includes(trouble));
  return screen(
    app,
    { title: words.inboxTitle, settings: true },
    params.said ? notice("good", "", words[params.said]) : null,
    troubles(app),
    !closed && h("button", { type: "button", class: "main wide", id: "write", click: () => app.go("write") }, icon("pen"), words.write),
    list,
    h("button", { type: "button", class: "wide", id: "openings", click: () => app.go("openings") }, icon("eye"), words.openedBy),
    h(
      "div",
      { class: "foot" },
      h("button", { type: "button", class: "plain", id: "check", click: () => void app.check() }, icon("refresh"), words.checkNow),
      h("button", { type: "button", class: "plain", id: "lock", click: () => app.lock() }, icon("lock"), words.lock),
      h("span", { id: "checked", role: "status" }, mail.checked ? words.lastChecked(time(words, mail.checked)) : ""),
    ),
  );
}

/** @param {App} app @param {Letter} letter */
function line(app, letter) {
  const { words } = app;
  const about = letter.own ? letter.text : `${words[letter.kind]} · ${letter.text || letter.author}`;
  const sent = when(words, letter.sent, app.now());
  const label = letter.own ? h("span", { class: "badge soft" }, words.fromYou) : letter.unread && h("span", { class: "badge" }, words.isNew);
  return h(
    "li",
    { class: letter.unread ? "new" : "" },
    h(
      "button",
      { type: "button", click: () => app.go("letter", { id: letter.id }) },
      icon(letter.own ? "pen" : ICONS[letter.kind]),
      h("span", { class: "title" }, letter.title || words.yourQuestion),
      h("span", { class: "label" }, label),
      h("span", { class: "about" }, `${sent} · ${about.replaceAll("\n", " ").slice(0, 140)}`),
    ),
  );
}
