// A hash of a text, for fingerprints and for counting. It is fast and even; it keeps no secret and
// stops no forger.

/** Two independent words of 32 bits, each a whole number from 0. */
export interface TextHash {
  readonly high: number;
  readonly low: number;
}

/**
 * Two lanes of 32 bits, each mixed as in MurmurHash3 and fed with the other one: two texts collide
 * by chance alone, about once in 2^64 pairs. No BigInt here: this is done for every row.
 */
export function hashText(text: string): TextHash {
  let a = 0x9e3779b9 | 0;
  let b = 0x85ebca6b | 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(
      rotate(a ^ Math.imul(rotate(Math.imul(unit, 0xcc9e2d51), 15), 0x1b873593), 13),
      5,
    );
    a = (a + b + 0x561ccd1b) | 0;
    b = Math.imul(
      rotate(b ^ Math.imul(rotate(Math.imul(unit, 0x38b34ae5), 17), 0xa1e38b93), 17),
      5,
    );
    b = (b + a + 0x0bcaa747) | 0;
  }
  a = mix(a ^ text.length);
  b = mix(b ^ a);
  a = mix(a + b);
  return { high: b >>> 0, low: a >>> 0 };
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** Every bit that comes in changes about half of those that go out. */
function mix(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
