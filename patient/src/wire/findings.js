// Body `document`: what a doctor releases - a comment, findings with values, files.
import { day, files, number, title, words } from "./letters.js";
import { many, maybe, oneOf, record, text } from "./shape.js";

const sign = oneOf("=", "<", ">", "<=", ">=");
const Point = record("Point", { day, sign, number });
const LabValue = record("LabValue", {
  analyte: text(60),
  name: text(200),
  sign,
  number: maybe(number),
  text: text(4000, 0, true),
  unit: text(40, 0),
  low: maybe(number),
  high: maybe(number),
  range: text(400, 0, true),
  mark: oneOf("none", "low", "high", "very-low", "very-high", "abnormal"),
  note: text(4000, 0, true),
  history: many(Point, 200),
});
const Finding = record("Finding", { title, day, laboratory: text(200, 0), text: words, values: many(LabValue, 500) });
export const Document = record("Document", {
  title,
  author: text(200),
  day,
  comment: words,
  findings: many(Finding, 50),
  files,
});
