// The shared vectors, honest and hostile: the page must say of each what the practice says.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { NOT_OURS, OPERATIONS, run } from "./operations.mjs";

const folder = new URL("../../vectors/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));

for (const file of files) {
  const { cases } = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
  for (const one of cases) {
    if (NOT_OURS.has(one.operation)) continue;
    test(`${file}: ${one.name} (${one.operation})`, async () => {
      assert.ok(one.operation in OPERATIONS, `no such operation: ${one.operation}`);
      const expected = "error" in one ? { error: one.error } : { result: one.result };
      assert.deepEqual(await run(one.operation, one.input), expected);
    });
  }
}
