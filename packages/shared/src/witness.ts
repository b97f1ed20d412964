// PORT: the highest commit a process has seen acknowledged, kept outside of the log. A hash chain
// cannot see a tail that was cut off cleanly; a witness can.
import type { EventLog } from './event-log.ts';
import { LogDamagedError } from './errors.ts';

export interface WitnessMark {
  readonly n: number;
  readonly hash: string;
}

/** Who saw it, for the message: `coordinator c1`. */
export interface NamedWitness extends WitnessMark {
  readonly name: string;
}

export interface Witness {
  /** Every witness that can be reached, one's own and others'. */
  readAll(): Promise<readonly NamedWitness[]>;
  /** Keeps a mark for later; never one whose commit was not acknowledged. Returns at once. */
  note(mark: WitnessMark): void;
  /** Writes the newest mark now; also called at stop. */
  save(): Promise<void>;
  stop(): Promise<void>;
}

/** A process without a place of its own to remember in. */
export const NO_WITNESS: Witness = {
  readAll: () => Promise.resolve([]),
  note: () => undefined,
  save: () => Promise.resolve(),
  stop: () => Promise.resolve(),
};

/** Throws LogDamagedError when the log ends before a witness, or differs from it. */
export async function checkWitnesses(
  log: EventLog,
  witnesses: readonly NamedWitness[],
): Promise<void> {
  const end = await log.end();
  for (const witness of witnesses) {
    if (witness.n > end) {
      throw new LogDamagedError(
        end + 1,
        `the log ends at commit ${end}, but ${witness.name} saw commit ${witness.n} ` +
          'acknowledged: its tail was cut off. Put the lost part back (a copy, a backup), or ' +
          `start over with an empty data directory.`,
      );
    }
    const recorded = await log.get(witness.n);
    if (recorded?.hash !== witness.hash) {
      throw new LogDamagedError(
        witness.n,
        `commit ${witness.n} is not the one ${witness.name} saw acknowledged: ` +
          'the log was replaced or rewritten. Put the original back.',
      );
    }
  }
}
