// Turns verified letters into what the screens show; every text comes from a signed body.
import { hex } from "../wire/bytes.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("../screens/model.js").Letter} Letter */
/** @typedef {import("../screens/model.js").LabValue} LabValue */
/** @typedef {import("../screens/model.js").Mark} Mark */
/** @typedef {import("../screens/model.js").Trouble} Trouble */
/** @typedef {import("../words/index.js").Words} Words */
/** @typedef {import("../wire/bodies.js").BodyOf<"document">["findings"][number]["values"][number]} WireValue */

/** Noon of a day in Germany, as Unix seconds. @param {string} day */
const noon = (day) => Date.parse(`${day}T11:00:00Z`) / 1000;

/** @type {Record<WireValue["mark"], Mark>} */
const MARKS = { none: "", low: "low", high: "high", "very-low": "very-low", "very-high": "very-high", abnormal: "note" };

/** @param {number} amount @param {number | null} low @param {number | null} high @returns {Mark} */
const beside = (amount, low, high) => (low !== null && amount < low ? "low" : high !== null && amount > high ? "high" : "");

/** Decimal commas in a number or a range; a date in it stays a date. @param {Words} words @param {string} text */
const localNumber = (words, text) => (words.locale === "de-DE" ? text.replace(/(?<![\d.,])(\d+)\.(\d+)(?![\d.,])/g, "$1,$2") : text);

/** @param {Words} words @param {WireValue} value */
function range(words, value) {
  if (value.range) return localNumber(words, value.range);
  const low = value.low === null ? "" : localNumber(words, value.low);
  const high = value.high === null ? "" : localNumber(words, value.high);
  if (low && high) return `${low} – ${high}`;
  if (high) return `≤ ${high}`;
  return low ? `≥ ${low}` : "";
}

/** The number as the laboratory wrote it, with its sign. @param {Words} words @param {{ sign: string, number: string }} value */
function signed(words, { sign, number }) {
  const before = sign === "=" ? "" : `${sign.replace("<=", "≤").replace(">=", "≥")} `;
  return `${before}${localNumber(words, number)}`;
}

/** @param {Words} words @param {WireValue} value @param {string} day @returns {LabValue} */
function labValue(words, value, day) {
  const low = value.low === null ? null : Number(value.low);
  const high = value.high === null ? null : Number(value.high);
  const mark = MARKS[value.mark];
  const earlier = value.history.map((point) => ({ at: noon(point.day), amount: Number(point.number), result: signed(words, point), mark: beside(Number(point.number), low, high) }));
  const latest = value.number === null ? [] : [{ at: noon(day), amount: Number(value.number), result: signed(words, { ...value, number: value.number }), mark }];
  const course = [...earlier, ...latest].sort((one, other) => one.at - other.at);
  const result = value.number === null ? value.text : signed(words, { ...value, number: value.number });
  return { at: noon(day), name: value.name, result, unit: value.number === null ? "" : value.unit, range: range(words, value), low, high, mark, course };
}

/** @param {{ hash: Uint8Array, name: string, type: string }[]} files @param {{ length: number }[]} named */
const attachments = (files, named) =>
  files.map((file, at) => ({
    id: hex(file.hash),
    title: file.name,
    type: file.type === "application/pdf" ? /** @type {const} */ ("pdf") : /** @type {const} */ ("image"),
    length: named[at]?.length ?? 0,
  }));

const EMPTY = { values: [], attachments: [], questions: [], about: "", author: "", title: "", text: "" };

/** @param {Words} words @param {string} kind @param {any} body @param {{ length: number }[]} named */
function content(words, kind, body, named) {
  if (kind === "message") {
    return { ...EMPTY, kind: "message", title: body.title || (named.length ? words.message : ""), text: body.text, attachments: attachments(body.files, named), about: body.answers ? hex(body.answers) : "" };
  }
  if (kind === "document") return document(words, body, named);
  if (kind === "questionnaire") {
    const questions = body.questions.map((/** @type {any} */ one) => ({ id: one.id, text: one.label, help: one.help, required: one.required, kind: one.kind, options: one.choices }));
    return { ...EMPTY, kind: "questionnaire", title: body.title || words.questionnaire, text: body.intro, questions };
  }
  if (kind === "answer") return { ...EMPTY, kind: "questionnaire", title: words.answered, about: hex(body.questionnaire) };
  if (kind === "booking-answer") return appointment(words, body);
  return null;
}

/** @param {Words} words @param {import("../wire/bodies.js").BodyOf<"document">} body @param {{ length: number }[]} named */
function document(words, body, named) {
  const values = body.findings.flatMap((finding) => finding.values.map((value) => labValue(words, value, finding.day)));
  const more = body.findings.map((finding) => finding.text).filter(Boolean);
  const kind = body.findings.length ? "finding" : "document";
  return {
    ...EMPTY, kind, title: body.title || words[kind === "finding" ? "finding" : "document"], author: body.author,
    text: [body.comment, ...more].filter(Boolean).join("\n\n"), values, attachments: attachments(body.files, named),
  };
}

/** @param {Words} words @param {import("../wire/bodies.js").BodyOf<"booking-answer">} body */
function appointment(words, body) {
  const at = body.start === null ? "" : new Intl.DateTimeFormat(words.locale, { dateStyle: "full", timeStyle: "short", timeZone: "Europe/Berlin" }).format(body.start * 1000);
  const text = [words.booking[body.outcome], at, body.place, body.text].filter(Boolean).join("\n\n");
  return { ...EMPTY, kind: "appointment", title: words.appointment, text, about: body.request ? hex(body.request) : "" };
}

/** Everything that can be read now, newest first. @param {Session} session @param {Words} words @returns {Letter[]} */
export function lettersOf(session, words) {
  /** @type {Letter[]} */
  const found = [];
  for (const { record, opened } of session.letters.values()) {
    if (record.place === "held") continue;
    const shown = content(words, opened.statement.kind, opened.body, opened.statement.attachments);
    if (!shown) continue;
    found.push(/** @type {Letter} */ ({
      ...shown, title: record.own && shown.kind === "message" ? opened.body.title : shown.title, id: record.id, own: record.own, sent: opened.statement.time, unread: !record.own && !record.read, state: record.state,
    }));
  }
  const place = (/** @type {Letter} */ one) => session.letters.get(one.id)?.record.sequence ?? 0;
  return found.sort((one, other) => other.sent - one.sent || place(other) - place(one));
}

/** The newest access log; an older one is contained in it or superseded by it. @param {Session} session */
export function openingsOf(session) {
  const logs = session.ordered(false).filter(({ record, opened }) => record.place !== "held" && opened.statement.kind === "access-log");
  const rows = new Map();
  let from = Infinity, to = 0;
  for (const { opened } of logs) {
    const body = /** @type {import("../wire/bodies.js").BodyOf<"access-log">} */ (opened.body);
    from = Math.min(from, noon(body.first));
    to = Math.max(to, noon(body.last));
    for (const row of body.rows) rows.set(JSON.stringify([row.time, row.who, row.what]), row);
  }
  const openings = [...rows.values()].sort((one, other) => other.time - one.time)
    .map((row) => ({ at: row.time, who: row.role ? `${row.who} (${row.role})` : row.who, what: [row.what, row.reason].filter(Boolean).join(" – ") }));
  return { openings, span: logs.length ? { from, to } : null };
}

/** @param {Session} session @returns {Trouble[]} */
export function troublesOf(session) {
  const { device } = session;
  const all = new Set(session.troubles);
  if (device.state === "stopped") all.add("alarm");
  if (device.state === "revoked") all.add("revoked").delete("refused");
  if (device.gapSince) {
    const early = session.ordered(false).some(({ record }) => record.place === "early");
    all.add(early ? "gap" : "held");
  }
  for (const note of device.notes) all.add(/** @type {Trouble} */ (note));
  return [...all];
}
