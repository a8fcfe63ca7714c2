// The frame of every screen: the practice's name, the way back, one main part, notices.
import { h, icon } from "./dom.js";

/** @typedef {import("./model.js").App} App */
/** @typedef {import("./dom.js").Child} Child */

/**
 * A whole screen. The heading takes the focus, so a screen reader announces where one is.
 * @param {App} app
 * @param {{ title: string, back?: boolean, settings?: boolean, above?: Child }} options
 * @param {...Child} children
 */
export function screen(app, { title, back = false, settings = false, above = null }, ...children) {
  const { words } = app;
  document.title = app.practice ? `${title} – ${app.practice}` : title;
  document.documentElement.lang = app.language;
  return h(
    "div",
    {},
    h("a", { class: "skip", href: "#main", click: skip }, words.skip),
    h(
      "header",
      { class: "bar" },
      back && h("button", { type: "button", class: "plain", click: () => app.back() }, icon("back"), words.back),
      h("div", { class: back ? "practice aside" : "practice" }, !back && icon("seal"), h("span", {}, app.practice || words.pageTitle)),
      settings ? settingsButton(app) : !app.unlocked && languageButton(app),
    ),
    h("main", { class: "sheet", id: "main" }, above, h("h1", { tabindex: "-1" }, title), ...children),
  );
}

/** @param {Event} event */
function skip(event) {
  event.preventDefault();
  document.querySelector("h1")?.focus();
}

/** @param {App} app */
function settingsButton(app) {
  const label = app.words.settings;
  return h("button", { type: "button", class: "plain", "aria-label": label, title: label, click: () => app.go("settings") }, icon("settings"));
}

/** @param {App} app */
export function languageButton(app) {
  const other = app.language === "de" ? "en" : "de";
  const name = other === "de" ? "Deutsch" : "English";
  return h("button", { type: "button", class: "plain", lang: other, click: () => app.speak(other) }, name);
}

/**
 * @param {"good" | "care" | "alarm"} kind
 * @param {string} title
 * @param {string} text
 * @param {...Child} more
 */
export function notice(kind, title, text, ...more) {
  const sign = kind === "good" ? "info" : "warning";
  return h(
    "div",
    { class: `notice ${kind}`, role: kind === "alarm" ? "alert" : null },
    icon(sign),
    h("div", {}, title && h("strong", {}, title), text && h("p", {}, text), ...more),
  );
}

/**
 * A main action. While it runs it cannot be pressed again and says what is happening.
 * @param {string} label
 * @param {string} busy
 * @param {() => Promise<unknown>} action
 * @param {Record<string, string>} [attributes]
 */
export function actionButton(label, busy, action, attributes = {}) {
  const button = h("button", { type: "button", class: "main wide", ...attributes }, label);
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    button.textContent = busy;
    try {
      await action();
    } finally {
      button.removeAttribute("aria-disabled");
      button.textContent = label;
    }
  });
  return button;
}

/**
 * A labelled field with its hint and a place for its error.
 * @param {HTMLElement} control
 * @param {{ label: string, hint?: string }} words
 */
export function field(control, { label, hint = "" }) {
  const error = h("p", { class: "error", id: `${control.id}-error`, role: "alert" });
  control.setAttribute("aria-describedby", `${hint ? `${control.id}-hint ` : ""}${control.id}-error`);
  const whole = h(
    "div",
    { class: "stack tight" },
    h("label", { for: control.id }, label),
    hint && h("p", { class: "hint", id: `${control.id}-hint` }, hint),
    control,
    error,
  );
  /** @param {string} text */
  const complain = (text) => {
    control.toggleAttribute("aria-invalid", false);
    if (text) control.setAttribute("aria-invalid", "true");
    error.replaceChildren(text);
    if (text) control.focus();
  };
  return { whole, complain };
}
