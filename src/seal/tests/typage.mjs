// Seals and opens with typage, the reference JavaScript implementation; driven by test_age.py.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
const [folder, what, key, source, target] = process.argv.slice(2);
const age = await import(createRequire(folder + "/").resolve("age-encryption"));
const data = new Uint8Array(readFileSync(source));
if (what === "open") {
  const reader = new age.Decrypter();
  reader.addIdentity(key);
  writeFileSync(target, await reader.decrypt(data));
} else {
  const writer = new age.Encrypter();
  writer.addRecipient(key);
  writeFileSync(target, await writer.encrypt(data));
}
