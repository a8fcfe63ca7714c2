// The locked page: one button, or the field for the paper secret.
import { h, icon } from "./dom.js";
import { actionButton, notice, screen } from "./frame.js";
import { paperForm } from "./pairing.js";

/** @param {import("./model.js").App} app @param {{ notice?: string }} [params] */
export function unlock(app, params = {}) {
  const { words } = app;
  const paper = app.device?.lock === "paper";
  const error = h("p", { class: "error", role: "alert" });
  /** @param {string | null} secret */
  const open = async (secret) => {
    error.replaceChildren();
    const result = await app.unlock(secret);
    if (result === "paired") app.go("inbox");
    else if (result === "pairing") app.go("pair-wait", { code: "", lock: "resume" });
    else if (paper) return words.unlockFailed;
    else error.replaceChildren(words.unlockFailed);
    return undefined;
  };
  return screen(
    app,
    { title: words.unlockTitle, above: params.notice && notice("good", "", params.notice) },
    h("p", { class: "lead" }, paper ? words.unlockLeadPaper : words.unlockLead),
    h(
      "section",
      { class: "card stack" },
      !paper && h("div", { class: "row" }, icon("lock"), h("strong", {}, words.lockedByPasskey)),
      error,
      paper
        ? paperForm(app, open, words.unlock)
        : actionButton(words.unlock, words.unlocking, () => open(null), { id: "unlock" }),
    ),
    paper && h("p", { class: "quiet" }, words.unlockLost),
  );
}
