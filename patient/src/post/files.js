// Opens a stored attachment: type judged by its bytes, pictures drawn anew, nothing else shown.
import { openFile } from "../seal/letter.js";
import { redraw } from "../screens/photo.js";
import { hex } from "../wire/bytes.js";
import { Refused } from "../wire/errors.js";

/** @typedef {import("./session.js").Session} Session */

/** @param {Uint8Array} bytes */
const isPdf = (bytes) => String.fromCharCode(...bytes.slice(0, 5)) === "%PDF-";

/** JPEG, PNG or WebP by their first bytes. @param {Uint8Array} bytes */
function isPicture(bytes) {
  const start = hex(bytes.slice(0, 12));
  return /^ffd8ff|^89504e470d0a1a0a|^52494646.{8}57454250/.test(start);
}

/**
 * @param {Session} session @param {string} letterId
 * @param {import("../screens/model.js").Attachment} file
 * @returns {Promise<import("../screens/model.js").OpenedFile | "refused" | "missing">}
 */
export async function openedFile(session, letterId, file) {
  const named = session.letters.get(letterId)?.opened.statement.attachments.find((one) => hex(one.hash) === file.id);
  const kept = await session.database.get("files", file.id);
  if (!named || !kept) return "missing";
  try {
    const bytes = await openFile(session.secrets.identity, /** @type {{ frame: Uint8Array }} */ (kept).frame, named);
    return await shown(file, bytes);
  } catch (error) {
    if (error instanceof Refused) return "refused";
    throw error;
  }
}

/** @param {import("../screens/model.js").Attachment} file @param {Uint8Array} bytes @returns {Promise<import("../screens/model.js").OpenedFile | "refused">} */
async function shown(file, bytes) {
  const buffer = /** @type {Uint8Array<ArrayBuffer>} */ (bytes);
  if (file.type === "pdf") {
    return isPdf(bytes) ? { type: "pdf", title: file.title, blob: new Blob([buffer], { type: "application/pdf" }) } : "refused";
  }
  if (!isPicture(bytes)) return "refused";
  const drawn = await redraw(new Blob([buffer]), 8000, hex(bytes.slice(0, 4)) === "89504e47" ? "image/png" : "image/jpeg");
  return typeof drawn === "string" ? "refused" : { type: "image", title: file.title, blob: drawn };
}
