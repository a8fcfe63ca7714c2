// Writing a question, with or without one photo or PDF.
import { h } from "./dom.js";
import { actionButton, field, notice, screen } from "./frame.js";
import { enclosureField } from "./enclosure.js";
import { TEXT_MOST } from "../wire/letters.js";

/** @typedef {import("./model.js").App} App */

/** @param {App} app @param {{ about?: string }} [params] */
export function write(app, params = {}) {
  const { words } = app;
  const about = app.mail.letters.find((letter) => letter.id === params.about);
  const text = h("textarea", { id: "text", rows: 7 });
  const { whole, complain } = field(text, { label: words.writeLabel });
  const enclosure = enclosureField(app);
  const trouble = h("div", { role: "alert" });
  const send = async () => {
    const written = text.value.replaceAll("\r\n", "\n").normalize("NFC").trim();
    if (!written) return complain(words.textEmpty);
    if (new TextEncoder().encode(written).length > TEXT_MOST) return complain(words.textLong);
    complain("");
    const result = await app.send({ text: written, about: about?.id ?? "", enclosure: enclosure.chosen(), answers: null });
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
    h("div", { class: "card stack" }, whole, enclosure.whole),
    trouble,
    actionButton(words.send, words.sending, async () => void (await send()), { id: "send" }),
  );
}
