import { describe, expect, it } from 'vitest';
import type { Job } from '../job/job.ts';
import { statusOf } from '../job/place.ts';
import type { Report } from '../job/report.ts';
import {
  ask,
  clusterOf,
  idsOf,
  jobAt,
  jobId,
  NOW,
  session,
  W1,
  type Cluster,
} from '../testing/decider-spec.ts';
import type { Command } from './commands.ts';
import { nextRunAt } from '../job/backoff.ts';
import { react } from './react.ts';

type Said = Report extends infer R ? (R extends unknown ? Omit<R, 'job' | 'fence'> : never) : never;

/** Job 7 from its creation on, with workers W1 and w2; every step is a commit of its own. */
function newLife(fields: Partial<Job> = {}) {
  const cluster = clusterOf(jobAt('forward.running', fields), session('w2'));
  const job = (): Job => cluster.job(7);
  const run = (command: Command) => cluster.run(command);
  const claim = (worker = W1) =>
    run({ kind: 'ClaimJobs', claims: [{ session: worker, jobs: idsOf(7) }] });
  /** The holder of the claim speaks for its current execution, or for an older one. */
  const say = (said: Said, as: { worker?: string; fence?: number } = {}) =>
    run({
      kind: 'Report',
      session: as.worker ?? job().session ?? W1,
      reports: [{ job: jobId(7), fence: as.fence ?? job().fence, ...said }],
    });
  const serve = () => run({ kind: 'ServeRequests', jobs: idsOf(7) });
  const dies = (worker = W1) => run({ kind: 'EndSession', session: worker, reason: 'expired' });
  const status = (): string => statusOf(job().place);
  return { cluster, job, run, claim, say, serve, dies, status };
}

const boom: Said = { kind: 'failed', error: 'boom' };

describe('CANCEL of a running job', () => {
  it('is asked for, stops the run, takes it back, and only then is the job canceled', () => {
    const life = newLife();
    life.claim();
    life.run(ask('cancel', 7));
    expect(life.status()).toBe('cancel-requested');
    expect(react(life.job())).toMatchObject({ session: W1, epoch: 1, fence: 1, run: 'none' });
    life.say({ kind: 'stopped' });
    expect(life.status()).toBe('reverting');
    expect(react(life.job())).toMatchObject({ session: W1, epoch: 1, fence: 2, run: 'backward' });
    life.say({ kind: 'reverted' });
    expect(life.status()).toBe('canceled');
    expect(life.job()).toMatchObject({ error: 'job canceled by user', finished: NOW });
    expect(react(life.job())).toBeNull();
  });

  it('reverts nothing while the run has not stopped, not even on another worker', () => {
    const life = newLife();
    life.claim();
    life.run(ask('cancel', 7));
    expect(life.serve().events).toEqual([]);
    expect(life.claim('w2').events).toEqual([]);
    expect(life.status()).toBe('cancel-requested');
  });

  it('takes nothing from the run any more, once the revert has begun', () => {
    const life = newLife();
    life.claim();
    life.run(ask('cancel', 7));
    life.say({ kind: 'stopped' });
    const before = life.job();
    for (const said of [
      { kind: 'progress', fraction: 0.9 },
      { kind: 'succeeded' },
      boom,
    ] as const) {
      expect(life.say(said, { fence: 1 }).answer).toMatchObject({ stale: [0] });
    }
    expect(life.job()).toEqual(before);
  });

  it.each([
    ['succeeded', { kind: 'succeeded' }, []],
    ['failed', boom, ['boom']],
    ['failed for good', { ...boom, mark: 'permanent' }, ['boom']],
    ['failed and would try again', { ...boom, mark: 'retry' }, ['boom']],
    ['wants to be paused', { kind: 'pause-self', reason: 'no space' }, []],
  ] as const)('ends canceled though the run has %s meanwhile', (_what, said, errors) => {
    const life = newLife();
    life.claim();
    life.run(ask('cancel', 7));
    life.say(said);
    expect(life.status()).toBe('reverting');
    expect(life.job().cause).toEqual({ kind: 'canceled' });
    expect(life.job().executionErrors.map((entry) => entry.error)).toEqual(errors);
    life.say({ kind: 'reverted' });
    expect(life.status()).toBe('canceled');
    expect(life.job().error).toBe('job canceled by user');
    expect(life.job().executionErrors.map((entry) => entry.error)).toEqual(errors);
  });

  it('of one that is not cancelable never happens', () => {
    const life = newLife({ cancelable: false });
    life.claim();
    expect(life.run(ask('cancel', 7)).answer).toMatchObject({
      refusal: { message: 'job 7: not cancelable' },
    });
    expect(life.status()).toBe('running');
  });

  it('whose worker dies is reverted by another, and the dead one is not heard', () => {
    const life = newLife();
    life.claim();
    life.run(ask('cancel', 7));
    life.dies();
    expect(life.status()).toBe('cancel-requested');
    life.serve();
    expect(life.status()).toBe('reverting');
    life.claim('w2');
    expect(react(life.job())).toMatchObject({ session: 'w2', epoch: 2, run: 'backward' });
    expect(life.say({ kind: 'stopped' }, { worker: W1, fence: 1 }).answer).toMatchObject({
      stale: [0],
    });
    expect(life.say({ kind: 'reverted' }, { worker: W1 }).answer).toMatchObject({ stale: [0] });
    life.say({ kind: 'reverted' });
    expect(life.status()).toBe('canceled');
  });

  it('of a paused one reverts without a run', () => {
    const life = newLife();
    life.run(ask('pause', 7));
    life.serve();
    life.run(ask('cancel', 7));
    expect(life.status()).toBe('cancel-requested');
    life.serve();
    expect(life.job()).toMatchObject({ place: 'backward.reverting', epoch: 0, started: 0 });
    life.claim();
    life.say({ kind: 'reverted' });
    expect(life.status()).toBe('canceled');
  });
});

describe('a worker that dies in the revert', () => {
  it('is followed by another with a higher fence, which starts over from the checkpoint', () => {
    const life = newLife();
    life.claim();
    life.say(boom);
    life.say({ kind: 'progress', checkpoint: { undone: 3 } });
    const fence = life.job().fence;
    life.dies();
    expect(life.job()).toMatchObject({ place: 'backward.reverting', session: null, backoff: 0 });
    life.claim('w2');
    expect(life.job().fence).toBeGreaterThan(fence);
    expect(life.job().checkpoint).toEqual({ undone: 3 });
    expect(life.say({ kind: 'reverted' }, { worker: W1, fence }).answer).toMatchObject({
      stale: [0],
    });
    life.say({ kind: 'reverted' });
    expect(life.job()).toMatchObject({ place: 'failed', error: 'boom' });
  });
});

describe('PAUSE', () => {
  it('stops the run, and RESUME starts another from where it was', () => {
    const life = newLife();
    life.claim();
    life.say({ kind: 'progress', fraction: 0.4, checkpoint: { row: 4 } });
    life.run(ask('pause', 7));
    life.say({ kind: 'stopped' });
    expect(life.job()).toMatchObject({ place: 'forward.paused', session: null, runs: 0 });
    expect(life.claim().events).toEqual([]);
    life.run(ask('resume', 7));
    life.claim('w2');
    expect(life.job()).toMatchObject({ place: 'forward.running', epoch: 2, fraction: 0.4 });
    expect(life.job().checkpoint).toEqual({ row: 4 });
    life.say({ kind: 'succeeded' });
    expect(life.job()).toMatchObject({ place: 'succeeded', fraction: 1, error: '' });
  });

  it('wins over a run that succeeds meanwhile: it is paused and runs again', () => {
    const life = newLife();
    life.claim();
    life.run(ask('pause', 7));
    life.say({ kind: 'succeeded' });
    expect(life.job()).toMatchObject({ place: 'forward.paused', fraction: 0 });
    life.run(ask('resume', 7));
    expect(life.status()).toBe('running');
  });

  it('of a revert leads back into the revert, and CANCEL is refused meanwhile', () => {
    const life = newLife();
    life.claim();
    life.say(boom);
    life.run(ask('pause', 7));
    expect(life.status()).toBe('pause-requested');
    life.say({ kind: 'stopped' });
    expect(life.job()).toMatchObject({ place: 'backward.paused', revertDone: false });
    expect(life.run(ask('cancel', 7)).answer).toMatchObject({
      refusal: { kind: 'paused-while-reverting' },
    });
    life.run(ask('resume', 7));
    expect(life.job()).toMatchObject({ place: 'backward.reverting', session: null });
    life.claim();
    life.say({ kind: 'reverted' });
    expect(life.status()).toBe('failed');
  });

  it.each([
    ['canceled', (life: ReturnType<typeof newLife>) => void life.run(ask('cancel', 7))],
    ['failed', () => {}],
  ] as const)('wins over a revert that ends meanwhile; RESUME only says %s', (end, first) => {
    const life = newLife();
    life.claim();
    first(life);
    life.say(boom);
    life.run(ask('pause', 7));
    life.say({ kind: 'reverted' });
    expect(life.job()).toMatchObject({ place: 'backward.paused', revertDone: true, session: null });
    const { events } = life.run(ask('resume', 7));
    expect(events.map((event) => event.type)).toEqual([
      'JobRevertResumed',
      end === 'canceled' ? 'JobCanceled' : 'JobFailed',
    ]);
    expect(life.status()).toBe(end);
    expect(life.job().epoch).toBe(1);
  });

  it('wins over a revert that fails meanwhile; after RESUME it is tried again at once', () => {
    const life = newLife();
    life.claim();
    life.say(boom);
    life.run(ask('pause', 7));
    life.say({ kind: 'revert-failed', error: 'cannot undo' });
    expect(life.job()).toMatchObject({ place: 'backward.paused', revertDone: false });
    expect(life.job().executionErrors.map((entry) => entry.error)).toEqual(['cannot undo']);
    life.run(ask('resume', 7));
    expect(life.claim().events).toHaveLength(1);
  });

  it('of a job nobody holds is served without a worker, also in the revert', () => {
    const life = newLife();
    life.claim();
    life.say(boom);
    life.dies();
    life.run(ask('pause', 7));
    life.serve();
    expect(life.job()).toMatchObject({ place: 'backward.paused', revertDone: false });
  });
});

describe('a failing run', () => {
  const waits = ({ cluster, job }: { cluster: Cluster; job: () => Job }): number =>
    (nextRunAt(job(), { initialDelayMs: 30_000, maxDelayMs: 86_400_000 }) - cluster.now) / 1000;

  it('is reverted in the same claim with its error, and ends failed', () => {
    const life = newLife();
    life.claim();
    life.say(boom);
    expect(life.job()).toMatchObject({ place: 'backward.reverting', session: W1, error: 'boom' });
    life.say({ kind: 'reverted' });
    expect(life.job()).toMatchObject({ place: 'failed', error: 'boom', fraction: 0 });
  });

  it('that is worth another try waits 30, 90, 210 seconds, however often', () => {
    const life = newLife();
    for (const seconds of [30, 90, 210, 450]) {
      life.claim();
      life.say({ ...boom, mark: 'retry' });
      expect(life.status()).toBe('running');
      expect(waits(life)).toBe(seconds);
      life.cluster.pass(seconds * 1000 - 1);
      expect(life.claim().events).toEqual([]);
      life.cluster.pass(1);
    }
    expect(life.job().executionErrors).toHaveLength(3);
  });

  it('of a job that is not cancelable is tried again, unless its error is permanent', () => {
    const life = newLife({ cancelable: false });
    life.claim();
    life.say(boom);
    expect(life.job()).toMatchObject({ place: 'forward.running', session: null });
    expect(waits(life)).toBe(30);
    life.cluster.pass(30_000);
    life.claim();
    life.say({ ...boom, mark: 'permanent' });
    expect(life.status()).toBe('reverting');
    life.say({ kind: 'reverted' });
    expect(life.status()).toBe('failed');
  });

  it('whose revert fails too is reverted again and again, and never gives up', () => {
    const life = newLife();
    life.claim();
    life.say(boom);
    for (const seconds of [30, 90, 210]) {
      life.say({ kind: 'revert-failed', error: 'cannot undo' });
      expect(life.status()).toBe('reverting');
      expect(waits(life)).toBe(seconds);
      life.cluster.pass(seconds * 1000);
      life.claim();
    }
    life.say({ kind: 'reverted' });
    expect(life.job()).toMatchObject({ place: 'failed', error: 'boom' });
  });

  it('whose worker dies is taken over at once, the next time after 30 seconds', () => {
    const life = newLife();
    life.claim();
    life.dies();
    expect(waits(life)).toBe(0);
    life.claim('w2');
    life.dies('w2');
    expect(waits(life)).toBe(30);
  });

  it('of a worker that drains is taken over at once, however often it failed before', () => {
    const life = newLife();
    life.claim();
    life.say({ ...boom, mark: 'retry' });
    life.cluster.pass(30_000);
    life.claim();
    life.say({ kind: 'stopped' });
    expect(life.claim('w2').events).toHaveLength(1);
  });

  it('starts its count anew after a pause', () => {
    const life = newLife();
    life.claim();
    life.say({ ...boom, mark: 'retry' });
    life.run(ask('pause', 7));
    life.serve();
    life.run(ask('resume', 7));
    expect(life.claim().events).toHaveLength(1);
    expect(life.job().runs).toBe(1);
  });
});

it('a job at its end never changes again, whoever asks for whatever', () => {
  for (const place of ['succeeded', 'canceled', 'failed'] as const) {
    const cluster = clusterOf(jobAt(place, { fence: 4 }));
    const before = cluster.job(7);
    const kinds = ['progress', 'stopped', 'succeeded', 'reverted'] as const;
    for (const command of [
      ...(['cancel', 'pause', 'resume'] as const).map((verb) => ask(verb, 7)),
      { kind: 'ClaimJobs', claims: [{ session: W1, jobs: idsOf(7) }] } as const,
      { kind: 'ServeRequests', jobs: idsOf(7) } as const,
      { kind: 'EndSession', session: W1, reason: 'left' } as const,
      ...kinds.map((kind): Command => ({
        kind: 'Report',
        session: W1,
        reports: [{ job: jobId(7), fence: 4, kind }],
      })),
    ]) {
      cluster.run(command);
      expect(cluster.job(7)).toEqual(before);
    }
  }
});
