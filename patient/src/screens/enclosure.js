// One photo or one PDF to go with a question: a photo is drawn anew, a PDF goes as it is.
import { h, icon } from "./dom.js";
import { cleanPhoto } from "./photo.js";
import { fileSize } from "../words/index.js";

/** @typedef {import("./model.js").App} App */

const MOST_PDF = 20 << 20;
const TYPES = "image/jpeg,image/png,image/webp,application/pdf";

/** Whether it begins as a PDF does; the name says nothing. @param {Blob} file */
async function isPdf(file) {
  return (await file.slice(0, 5).text()) === "%PDF-";
}

/**
 * A PDF the practice will be able to open, or why not. Only the practice can make it harmless.
 * @param {Blob} file
 * @returns {Promise<Blob | "pdfLarge" | "pdfLocked">}
 */
async function checkedPdf(file) {
  if (file.size > MOST_PDF) return "pdfLarge";
  const end = await file.slice(-65536).text();
  return end.includes("/Encrypt") ? "pdfLocked" : new Blob([file], { type: "application/pdf" });
}

/**
 * @param {Blob} file
 * @returns {Promise<Blob | "pdfLarge" | "pdfLocked" | "photoLarge" | "photoFails">}
 */
async function enclosed(file) {
  if (await isPdf(file)) return checkedPdf(file);
  const cleaned = await cleanPhoto(file);
  if (typeof cleaned !== "string") return cleaned;
  return cleaned === "large" ? "photoLarge" : "photoFails";
}

/** The field and what was chosen in it. @param {App} app */
export function enclosureField(app) {
  const { words } = app;
  /** @type {Blob | null} */
  let chosen = null;
  const input = h("input", { type: "file", accept: TYPES, id: "photo", class: "hidden", tabindex: "-1", "aria-hidden": "true" });
  const place = h("div", { class: "stack" });
  const error = h("p", { class: "error", role: "alert" });
  const add = h("button", { type: "button", click: () => input.click() }, icon("photo"), words.photoAdd);
  const clear = () => {
    chosen = null;
    input.value = "";
    place.replaceChildren(add, h("p", { class: "hint" }, words.photoHint));
  };
  const show = (/** @type {Blob} */ file) => {
    if (file.type === "application/pdf") {
      const said = h("div", { class: "row" }, icon("document"), h("strong", {}, words.pdf), h("span", { class: "quiet" }, fileSize(words, file.size)));
      return place.replaceChildren(said, h("button", { type: "button", click: clear }, words.pdfRemove));
    }
    const picture = h("img", { class: "picture", alt: words.photoAlt, src: URL.createObjectURL(file) });
    return place.replaceChildren(picture, h("button", { type: "button", click: clear }, words.photoRemove));
  };
  input.addEventListener("change", async () => {
    error.replaceChildren();
    const file = input.files?.[0];
    if (!file) return;
    const found = await enclosed(file);
    if (typeof found === "string") {
      clear();
      error.replaceChildren(words[found]);
      return;
    }
    chosen = found;
    show(found);
  });
  clear();
  return { whole: h("div", { class: "stack tight" }, input, place, error), chosen: () => chosen };
}
