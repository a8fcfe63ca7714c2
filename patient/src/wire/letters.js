// Bodies that people write to each other: messages, questions, answers, appointments.
import { flag, like, many, maybe, oneOf, range, realDay, record, size, text } from "./shape.js";

export const hash = size(32);
export const title = text(200, 0);
export const TEXT_MOST = 100_000;
export const words = text(TEXT_MOST, 0, true);
export const day = realDay;
const slug = like(/[a-z0-9-]{1,40}/);
/** A decimal number as text, so that no digit a laboratory reported is lost or invented. */
export const number = like(/-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,9})?/);

const FileLabel = record("FileLabel", {
  hash,
  name: text(200),
  type: oneOf("application/pdf", "image/jpeg", "image/png", "image/webp"),
});
export const files = many(FileLabel, 10);

export const Message = record("Message", { title, text: words, answers: maybe(hash), files });

const Choice = record("Choice", { id: slug, label: text(200) });
const Question = record("Question", {
  id: slug,
  kind: oneOf("text", "yes-no", "choice", "choices", "number", "date"),
  label: text(500),
  help: text(1000, 0, true),
  required: flag,
  choices: many(Choice, 50),
});
export const Questionnaire = record("Questionnaire", { title, intro: words, questions: many(Question, 100, 1), due: maybe(day) });

const Reply = record("Reply", { question: slug, text: text(10_000, 0, true), chosen: many(slug, 50) });
export const Answer = record("Answer", { questionnaire: hash, replies: many(Reply, 100), files });

export const BookingRequest = record("BookingRequest", {
  type: maybe(size(16)),
  slots: many(range(0), 10),
  wish: text(2000, 0, true),
});
export const BookingAnswer = record("BookingAnswer", {
  request: maybe(hash),
  outcome: oneOf("confirmed", "proposed", "declined", "cancelled"),
  start: maybe(range(0)),
  minutes: maybe(range(5, 480)),
  place: text(400, 0, true),
  text: words,
});
