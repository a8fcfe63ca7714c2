// Who opened my record: the practice's own log, signed by it.
import { day, time } from "../words/index.js";
import { h } from "./dom.js";
import { screen } from "./frame.js";

/** @param {import("./model.js").App} app */
export function openings(app) {
  const { words, mail } = app;
  const lines = mail.openings.map((one) =>
    h("li", {}, h("strong", {}, one.who), h("span", {}, one.what), h("span", { class: "quiet small" }, `${day(words, one.at)}, ${time(words, one.at)}`)),
  );
  return screen(
    app,
    { title: words.accessTitle, back: true },
    h("p", {}, words.accessLead),
    lines.length
      ? h("section", { class: "card stack" }, mail.span && h("p", { class: "quiet small" }, words.accessSpan(day(words, mail.span.from), day(words, mail.span.to))), h("ul", { class: "access" }, ...lines))
      : h("section", { class: "card stack tight" }, h("h2", {}, words.accessEmpty), h("p", { class: "quiet" }, words.accessEmptyHow)),
  );
}
