// One letter: the comment first, then values, then attachments; an own letter with its states.
import { fileSize, when } from "../words/index.js";
import { h, icon, paragraphs } from "./dom.js";
import { notice, screen } from "./frame.js";
import { questionnaire } from "./questionnaire.js";
import { values } from "./values.js";

/** @typedef {import("./model.js").App} App */
/** @typedef {import("./model.js").Letter} Letter */
/** @typedef {import("./model.js").Attachment} Attachment */

/** @param {App} app @param {{ id: string }} params */
export function letter(app, { id }) {
  const { words } = app;
  const found = app.mail.letters.find((one) => one.id === id);
  if (!found) return screen(app, { title: words.inboxTitle, back: true });
  app.read(found);
  const answers = app.mail.letters.filter((one) => one.about === id && one.kind !== "questionnaire");
  return screen(
    app,
    { title: found.title || words.yourQuestion, back: true },
    h(
      "article",
      { class: "letter" },
      comment(app, found),
      found.values.length > 0 && values(app, found.values),
      found.attachments.length > 0 && files(app, found),
      found.questions.length > 0 && questionnaire(app, found),
    ),
    answers.length > 0 && h("div", { class: "stack" }, ...answers.map((one) => related(app, one))),
    !found.own && h("button", { type: "button", class: "wide no-print", id: "reply", click: () => app.go("write", { about: id }) }, icon("pen"), words.reply),
  );
}

/** @param {App} app @param {Letter} found */
function comment(app, found) {
  const { words } = app;
  const sent = when(words, found.sent, app.now());
  return h(
    "section",
    { class: found.own ? "card own stack" : "card stack" },
    h("div", { class: "text" }, ...paragraphs(found.text)),
    h("p", { class: "from" }, words.from(found.own ? words.fromYou : found.author || app.practice, sent)),
    found.own ? states(app, found) : h("p", { class: "row small quiet" }, icon("seal"), words.signed),
  );
}

const STATES = /** @type {const} */ (["sealed", "handed", "fetched", "read"]);
const STATE_WORDS = /** @type {const} */ ({ sealed: "stateSealed", handed: "stateHanded", fetched: "stateFetched", read: "stateRead" });

/** @param {App} app @param {Letter} found */
function states(app, found) {
  const { words } = app;
  const reached = STATES.indexOf(found.state);
  const items = STATES.map((state, at) =>
    h("li", { class: at <= reached ? "done" : "", "aria-current": at === reached ? "step" : null }, at <= reached && icon("check"), words[STATE_WORDS[state]]),
  );
  return h("div", { class: "stack tight" }, h("ul", { class: "states", "aria-label": words.stateTitle }, ...items), h("p", { class: "hint small" }, words.stateHow));
}

/** @param {App} app @param {Letter} one */
function related(app, one) {
  return h("button", { type: "button", class: "wide", click: () => app.go("letter", { id: one.id }) }, icon(one.own ? "pen" : "letter"), one.title || app.words.yourQuestion);
}

/** @param {App} app @param {Letter} found */
function files(app, found) {
  const items = found.attachments.map((file) => fileLine(app, found, file));
  return h("section", { class: "card stack" }, h("h2", {}, app.words.files), ...items);
}

/** @param {App} app @param {Letter} found @param {Attachment} file */
function fileLine(app, found, file) {
  const { words } = app;
  if (file.type === "other") return h("div", { class: "file" }, h("strong", {}, file.title), notice("care", "", words.fileType));
  const place = h("div", { role: "status" });
  const kind = file.type === "pdf" ? words.pdf : words.picture;
  const load = h("button", { type: "button", class: "no-print" }, words.fetchFile, h("span", { class: "hidden" }, ` ${file.title}`));
  load.addEventListener("click", async () => {
    place.replaceChildren(h("p", { class: "busy" }, words.fileLoading));
    const opened = await app.open(found, file);
    if (opened === "missing") return place.replaceChildren(notice("care", "", words.fileNotThere));
    if (opened === "refused") return place.replaceChildren(notice("alarm", "", words.fileRefused));
    load.remove();
    return place.replaceChildren(shown(app, opened));
  });
  const size = h("span", { class: "quiet small" }, `${kind}, ${fileSize(words, file.length)}`);
  return h("div", { class: "file" }, h("div", { class: "row" }, icon("document"), h("div", {}, h("strong", {}, file.title), h("br"), size), load), place);
}

/** @param {App} app @param {import("./model.js").OpenedFile} opened */
function shown(app, opened) {
  const { words } = app;
  const url = URL.createObjectURL(opened.blob);
  const ending = opened.type === "pdf" ? "pdf" : opened.blob.type === "image/png" ? "png" : "jpg";
  const name = `${opened.title.replace(/[^\p{L}\p{N} _-]/gu, "").trim().slice(0, 60) || "Anhang"}.${ending}`;
  const save = h("a", { class: "button", href: url, download: name }, words.saveFile);
  const open = h("a", { class: "button", href: url, target: "_blank", rel: "noopener noreferrer" }, words.openFile);
  if (opened.type === "pdf") return h("div", { class: "row" }, open, save);
  return h("div", { class: "stack" }, h("img", { class: "picture", src: url, alt: opened.title }), h("div", { class: "row" }, save));
}
