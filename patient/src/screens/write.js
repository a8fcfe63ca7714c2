// Writing a question, with or without one photo.
import { h, icon } from "./dom.js";
import { actionButton, field, notice, screen } from "./frame.js";
import { cleanPhoto } from "./photo.js";
import { TEXT_MOST } from "../wire/letters.js";

/** @typedef {import("./model.js").App} App */

/** @param {App} app @param {{ about?: string }} [params] */
export function write(app, params = {}) {
  const { words } = app;
  const about = app.mail.letters.find((letter) => letter.id === params.about);
  const text = h("textarea", { id: "text", rows: 7 });
  const { whole, complain } = field(text, { label: words.writeLabel });
  const photo = photoField(app);
  const trouble = h("div", { role: "alert" });
  const send = async () => {
    const written = text.value.replaceAll("\r\n", "\n").normalize("NFC").trim();
    if (!written) return complain(words.textEmpty);
    if (new TextEncoder().encode(written).length > TEXT_MOST) return complain(words.textLong);
    complain("");
    const result = await app.send({ text: written, about: about?.id ?? "", photo: photo.chosen(), answers: null });
    if (result === "sent" || result === "later") {
      return app.go("inbox", { said: result === "sent" ? "sentNotice" : "sendLater" });
    }
    const [title, sentence] = result === "full" ? [words.fullTitle, words.full] : [words.storageTitle, words.storage];
    return trouble.replaceChildren(notice("care", title, sentence));
  };
  return screen(
    app,
    { title: words.writeTitle, back: true },
    about && h("p", { class: "quiet" }, words.about(about.title)),
    notice("care", "", words.writeEmergency),
    h("div", { class: "card stack" }, whole, photo.whole),
    trouble,
    actionButton(words.send, words.sending, async () => void (await send()), { id: "send" }),
  );
}

/** @param {App} app */
function photoField(app) {
  const { words } = app;
  /** @type {Blob | null} */
  let chosen = null;
  const input = h("input", { type: "file", accept: "image/jpeg,image/png,image/webp", id: "photo", class: "hidden", tabindex: "-1", "aria-hidden": "true" });
  const place = h("div", { class: "stack" });
  const error = h("p", { class: "error", role: "alert" });
  const add = h("button", { type: "button", click: () => input.click() }, icon("photo"), words.photoAdd);
  const clear = () => {
    chosen = null;
    input.value = "";
    place.replaceChildren(add, h("p", { class: "hint" }, words.photoHint));
  };
  input.addEventListener("change", async () => {
    error.replaceChildren();
    const file = input.files?.[0];
    if (!file) return;
    const cleaned = await cleanPhoto(file);
    if (typeof cleaned === "string") {
      clear();
      error.replaceChildren(cleaned === "large" ? words.photoLarge : words.photoFails);
      return;
    }
    chosen = cleaned;
    const picture = h("img", { class: "picture", alt: words.photoAlt, src: URL.createObjectURL(cleaned) });
    place.replaceChildren(picture, h("button", { type: "button", click: clear }, words.photoRemove));
  });
  clear();
  return { whole: h("div", { class: "stack tight" }, input, place, error), chosen: () => chosen };
}
