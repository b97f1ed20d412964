// Generators of what the domain is made of: ids in all their shapes, and whole histories that the
// chart allows. Every generated value shrinks towards something a person can read.
import * as fc from 'fast-check';
import type { Command } from '../cluster/commands.ts';
import type { SessionHello } from '../cluster/session.ts';
import type { ClusterView } from '../cluster/state.ts';
import type { Verb } from '../job/control.ts';
import { encodeIds, type IdList } from '../job/id-list.ts';
import { shiftJobId, type JobId } from '../job/job-id.ts';
import type { Report } from '../job/report.ts';

const INT8_MAX = 2n ** 63n - 1n;

function near(center: bigint, spread: bigint): fc.Arbitrary<bigint> {
  const min = center - spread < 1n ? 1n : center - spread;
  const max = center + spread > INT8_MAX ? INT8_MAX : center + spread;
  return fc.bigInt({ min, max });
}

/** Small ids, ids as the log makes them, and ids around every border there is. */
export const arbitraryJobId: fc.Arbitrary<JobId> = fc
  .oneof(
    near(1n, 20n),
    near(10n ** 12n, 20n),
    near(2n ** 53n, 20n),
    near(10n ** 15n, 10n ** 13n),
    near(1_137_902_452_736_000_000n, 10n ** 6n),
    near(INT8_MAX, 20n),
    fc.bigInt({ min: 1n, max: INT8_MAX }),
  )
  .map((id) => String(id) as JobId);

/** A run of equal steps from some id, kept below 2^63 and above 0. */
const arbitraryRun: fc.Arbitrary<readonly JobId[]> = fc
  .tuple(arbitraryJobId, fc.integer({ min: -3, max: 3 }), fc.integer({ min: 1, max: 9 }))
  .map(([first, step, length]) =>
    Array.from({ length }, (_, i) => shiftJobId(first, step * i)).filter(
      (id) => BigInt(id) > 0n && BigInt(id) <= INT8_MAX,
    ),
  );

/** Lists of single ids and runs: rising, falling, with gaps, jumps and duplicates. */
export const arbitraryJobIds: fc.Arbitrary<readonly JobId[]> = fc
  .array(
    fc.oneof(
      arbitraryJobId.map((id) => [id]),
      arbitraryRun,
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.flat());

/** One thing that happens to a cluster of jobs 1 to 5 and sessions s0 to s3. */
export type Step =
  | { readonly kind: 'control'; readonly verb: Verb; readonly jobs: readonly number[] }
  | { readonly kind: 'claim'; readonly session: number; readonly jobs: readonly number[] }
  | {
      readonly kind: 'say';
      readonly jobs: readonly number[];
      readonly word: Report['kind'];
      readonly mark?: 'retry' | 'permanent';
      /** Speaks under the fence before the current one. */
      readonly late: boolean;
    }
  | { readonly kind: 'serve' | 'create' }
  | { readonly kind: 'open' | 'end'; readonly session: number };

const JOBS = [1, 2, 3, 4, 5];
const someJobs = fc.oneof(
  fc.constantFrom(...JOBS).map((job) => [job]),
  fc.array(fc.constantFrom(...JOBS), { minLength: 1, maxLength: 5 }),
);
const someSession = fc.nat(3);
const WORDS = [
  'progress',
  'stopped',
  'succeeded',
  'failed',
  'pause-self',
  'reverted',
  'revert-failed',
] as const;

/** Steps in proportions that take jobs all over the chart. */
export const arbitraryStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('control' as const),
      verb: fc.constantFrom('cancel' as const, 'pause' as const, 'resume' as const),
      jobs: someJobs,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('claim' as const),
      session: someSession,
      jobs: someJobs,
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record(
      {
        kind: fc.constant('say' as const),
        jobs: someJobs,
        word: fc.constantFrom(...WORDS),
        mark: fc.constantFrom('retry' as const, 'permanent' as const),
        late: fc.constantFrom(false, false, false, false, true),
      },
      { requiredKeys: ['kind', 'jobs', 'word', 'late'] },
    ),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'serve' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'create' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('open' as const, 'end' as const),
      session: someSession,
    }),
  },
);

/** What makes a cluster of the jobs and sessions that steps speak of, at a log time before 2015. */
export const STEPS_BEGIN: readonly Command[] = [
  ...[0, 1].map((number) => ({ kind: 'OpenSession', hello: helloOf(number) }) as const),
  ...['demo', 'demo', 'demo', 'demo', 'sure'].map(
    (jobType) => ({ kind: 'CreateJobs', jobType, details: [null], by: { user: 'root' } }) as const,
  ),
];

/** The command a step stands for as things are now; a report speaks for whoever has the claim. */
export function commandOf(step: Step, view: ClusterView): Command {
  switch (step.kind) {
    case 'control':
      return {
        kind: 'ControlJobs',
        verb: step.verb,
        jobs: listOf(step.jobs),
        by: { user: 'root' },
      };
    case 'claim':
      return {
        kind: 'ClaimJobs',
        claims: [{ session: `s${step.session}`, jobs: listOf(step.jobs) }],
      };
    case 'say':
      return sayingOf(step, view);
    case 'serve':
      return { kind: 'ServeRequests', jobs: listOf(JOBS) };
    case 'create':
      return { kind: 'CreateJobs', jobType: 'demo', details: [1, 2], by: { user: 'root' } };
    case 'open':
      return { kind: 'OpenSession', hello: helloOf(step.session) };
    case 'end':
      return { kind: 'EndSession', session: `s${step.session}`, reason: 'expired' };
  }
}

function listOf(numbers: readonly number[]): IdList {
  return encodeIds(numbers.map((number) => String(number) as JobId));
}

function helloOf(number: number): SessionHello {
  const types = [
    { name: 'demo', cancelable: true },
    { name: 'sure', cancelable: false },
  ];
  return { id: `s${number}`, worker: `w${number}`, pid: number, host: 'here', types, slots: 4 };
}

function sayingOf(step: Extract<Step, { readonly kind: 'say' }>, view: ClusterView): Command {
  const reports = step.jobs.map((number): Report => {
    const id = String(number) as JobId;
    const fence = (view.job(id)?.fence ?? 0) - (step.late ? 1 : 0);
    const me = { job: id, fence };
    switch (step.word) {
      case 'progress':
        return { ...me, kind: 'progress', fraction: 0.5, checkpoint: { reached: number } };
      case 'failed':
        return step.mark === undefined
          ? { ...me, kind: 'failed', error: 'boom' }
          : { ...me, kind: 'failed', error: 'boom', mark: step.mark };
      case 'pause-self':
        return { ...me, kind: 'pause-self', reason: 'no space' };
      case 'revert-failed':
        return { ...me, kind: 'revert-failed', error: 'cannot undo' };
      default:
        return { ...me, kind: step.word };
    }
  });
  const first = view.job(String(step.jobs[0]) as JobId);
  return { kind: 'Report', session: first?.session ?? 's0', reports };
}
