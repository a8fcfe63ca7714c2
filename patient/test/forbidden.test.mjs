// Words that must not occur in the page's own sources, each with the reason.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const FORBIDDEN = {
  "markup from text": /\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|srcdoc|setHTML)/,
  "code from text": /\beval\(|\bnew Function\b|\bimport\(|setTimeout\(\s*["'`]/,
  "clear storage": /\b(localStorage|sessionStorage|document\.cookie)\b/,
  "a worker that outlives the page": /serviceWorker/,
  "weak randomness": /Math\.random/,
  "inline handlers and styles": /setAttribute\(\s*["'](on|style)/,
  "frames and plug-ins": /\bh\(\s*["'](iframe|object|embed|script|style)["']/,
  "words in the log": /console\./,
  "a foreign address": /https?:\/\/(?!www\.w3\.org\/2000\/svg|\()/,
};

const sources = readdirSync(new URL("../src/", import.meta.url), { recursive: true }).filter((name) => name.endsWith(".js"));

for (const name of sources) {
  const text = readFileSync(new URL(`../src/${name}`, import.meta.url), "utf8");
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  test(`${name} keeps to what the page may do`, () => {
    for (const [reason, pattern] of Object.entries(FORBIDDEN)) assert.doesNotMatch(code, pattern, reason);
    assert.ok(text.split("\n").length <= 400, "at most 400 lines");
    assert.match(text, /^\/\/ /, "a module opens with what it does");
  });
}

test("location.hash is read in one place only, and first", () => {
  const readers = sources.filter((name) => readFileSync(new URL(`../src/${name}`, import.meta.url), "utf8").includes("location.hash"));
  assert.deepEqual(readers.filter((name) => name !== "main.js"), ["fragment.js"]);
  const main = readFileSync(new URL("../src/main.js", import.meta.url), "utf8");
  assert.match(main, /^(\/\/.*\n)+import \{ sheet \} from "\.\/fragment\.js";/);
});

test("the bundle holds no markup sink and no foreign address", () => {
  const bundle = readFileSync(new URL("../dist/page.js", import.meta.url), "utf8");
  assert.doesNotMatch(bundle, /innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|localStorage|sessionStorage/);
});
