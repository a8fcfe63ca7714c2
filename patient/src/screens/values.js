// The laboratory values of one letter as a table, each with its curve and the same numbers below.
import { day } from "../words/index.js";
import { curve } from "./curve.js";
import { h } from "./dom.js";

/** @typedef {import("./model.js").App} App */
/** @typedef {import("./model.js").LabValue} LabValue */
/** @typedef {import("./model.js").Mark} Mark */

/** @type {Record<Exclude<Mark, "">, [string, string, "above" | "farAbove" | "below" | "farBelow" | "noteworthy"]>} */
const MARKS = {
  high: ["high", "▲", "above"],
  "very-high": ["high", "▲▲", "farAbove"],
  low: ["low", "▼", "below"],
  "very-low": ["low", "▼▼", "farBelow"],
  note: ["note", "!", "noteworthy"],
};

/** Sign, colour and word; never colour alone. @param {App} app @param {Mark} mark @param {boolean} known */
export function markOf(app, mark, known) {
  const { words } = app;
  if (mark === "") return h("span", { class: "mark fine" }, known ? words.within : "–");
  const [kind, sign, word] = MARKS[mark];
  return h("span", { class: `mark ${kind}` }, h("span", { "aria-hidden": "true" }, sign), words[word]);
}

/** @param {App} app @param {LabValue[]} all */
export function values(app, all) {
  const { words } = app;
  const place = h("div", { id: "course" });
  const days = [...new Set(all.map((value) => value.at))].sort((one, other) => other - one);
  const drawn = all.filter((value) => value.course.length > 1).sort((one, other) => other.at - one.at);
  const first = drawn.find((value) => value.mark) ?? drawn[0];
  if (first) place.replaceChildren(course(app, first));
  return h(
    "section",
    { class: "card stack" },
    h("h2", {}, words.valuesTitle),
    ...days.flatMap((at) => ofDay(app, at, all.filter((value) => value.at === at), place)),
    h("p", { class: "quiet small" }, words.valuesHow),
    place,
  );
}

/** What was taken on one day. @param {App} app @param {number} at @param {LabValue[]} all @param {HTMLElement} place */
function ofDay(app, at, all, place) {
  const { words } = app;
  const head = h("tr", {}, h("th", { scope: "col" }, words.analyte), h("th", { scope: "col", class: "number" }, words.result), h("th", { scope: "col" }, words.normal), h("th", { scope: "col" }, words.judgement));
  return [
    h("h3", { id: `values-${at}`, class: "quiet small" }, words.valuesOf(day(words, at))),
    h("table", { class: "values", "aria-labelledby": `values-${at}` }, h("thead", {}, head), h("tbody", {}, ...all.map((value) => row(app, value, place)))),
  ];
}

/** @param {App} app @param {LabValue} value @param {HTMLElement} place */
function row(app, value, place) {
  const { words } = app;
  const show = () => {
    place.replaceChildren(course(app, value));
    const title = place.querySelector("h3");
    title?.focus();
    title?.scrollIntoView({ block: "nearest" });
  };
  const name = value.course.length > 1
    ? h("button", { type: "button", title: words.showCourse(value.name), click: show }, value.name)
    : value.name;
  return h(
    "tr",
    {},
    h("th", { scope: "row", class: "analyte" }, name),
    h("td", { class: "number" }, h("span", { class: "value" }, value.result), value.unit && ` ${value.unit}`),
    h("td", { class: "range" }, value.range || words.noRange),
    h("td", { class: "judgement" }, markOf(app, value.mark, value.range !== "")),
  );
}

/** @param {App} app @param {LabValue} value */
function course(app, value) {
  const { words } = app;
  const rows = [...value.course].reverse().map((point) =>
    h("tr", {}, h("th", { scope: "row" }, day(words, point.at)), h("td", { class: "number" }, h("span", { class: "value" }, point.result), value.unit && ` ${value.unit}`), h("td", {}, markOf(app, point.mark, value.range !== ""))),
  );
  const head = h("tr", {}, h("th", { scope: "col" }, words.date), h("th", { scope: "col", class: "number" }, words.result), h("th", { scope: "col" }, words.judgement));
  return h(
    "figure",
    { class: "stack" },
    h("h3", { tabindex: "-1" }, words.courseTitle(value.name)),
    curve(words, value),
    h("table", { "aria-label": words.courseTitle(value.name) }, h("thead", {}, head), h("tbody", {}, ...rows)),
  );
}
