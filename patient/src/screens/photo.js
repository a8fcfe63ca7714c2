// A photo re-drawn pixel by pixel: place, camera and every other hidden field stay behind.

const LONGEST_EDGE = 2400;
const MOST_PIXELS = 80_000_000;
const MOST_FILE = 40 << 20;
const MOST_RESULT = 3 << 20;

/**
 * A JPEG that holds nothing but the picture, or the reason why there is none.
 * @param {Blob} file
 * @returns {Promise<Blob | "large" | "unreadable">}
 */
export async function cleanPhoto(file) {
  if (file.size > MOST_FILE) return "large";
  const drawn = await redraw(file, LONGEST_EDGE, "image/jpeg");
  if (typeof drawn === "string") return drawn;
  return drawn.size > MOST_RESULT ? "large" : drawn;
}

/**
 * Decodes a picture and encodes it again, no larger than `edge`.
 * @param {Blob} file
 * @param {number} edge
 * @param {"image/jpeg" | "image/png"} type
 * @returns {Promise<Blob | "large" | "unreadable">}
 */
export async function redraw(file, edge, type) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return "unreadable";
  }
  try {
    if (bitmap.width * bitmap.height > MOST_PIXELS) return "large";
    const shrink = Math.min(1, edge / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * shrink));
    canvas.height = Math.max(1, Math.round(bitmap.height * shrink));
    const pen = canvas.getContext("2d");
    if (!pen) return "unreadable";
    if (type === "image/jpeg") {
      pen.fillStyle = "#ffffff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
    }
    pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((/** @type {(blob: Blob | null) => void} */ done) => canvas.toBlob(done, type, 0.86));
    return blob ?? "unreadable";
  } finally {
    bitmap.close();
  }
}
