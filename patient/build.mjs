// Builds dist/ from src/ so that the same sources give the same bytes on every machine.
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const target = process.argv[2] ?? `${here}dist`;

const shared = {
  absWorkingDir: here,
  bundle: true,
  write: false,
  minify: true,
  charset: "utf8",
  legalComments: "none",
  target: ["es2022"],
  logLevel: "warning",
};

/** @param {string | Uint8Array} bytes @param {"hex" | "base64"} form @param {string} hash */
const digest = (bytes, form, hash = "sha256") => createHash(hash).update(bytes).digest(form);

const script = await build({
  ...shared,
  entryPoints: ["src/main.js"],
  format: "iife",
  outfile: "page.js",
});
const style = await build({ ...shared, entryPoints: ["src/page.css"], outfile: "page.css" });

const files = new Map([
  ["page.css", Buffer.from(style.outputFiles[0].contents)],
  ["page.js", Buffer.from(script.outputFiles[0].contents)],
]);
/** @type {Record<string, string>} */
const TYPES = {
  "index.html": "text/html; charset=utf-8",
  "page.css": "text/css; charset=utf-8",
  "page.js": "text/javascript; charset=utf-8",
};

let page = await readFile(`${here}src/index.html`, "utf8");
for (const [name, bytes] of files) {
  page = page.replace(`{{${name}}}`, `sha384-${digest(bytes, "base64", "sha384")}`);
}
files.set("index.html", Buffer.from(page));

const version = JSON.parse(await readFile(`${here}package.json`, "utf8")).version;
const release = {
  files: [...files]
    .map(([name, bytes]) => ({ path: `/${name}`, sha256: digest(bytes, "hex"), length: bytes.length, type: TYPES[name] }))
    .sort((one, other) => (one.path < other.path ? -1 : 1)),
  version,
};
files.set("release.json", Buffer.from(`${JSON.stringify(release, null, 2)}\n`));

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
for (const [name, bytes] of files) await writeFile(`${target}/${name}`, bytes);
