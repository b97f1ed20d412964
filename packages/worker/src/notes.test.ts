import { describe, expect, it } from 'vitest';
import { CHECKPOINT_MAX } from './notes.ts';
import { createScriptedJob, type ScriptedJob } from './testing/scripted-job.ts';
import { task } from './testing/scripted-leader.ts';
import { startWorld, type World } from './testing/world.ts';

const CANCEL = { place: 'forward.cancelRequested', event: 'JobCancelRequested' } as const;

async function startRun(): Promise<World & { readonly job: ScriptedJob }> {
  const job = createScriptedJob();
  const world = await startWorld([job.definition]);
  world.leader.push(task());
  await world.settle();
  return { ...world, job };
}

/** 'open' until the promise settles. */
function watch(promise: Promise<void>): { state: string; reason?: unknown } {
  const seen: { state: string; reason?: unknown } = { state: 'open' };
  promise.then(
    () => (seen.state = 'resolved'),
    (reason: unknown) => Object.assign(seen, { state: 'rejected', reason }),
  );
  return seen;
}

describe('progress', () => {
  it('goes out at once, then at the pace of the setting, the latest winning', async () => {
    const { job, leader, pass, settle } = await startRun();
    const { context } = job.last;
    context.progress(0.1, 'reading');
    await settle();
    for (const fraction of [0.2, 0.3, 0.4]) context.progress(fraction);
    await pass(199);
    expect(leader.reports).toEqual([
      { job: '7', fence: 1, kind: 'progress', fraction: 0.1, runningStatus: 'reading' },
    ]);
    await pass(1);
    expect(leader.reports.slice(1)).toEqual([
      { job: '7', fence: 1, kind: 'progress', fraction: 0.4 },
    ]);
  });

  it('of a job that calls without end is at most so many reports a second', async () => {
    const { job, leader, pass } = await startRun();
    for (let i = 0; i < 300; i++) {
      job.last.context.progress(i / 300);
      await pass(10);
    }
    expect(leader.reports.length).toBeGreaterThanOrEqual(14);
    expect(leader.reports.length).toBeLessThanOrEqual(16);
  });

  it('does not pile up while nobody answers', async () => {
    const { job, leader, pass } = await startRun();
    leader.hold.add('report');
    for (let i = 1; i <= 40; i++) {
      job.last.context.progress(i / 100);
      await pass(100);
    }
    leader.hold.clear();
    leader.release();
    await pass(1000);
    const fractions = leader.reports.map((each) => each.kind === 'progress' && each.fraction);
    expect([...new Set(fractions)]).toEqual([0.01, 0.4]);
  });

  it('is clamped, and refused when it is no number', async () => {
    const { job, leader, settle } = await startRun();
    job.last.context.progress(1.5);
    await settle();
    expect(leader.reports).toMatchObject([{ fraction: 1 }]);
    expect(() => job.last.context.progress(Number.NaN)).toThrow(RangeError);
  });

  it('that still waits for its turn goes out before the failure of its run', async () => {
    const { job, leader, settle } = await startRun();
    job.last.context.progress(0.1);
    await settle();
    job.last.context.progress(0.7, 'nearly');
    job.last.fail(new Error('disk full'));
    await settle();
    expect(leader.reports.slice(1)).toEqual([
      { job: '7', fence: 1, kind: 'progress', fraction: 0.7, runningStatus: 'nearly' },
      { job: '7', fence: 1, kind: 'failed', error: 'disk full' },
    ]);
  });

  it('is not written any more once the signal has fired', async () => {
    const { job, leader, pass, settle } = await startRun();
    job.last.context.progress(0.1);
    await settle();
    job.last.context.progress(0.2);
    leader.push(task({ n: 3, ...CANCEL }));
    await settle();
    job.last.context.progress(0.3);
    job.last.fail(job.last.context.signal.reason);
    await pass(1000);
    expect(leader.reports.slice(1)).toEqual([{ job: '7', fence: 1, kind: 'stopped' }]);
  });
});

describe('a checkpoint', () => {
  it('is kept only when the coordinator has said so', async () => {
    const { job, leader, settle } = await startRun();
    leader.hold.add('report');
    const kept = watch(job.last.context.checkpoint({ file: 3 }, { fraction: 0.3 }));
    await settle();
    expect(kept.state).toBe('open');
    expect(job.last.context.saved).toBe(null);
    leader.release();
    await settle();
    expect(kept.state).toBe('resolved');
    expect(job.last.context.saved).toEqual({ file: 3 });
    expect(leader.reports).toEqual([
      { job: '7', fence: 1, kind: 'progress', fraction: 0.3, checkpoint: { file: 3 } },
    ]);
  });

  it('survives a coordinator that does not answer', async () => {
    const { job, leader, pass } = await startRun();
    leader.mute.add('report');
    const kept = watch(job.last.context.checkpoint('a'));
    await pass(1500);
    leader.mute.clear();
    await pass(1500);
    expect(kept.state).toBe('resolved');
    expect(leader.of('report').length).toBe(3);
  });

  it('does not wait for the pace, and takes along the progress that does', async () => {
    const { job, leader, settle } = await startRun();
    job.last.context.progress(0.1);
    await settle();
    job.last.context.progress(0.2, 'half way');
    const kept = watch(job.last.context.checkpoint([1, 2]));
    await settle();
    expect(kept.state).toBe('resolved');
    expect(leader.reports[1]).toEqual({
      job: '7',
      fence: 1,
      kind: 'progress',
      fraction: 0.2,
      checkpoint: [1, 2],
      runningStatus: 'half way',
    });
  });

  it('is what it was when it was given', async () => {
    const { job, leader, settle } = await startRun();
    const files = ['a'];
    const kept = job.last.context.checkpoint({ files });
    files.push('b');
    await settle();
    await kept;
    expect(leader.reports).toMatchObject([{ checkpoint: { files: ['a'] } }]);
  });

  it('of many that nobody waited for is the last one, and all are kept', async () => {
    const { job, leader, settle } = await startRun();
    const first = watch(job.last.context.checkpoint(1));
    const second = watch(job.last.context.checkpoint(2));
    await settle();
    expect([first.state, second.state]).toEqual(['resolved', 'resolved']);
    expect(leader.reports).toMatchObject([{ checkpoint: 2 }]);
  });

  it('that waits is given up at once when the signal fires, with its reason', async () => {
    const { job, leader, settle } = await startRun();
    leader.hold.add('report');
    const kept = watch(job.last.context.checkpoint(1));
    await settle();
    leader.push(task({ n: 3, ...CANCEL }));
    await settle();
    expect(kept).toEqual({ state: 'rejected', reason: job.last.context.signal.reason });
    const late = watch(job.last.context.checkpoint(2));
    await settle();
    expect(late).toEqual({ state: 'rejected', reason: job.last.context.signal.reason });
  });

  it('that is stale stops its run, which still says when it has stopped', async () => {
    const { job, leader, settle } = await startRun();
    leader.stale = (report) => report.kind === 'progress';
    const kept = watch(job.last.context.checkpoint(1));
    await settle();
    expect(kept.state).toBe('rejected');
    expect(kept.reason).toMatchObject({ kind: 'claim-lost' });
    expect(job.last.context.signal.aborted).toBe(true);
    job.last.fail(job.last.context.signal.reason);
    await settle();
    // The claim may still be ours, with a stop asked for that we have not heard of yet.
    expect(leader.reports.at(-1)).toEqual({ job: '7', fence: 1, kind: 'stopped' });
  });

  it('that a CANCEL made stale does not cost the run its error in the history', async () => {
    const { job, leader, settle } = await startRun();
    leader.stale = (report) => report.kind === 'progress';
    await expect(job.last.context.checkpoint(1)).rejects.toThrow('no longer');
    leader.push(task({ n: 3, ...CANCEL }));
    await settle();
    job.last.fail(new Error('disk died'));
    await settle();
    expect(leader.reports.at(-1)).toEqual({
      job: '7',
      fence: 1,
      kind: 'failed',
      error: 'disk died',
    });
  });

  it('is refused when it is no JSON or too large for a log', async () => {
    const { job, leader, settle } = await startRun();
    const { context } = job.last;
    await expect(context.checkpoint(undefined as never)).rejects.toThrow('must be a JSON value');
    await expect(context.checkpoint(7n as never)).rejects.toThrow(TypeError);
    await expect(context.checkpoint('x'.repeat(CHECKPOINT_MAX))).rejects.toThrow(RangeError);
    await settle();
    expect(leader.reports).toEqual([]);
  });

  it('is found again by the next run', async () => {
    const { leader, job, settle } = await startRun();
    const spec = { ...task().spec!, checkpoint: { file: 9 }, runs: 2 };
    leader.push(task({ job: '8' as never, spec }));
    await settle();
    expect(job.last.context.saved).toEqual({ file: 9 });
    expect(job.last.context.attempt).toBe(2);
  });
});
