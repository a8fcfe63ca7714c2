// The paper secret: twenty Crockford characters and one check character, however people type them.

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
export const CHARACTERS = 21;

/** @param {number[]} digits */
function check(digits) {
  // Horner's rule with x = 2 in GF(32) modulo x^5 + x^2 + 1.
  let value = 0;
  for (const digit of [...digits, 0]) value = ((value << 1) ^ (value & 16 ? 0x25 : 0)) ^ digit;
  return value;
}

/**
 * The twenty characters that go into the key derivation, or what is wrong with the typing.
 * @param {string} typed
 * @returns {{ kind: "ok", secret: string } | { kind: "length", count: number } | { kind: "letter", letter: string } | { kind: "check" }}
 */
export function readPaperSecret(typed) {
  const text = typed.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  const letter = [...text].find((character) => !ALPHABET.includes(character));
  if (letter) return { kind: "letter", letter };
  if (text.length !== CHARACTERS) return { kind: "length", count: text.length };
  const digits = [...text].map((character) => ALPHABET.indexOf(character));
  if (check(digits.slice(0, -1)) !== digits.at(-1)) return { kind: "check" };
  return { kind: "ok", secret: text.slice(0, -1) };
}
