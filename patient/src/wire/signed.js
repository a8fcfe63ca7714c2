// A signed thing on the wire: the signed bytes as they are, and the signature beside them.
import { pack, record, size, unpack } from "./shape.js";
import { signingBase, verify } from "./signatures.js";

const MAX_CONTENT = 1 << 20;
const Signed = record("Signed", { content: size(MAX_CONTENT, 1), signature: size(64) });

/** @param {import("./signatures.js").Purpose} purpose @param {Uint8Array} content @param {import("./signatures.js").Sign} signer */
export const sign = (purpose, content, signer) =>
  pack(Signed, { content, signature: signer(signingBase(purpose, content)) });

/** The content after its signature held. @param {import("./signatures.js").Purpose} purpose @param {Uint8Array} data @param {Uint8Array} key */
export function openSigned(purpose, data, key) {
  const signed = unpack(Signed, data, MAX_CONTENT + 128);
  verify(key, purpose, signed.content, signed.signature);
  return signed.content;
}
