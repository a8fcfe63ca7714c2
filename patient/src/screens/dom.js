// Builds the page from elements and text nodes only; there is no way to hand markup to it.

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Node | string | null | undefined | false} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Attributes */

/**
 * @param {Element} element
 * @param {Attributes} attributes
 * @param {Child[]} children
 */
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child) element.append(child);
}

/**
 * One HTML element. An attribute whose value is a function is an event listener.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  fill(element, attributes, children);
  return element;
}

/**
 * One SVG element.
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  fill(element, attributes, children);
  return element;
}

/**
 * Text with line breaks as paragraphs; an empty line starts a new one.
 * @param {string} text
 */
export function paragraphs(text) {
  const blocks = text.split(/\n\s*\n/).filter((block) => block.trim());
  return blocks.map((block) => {
    const lines = block.split("\n").flatMap((line, at) => (at ? [h("br"), line] : [line]));
    return h("p", {}, ...lines);
  });
}

/**
 * A line icon. The word beside it carries the meaning, so it is hidden from screen readers.
 * @param {keyof typeof ICONS} name
 */
export function icon(name) {
  const drawing = svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" });
  for (const path of ICONS[name]) drawing.append(svg("path", { d: path }));
  return drawing;
}

const ICONS = {
  seal: ["M12 3l7 3v5.5c0 4.4-2.9 7.9-7 9.5-4.1-1.6-7-5.1-7-9.5V6z", "M9 12l2.2 2.2L15.5 10"],
  back: ["M15 5l-7 7 7 7"],
  settings: ["M4 7h10M18 7h2M4 12h3M11 12h9M4 17h8M16 17h4", "M14 5v4M9 10v4M14 15v4"],
  pen: ["M5 19l1-4L16 5l3 3L9 18z"],
  lab: ["M9 3h6M10 3v6l-5 9a2 2 0 0 0 2 3h10a2 2 0 0 0 2-3l-5-9V3", "M8 15h8"],
  letter: ["M4 6h16v12H4z", "M4 7l8 6 8-6"],
  document: ["M7 3h7l4 4v14H7z", "M14 3v4h4", "M10 12h5M10 16h5"],
  eye: ["M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z", "M12 9.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6z"],
  key: ["M8 8.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z", "M11.5 12H21M18.5 12v3M15.5 12v2"],
  warning: ["M12 4l9 16H3z", "M12 10v4M12 17v.4"],
  info: ["M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z", "M12 11v5M12 8v.4"],
  paper: ["M6 3h12v18H6z", "M6 15h12", "M9 18h6"],
  lock: ["M6 11h12v9H6z", "M8.5 11V8a3.5 3.5 0 0 1 7 0v3"],
  photo: ["M4 7h4l1.5-2h5L16 7h4v12H4z", "M12 10a3 3 0 1 1 0 6 3 3 0 0 1 0-6z"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  plus: ["M12 5v14M5 12h14"],
  refresh: ["M19 12a7 7 0 1 1-2.1-5", "M19 4v4h-4"],
};
