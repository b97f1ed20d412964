// What becomes of the n-th message of a link: drawn from the seed, the link's name and n alone.

/** What a link does to messages; probabilities from 0 to 1, times in milliseconds. */
export interface LinkFaults {
  /** Mean of the exponential delay. */
  readonly meanMs: number;
  readonly drop: number;
  readonly duplicate: number;
  /** Held up by `slowMs` to ten times that: longer than a lease, maybe longer than a session. */
  readonly slow: number;
  readonly slowMs: number;
  /** Keeps the order of what one process sends to another, as one connection does. */
  readonly fifo: boolean;
}

/** Delays in ms: `delay` below 0 is lost, `again` below 0 is not repeated. */
export interface Fate {
  readonly delay: number;
  readonly again: number;
}

export interface Fates {
  /** A link's name as a number. */
  nameOf(link: string): number;
  /** In a calm there are delays only. */
  of(link: number, n: number, faults: LinkFaults, calm: boolean): Fate;
}

export function createFates(seed: string): Fates {
  const base = hashText(seed);
  return {
    nameOf: (link) => mix(base ^ hashText(link)),
    of(link, n, faults, calm) {
      const draw = (which: number): number =>
        mix(link ^ Math.imul(n + 1, 0x9e3779b1) ^ Math.imul(which + 1, 0x85ebca77)) / 4294967296;
      const delay = exponential(draw(0), faults.meanMs);
      if (calm) return { delay, again: -1 };
      if (faults.drop > 0 && draw(1) < faults.drop) return LOST;
      const held = faults.slow > 0 && draw(2) < faults.slow ? faults.slowMs * (1 + 9 * draw(3)) : 0;
      const repeated = faults.duplicate > 0 && draw(4) < faults.duplicate;
      // A copy may be much later than the original: that is where it does harm.
      const again = repeated
        ? delay + exponential(draw(5), draw(6) < 0.2 ? 2000 : faults.meanMs)
        : -1;
      return { delay: inTicks(delay + held), again: repeated ? inTicks(again) : -1 };
    },
  };
}

const LOST: Fate = { delay: -1, again: -1 };

/** An exponential delay, in 1024ths of a millisecond: sums of such times are exact. */
function exponential(draw: number, mean: number): number {
  return inTicks(-mean * Math.log(1 - draw));
}

function inTicks(ms: number): number {
  return Math.round(ms * 1024) / 1024;
}

/** 32 bits of a text. */
export function hashText(text: string): number {
  let h = 2166136261;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  return h >>> 0;
}

/** Spreads 32 bits over 32 bits. */
export function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
