// A process's own disk with a witness on it: it keeps the newest mark over restarts.
import type { Witness, WitnessMark } from '@rescind/shared';

export function createSimulatedWitness(name: string): Witness {
  let mark: WitnessMark | undefined;
  return {
    readAll: () => Promise.resolve(mark === undefined ? [] : [{ name, ...mark }]),
    note(given) {
      if (mark === undefined || given.n > mark.n) mark = given;
    },
    save: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}
