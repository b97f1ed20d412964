// A fingerprint of everything that happened in a run, in order: two runs of one plan must have the
// same. 53 bits of two multiplied lanes; it notices a difference, it does not resist an attacker.

export interface RunHash {
  number(value: number): void;
  text(value: string): void;
  /** 14 hexadecimal digits. */
  digest(): string;
}

export function createRunHash(): RunHash {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  const doubles = new Float64Array(1);
  const words = new Uint32Array(doubles.buffer);
  const mix = (word: number): void => {
    a = Math.imul(a ^ word, 2654435761);
    b = Math.imul(b ^ word, 1597334677);
    a ^= a >>> 15;
    b ^= b >>> 13;
  };
  return {
    number(value) {
      doubles[0] = value;
      mix(words[0]!);
      mix(words[1]!);
    },
    text(value) {
      mix(value.length);
      for (let i = 0; i < value.length; i++) {
        a = Math.imul(a ^ value.charCodeAt(i), 2654435761);
        b = Math.imul(b ^ value.charCodeAt(i), 1597334677);
        a = (a << 5) | (a >>> 27);
      }
    },
    digest() {
      const high =
        (Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)) >>> 0;
      const low =
        (Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)) >>> 0;
      return (high & 0xffffff).toString(16).padStart(6, '0') + low.toString(16).padStart(8, '0');
    },
  };
}
