// A hash of a text, good enough that sets of hashes are as large as the sets of their texts.

/** Two independent words of 32 bits. */
export interface TextHash {
  readonly high: number;
  readonly low: number;
}

/** MurmurHash3's mixing in two lanes of 32 bits that feed each other. */
export function hashText(text: string): TextHash {
  let a = 0x2545f491;
  let b = 0x1b873593;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(rotate(a ^ Math.imul(unit, 0xcc9e2d51), 13), 5) + b;
    b = Math.imul(rotate(b ^ Math.imul(unit, 0x38b34ae5), 17), 9) + a;
  }
  a = mix(a ^ text.length);
  b = mix(b ^ a);
  return { high: mix(a + b) >>> 0, low: b >>> 0 };
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

function mix(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
