// Picks the language and writes dates, times and numbers the way its readers do.
import { de } from "./de.js";
import { en } from "./en.js";

/** @typedef {"de" | "en"} Language */
/** @typedef {typeof de} Words */

/** @type {Record<Language, Words>} */
const ALL = { de, en };

/** German unless the browser asks for English before German. @returns {Language} */
export function preferred() {
  const wanted = navigator.languages.find((tag) => /^(de|en)\b/i.test(tag));
  return wanted?.toLowerCase().startsWith("en") ? "en" : "de";
}

/** @param {Language} language */
export const wordsIn = (language) => ALL[language];

const ZONE = "Europe/Berlin";

/** `14.03.2026`. @param {Words} words @param {number} seconds */
export const day = (words, seconds) =>
  new Intl.DateTimeFormat(words.locale, { day: "2-digit", month: "2-digit", year: "numeric", timeZone: ZONE }).format(
    seconds * 1000,
  );

/** `08:15`. @param {Words} words @param {number} seconds */
export const time = (words, seconds) =>
  new Intl.DateTimeFormat(words.locale, { hour: "2-digit", minute: "2-digit", timeZone: ZONE }).format(seconds * 1000);

/** Today's letters by time, others by date. @param {Words} words @param {number} seconds @param {number} now */
export function when(words, seconds, now) {
  if (day(words, seconds) === day(words, now)) return `${words.today}, ${time(words, seconds)}`;
  if (day(words, seconds) === day(words, now - 86_400)) return words.yesterday;
  return day(words, seconds);
}

/** @param {Words} words @param {number} bytes */
export function fileSize(words, bytes) {
  const [amount, unit] = bytes < 1 << 20 ? [bytes / 1024, "kB"] : [bytes / (1 << 20), "MB"];
  const digits = unit === "kB" ? 0 : 1;
  return `${new Intl.NumberFormat(words.locale, { maximumFractionDigits: digits }).format(Math.max(amount, 1))} ${unit}`;
}
