// What may happen to a cluster of three jobs and four workers, and generators of it.
import * as fc from 'fast-check';
import {
  BY_USER,
  REPORTS,
  WHERES,
  WORDS,
  type ModelJob,
  type Verb,
  type Where,
  type Word,
} from './model.ts';

/** How a job is at the start: anywhere, held by worker s1 or by nobody. */
export interface Start {
  readonly where: Where;
  readonly cancelable: boolean;
  readonly held: boolean;
  readonly byUser: boolean;
}

/** What may happen; `drop` forgets all since the last commit. */
export type Step =
  | {
      readonly do: 'ask';
      readonly verb: Verb;
      readonly jobs: readonly number[];
      /** Selected in this commit or in one before. */
      readonly selected: 'now' | 'before' | null;
      readonly request: number | null;
    }
  | {
      readonly do: 'say';
      readonly job: number;
      readonly word: Word;
      readonly who: 'holder' | 'late' | 'early' | 'stranger' | 'former';
    }
  | { readonly do: 'claim'; readonly worker: number; readonly jobs: readonly number[] }
  | { readonly do: 'end'; readonly worker: number; readonly left: boolean }
  | { readonly do: 'open'; readonly worker: number }
  | { readonly do: 'serve'; readonly jobs: readonly number[] }
  | { readonly do: 'pass'; readonly seconds: number }
  | { readonly do: 'commit' | 'drop' };

/** The jobs there are, and an id that no job has. */
export const JOBS = [1, 2, 3];
const NOBODY = 9;
/** Jobs a worker may hold at once. */
export const SLOTS = 2;

export const arbitraryStart: fc.Arbitrary<Start> = fc.record({
  where: fc.constantFrom('running' as const, 'reverting' as const, ...WHERES),
  cancelable: fc.constantFrom(true, true, true, false),
  held: fc.boolean(),
  byUser: fc.boolean(),
});

const job = fc.constantFrom(...JOBS);
const jobs = fc.oneof(
  { weight: 3, arbitrary: job.map((one) => [one]) },
  { weight: 2, arbitrary: fc.array(job, { minLength: 2, maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom([...JOBS, NOBODY], [NOBODY], []) },
);
const worker = fc.nat(3);

const weighted = <T extends Step>(weight: number, arbitrary: fc.Arbitrary<T>) => ({
  weight,
  arbitrary: arbitrary as fc.Arbitrary<Step>,
});
const is = <const T extends string>(word: T): fc.Arbitrary<T> => fc.constant(word);

export const arbitraryStep: fc.Arbitrary<Step> = fc.oneof(
  weighted(
    6,
    fc.record({
      do: is('ask'),
      verb: fc.constantFrom('CANCEL' as const, 'PAUSE' as const, 'RESUME' as const),
      jobs,
      selected: fc.constantFrom(null, null, null, 'now' as const, 'before' as const),
      request: fc.constantFrom(null, null, null, 1, 2),
    }),
  ),
  weighted(
    8,
    fc.record({
      do: is('say'),
      job,
      word: fc.constantFrom(...WORDS),
      who: fc.constantFrom(
        ...(['holder', 'holder', 'holder', 'holder', 'holder'] as const),
        ...(['late', 'early', 'stranger', 'former'] as const),
      ),
    }),
  ),
  weighted(4, fc.record({ do: is('claim'), worker, jobs: fc.constantFrom(JOBS, [1, 1], [2, 3]) })),
  weighted(1, fc.record({ do: is('end'), worker, left: fc.boolean() })),
  weighted(1, fc.record({ do: is('open'), worker })),
  weighted(2, fc.record({ do: is('serve'), jobs: fc.constantFrom(JOBS, [1, 1], [3, NOBODY]) })),
  weighted(2, fc.record({ do: is('pass'), seconds: fc.constantFrom(29, 30, 60, 110) })),
  weighted(2, fc.constant({ do: 'commit' } as const)),
  weighted(1, fc.constant({ do: 'drop' } as const)),
);

/** The job a start stands for; only where there is something to stop or to do can it be held. */
export function beginning(
  id: number,
  { where, cancelable, held, byUser }: Start,
  now: number,
): ModelJob {
  const holder = held && REPORTS[where] !== undefined ? 's1' : null;
  const back = where.endsWith('/revert') || ['reverting', 'failed', 'canceled'].includes(where);
  const error = !back
    ? null
    : where === 'canceled' || (byUser && where !== 'failed')
      ? BY_USER
      : 'boom';
  const runs = holder === null ? 0 : 1;
  return {
    id,
    where,
    cancelable,
    error,
    holder,
    fence: runs,
    runs,
    against: 0,
    lastRun: holder === null ? null : now,
    created: now,
    revertDone: false,
    movedIn: 0,
  };
}
