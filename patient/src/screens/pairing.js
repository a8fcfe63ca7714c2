// Connecting a device: what one needs, the code, how to lock, waiting, the result.
import { readPaperSecret } from "../wire/paper.js";
import { day } from "../words/index.js";
import { h, icon } from "./dom.js";
import { actionButton, field, notice, screen } from "./frame.js";

/** @typedef {import("./model.js").App} App */

const STEPS = 3;

/** @param {App} app @param {number} at */
function steps(app, at) {
  const marks = Array.from({ length: STEPS }, (_, index) => h("li", { class: index < at ? "done" : "" }));
  return h("div", { class: "stack tight" }, h("p", { class: "quiet small" }, app.words.step(at, STEPS)), h("ol", { class: "steps", "aria-hidden": "true" }, ...marks));
}

/** @param {App} app */
export function pairStart(app) {
  const { words } = app;
  return screen(
    app,
    { title: words.pairTitle },
    h("p", { class: "lead" }, words.pairLead),
    h(
      "section",
      { class: "card stack" },
      h("h2", {}, words.pairNeed),
      h("div", { class: "notice" }, icon("key"), h("p", {}, words.pairNeedCode)),
      h("div", { class: "notice" }, icon("lock"), h("p", {}, words.pairNeedLock)),
      h("p", { class: "quiet" }, words.pairOwnDevice),
    ),
    h("button", { type: "button", class: "main wide", click: () => app.go("pair-code") }, words.pairStart),
    app.invitation && h("p", { class: "quiet small" }, words.expiresOn(day(words, app.invitation.expires))),
  );
}

/** @param {App} app @param {{ left?: number }} [params] */
export function pairCode(app, params = {}) {
  const { words } = app;
  const input = h("input", {
    id: "code", class: "code", inputmode: "numeric", autocomplete: "one-time-code", maxlength: 11, autocapitalize: "off", spellcheck: "false",
  });
  const { whole, complain } = field(input, { label: words.codeLabel, hint: words.codeHint });
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    const code = input.value.replace(/[\s.-]/g, "");
    if (!/^[0-9]{8}$/.test(code)) return complain(words.codeShort);
    if (app.drafted) return app.go("pair-wait", { code, lock: "drafted" });
    return app.go("pair-lock", { code });
  };
  const wrong = params.left !== undefined && notice("care", words.wrongCodeTitle, words.wrongCode(params.left));
  return screen(
    app,
    { title: words.codeTitle, back: true, above: steps(app, 1) },
    wrong,
    h("form", { class: "stack", submit, novalidate: true }, whole, h("button", { class: "main wide" }, words.goOn)),
  );
}

/** @param {App} app @param {{ code: string, failed?: "unsupported" | "cancelled" }} params */
export function pairLock(app, { code, failed }) {
  const { words } = app;
  const passkey = h(
    "button",
    { type: "button", class: "choice", id: "lock-passkey", click: () => app.go("pair-wait", { code, lock: "passkey" }) },
    icon("lock"), h("strong", {}, words.lockPasskey), h("span", {}, words.lockPasskeyHow),
  );
  const paper = h(
    "button",
    { type: "button", class: "choice", id: "lock-paper", click: () => app.go("pair-paper", { code }) },
    icon("paper"), h("strong", {}, words.lockPaper), h("span", {}, words.lockPaperHow),
  );
  const hint = h("div", {});
  const unusable = () => {
    passkey.remove();
    hint.replaceChildren(notice("good", "", words.passkeyFails));
  };
  if (failed === "unsupported") unusable();
  else void app.canPasskey().then((can) => can || unusable());
  return screen(
    app,
    { title: words.lockTitle, back: true, above: steps(app, 2) },
    failed === "cancelled" && notice("care", "", words.passkeyCancelled),
    h("p", {}, words.lockLead),
    hint,
    h("div", { class: "stack" }, passkey, paper),
  );
}

/**
 * The field for the paper secret; `use` gets its twenty characters only when length, letters and check hold.
 * @param {App} app
 * @param {(secret: string) => Promise<string | void>} use may return an error to show
 * @param {string} label
 */
export function paperForm(app, use, label) {
  const { words } = app;
  const input = h("input", { id: "paper", class: "secret", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: 40 });
  const { whole, complain } = field(input, { label: words.paperLabel, hint: words.paperHint });
  const button = h("button", { class: "main wide" }, label);
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    const found = readPaperSecret(input.value);
    if (found.kind === "length") return complain(words.paperLength(found.count));
    if (found.kind === "letter") return complain(words.paperLetter(found.letter));
    if (found.kind === "check") return complain(words.paperCheck);
    complain("");
    button.disabled = true;
    const error = await use(found.secret).finally(() => (button.disabled = false));
    if (error) complain(error);
  };
  return h("form", { class: "stack", submit, novalidate: true }, whole, button);
}

/** @param {App} app @param {{ code: string }} params */
export function pairPaper(app, { code }) {
  const { words } = app;
  const next = async (/** @type {string} */ paper) => app.go("pair-wait", { code, lock: { paper } });
  return screen(app, { title: words.paperTitle, back: true, above: steps(app, 2) }, paperForm(app, next, words.goOn));
}

/** @param {App} app @param {{ code: string, lock: import("./model.js").Choice, idle?: boolean }} params */
export function pairWait(app, params) {
  const { words } = app;
  const late = h("div", { role: "status" });
  const page = screen(
    app,
    { title: words.pairTitle, above: steps(app, 3) },
    h("div", { class: "card stack", role: "status" }, h("p", { class: "busy" }, words.connecting), h("p", { class: "quiet" }, words.connectingHow)),
    late,
  );
  if (params.idle) return page;
  const timer = setTimeout(() => late.replaceChildren(notice("care", "", words.connectingLong)), 40_000);
  void app.pair(params.code, params.lock).then((result) => {
    clearTimeout(timer);
    if (!page.isConnected) return;
    showResult(app, params.code, result);
  }, (error) => {
    clearTimeout(timer);
    const cancelled = error?.name === "NotAllowedError" || error?.name === "AbortError";
    if (cancelled) app.go("pair-lock", { code: params.code, failed: "cancelled" });
    else if (error?.name === "PasskeyUnusable") app.go("pair-lock", { code: params.code, failed: "unsupported" });
    else app.go("stopped", { reason: "page" });
  });
  return page;
}

/** @param {App} app @param {string} code @param {import("./model.js").PairingResult} result */
function showResult(app, code, result) {
  if (result.kind === "ok") app.go("paired");
  else if (result.kind === "wrong-code") app.go("pair-code", { left: result.left });
  else if (result.kind === "offline" || result.kind === "clock") app.go("pair-again", { code, kind: result.kind });
  else app.go("stopped", { reason: result.kind });
}

/** @param {App} app @param {{ code: string, kind: "offline" | "clock" }} params */
export function pairAgain(app, { code, kind }) {
  const { words } = app;
  const again = () => (app.drafted ? app.go("pair-wait", { code, lock: code ? "drafted" : "resume" }) : app.go("pair-lock", { code }));
  return screen(
    app,
    { title: kind === "clock" ? words.clockTitle : words.offlineTitle },
    h("p", { class: "lead" }, kind === "clock" ? words.clock : words.connectingLong),
    h("button", { type: "button", class: "main wide", click: again }, words.tryAgain),
  );
}

/** @param {App} app */
export function paired(app) {
  const { words } = app;
  return screen(
    app,
    { title: words.pairedTitle },
    h("p", { class: "lead" }, words.pairedLead),
    safety(app),
    actionButton(words.toInbox, words.waiting, async () => app.go("inbox")),
  );
}

/** @param {App} app */
export function safety(app) {
  const { words } = app;
  const groups = (app.device?.safety ?? []).map((group) => h("li", {}, group));
  return h(
    "section",
    { class: "card stack" },
    h("h2", {}, words.safetyTitle),
    h("ol", { class: "safety", id: "safety" }, ...groups),
    h("p", { class: "quiet" }, words.safetyHow),
  );
}
