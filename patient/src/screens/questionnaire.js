// A questionnaire inside its letter: one field per question, sent as one answer.
import { h } from "./dom.js";
import { actionButton, notice } from "./frame.js";

/** @typedef {import("./model.js").App} App */
/** @typedef {import("./model.js").Letter} Letter */
/** @typedef {import("./model.js").Question} Question */

/** @param {App} app @param {Letter} letter */
export function questionnaire(app, letter) {
  const { words } = app;
  if (app.mail.letters.some((one) => one.own && one.about === letter.id)) {
    return notice("good", "", words.answered);
  }
  const form = h("form", { class: "stack", submit: (event) => event.preventDefault() });
  form.append(...letter.questions.map((question) => control(app, question)));
  const trouble = h("div", { role: "alert" });
  const send = async () => {
    const given = new FormData(form);
    const answers = letter.questions.map((question) => reply(question, given.getAll(question.id).map(String)));
    if (!form.reportValidity()) return;
    const result = await app.send({ text: "", about: letter.id, enclosure: null, answers });
    if (result === "sent" || result === "later") app.redraw();
    else trouble.replaceChildren(notice("care", words.fullTitle, words.full));
  };
  return h(
    "section",
    { class: "card stack" },
    h("h2", {}, words.answerTitle),
    form,
    trouble,
    actionButton(words.answerSend, words.sending, send, { id: "answer" }),
  );
}

/** @param {Question} question @param {string[]} given @returns {import("./model.js").Reply} */
function reply(question, given) {
  const chooses = question.kind === "choice" || question.kind === "choices";
  const chosen = chooses ? given : [];
  const written = (given[0] ?? "").replaceAll("\r\n", "\n").normalize("NFC").trim();
  return { question: question.id, text: chooses ? "" : written, chosen };
}

/** @param {App} app @param {Question} question */
function control(app, question) {
  const { words } = app;
  const { kind, required } = question;
  const id = `question-${question.id}`;
  const help = question.help && h("p", { class: "hint", id: `${id}-help` }, question.help);
  const shared = { id, name: question.id, required, "aria-describedby": question.help ? `${id}-help` : null };
  if (kind === "text" || kind === "number" || kind === "date") {
    const input = kind === "text"
      ? h("textarea", { ...shared, rows: 3, maxlength: 5000 })
      : h("input", kind === "date" ? { ...shared, type: "date" } : { ...shared, inputmode: "decimal" });
    return h("div", { class: "stack tight" }, h("label", { for: id }, question.text), help, input);
  }
  const options = kind === "yes-no"
    ? [{ id: "yes", label: words.answerYes }, { id: "no", label: words.answerNo }]
    : question.options;
  const type = kind === "choices" ? "checkbox" : "radio";
  const choices = options.map((option) =>
    h(
      "label",
      { class: "tick" },
      h("input", { type, name: question.id, value: option.id, required: required && type === "radio" }),
      option.label,
    ),
  );
  return h("fieldset", {}, h("legend", {}, question.text), help, ...choices);
}
