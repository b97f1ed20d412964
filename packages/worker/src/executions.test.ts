import type { JobId } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { createScriptedJob } from './testing/scripted-job.ts';
import { task } from './testing/scripted-leader.ts';
import { startWorld } from './testing/world.ts';

const CANCEL = { place: 'forward.cancelRequested', event: 'JobCancelRequested' } as const;
const PAUSE = { place: 'forward.pauseRequested', event: 'JobPauseRequested' } as const;
const REVERT = { place: 'backward.reverting', event: 'JobReverting' } as const;

describe('a job that is claimed', () => {
  it('runs with what its handler needs, and its success is reported', async () => {
    const job = createScriptedJob();
    const { leader, worker, settle } = await startWorld([job.definition]);
    leader.push(task({ fence: 4, epoch: 2, details: { rows: 3 } }));
    await settle();
    const { context } = job.last;
    expect(job.last.handler).toBe('resume');
    expect({ ...context, clock: null }).toMatchObject({
      jobId: '7',
      details: { rows: 3 },
      saved: null,
      fence: 4,
      epoch: 2,
      attempt: 1,
      owner: 'maria',
      description: 'some work',
    });
    expect(worker.held()).toEqual([
      { job: '7', fence: 4, place: 'forward.running', running: 'forward' },
    ]);
    job.last.finish();
    await settle();
    expect(leader.reports).toEqual([{ job: '7', fence: 4, kind: 'succeeded' }]);
    expect(worker.held()).toEqual([]);
  });

  it('of a type the worker does not know fails for good', async () => {
    const job = createScriptedJob();
    const { leader, settle } = await startWorld([job.definition]);
    const spec = { ...task().spec!, type: 'other' };
    leader.push(task({ spec }), task({ job: '8' as JobId, fence: 2, ...REVERT, spec }));
    await settle();
    const error = 'worker w1 cannot run jobs of type "other"';
    expect(leader.reports).toEqual([
      { job: '7', fence: 1, kind: 'failed', error, mark: 'permanent' },
      { job: '8', fence: 2, kind: 'revert-failed', error },
    ]);
    expect(job.runs).toEqual([]);
  });

  it('runs once however often it is told, also after it has ended', async () => {
    const job = createScriptedJob();
    const { leader, settle, pass } = await startWorld([job.definition]);
    const claimed = task();
    leader.push(claimed, claimed);
    leader.push(claimed);
    leader.tell = { tasks: [{ ...claimed, n: 3 }], drop: [] };
    await pass(1500);
    expect(job.runs.length).toBe(1);
    leader.n = 4;
    job.last.finish();
    await settle();
    // At once, after one heartbeat, and after so many that the single claim is forgotten.
    for (let i = 0; i < 4; i++) {
      leader.push(claimed);
      await pass(1500);
    }
    expect(job.runs.length).toBe(1);
    expect(leader.reports.length).toBe(1);
  });

  it('is not begun again by the late answer to a heartbeat from before its end', async () => {
    const job = createScriptedJob();
    const { leader, settle, pass } = await startWorld([job.definition]);
    leader.hold.add('heartbeat');
    await pass(1500);
    leader.push(task());
    await settle();
    job.last.finish();
    await settle();
    leader.tell = { tasks: [task({ n: 2 })], drop: [] };
    leader.release();
    await settle();
    expect(job.runs.length).toBe(1);
  });

  it('runs again when it is claimed again after its run has ended', async () => {
    const job = createScriptedJob();
    const { leader, settle } = await startWorld([job.definition]);
    leader.push(task());
    await settle();
    job.last.fail(new Error('disk full'));
    await settle();
    leader.push(task({ fence: 3, epoch: 2, n: 9, event: 'JobClaimed' }));
    await settle();
    expect(job.runs.map((run) => run.context.fence)).toEqual([1, 3]);
  });

  it('is run on the word of a heartbeat when the push was lost', async () => {
    const job = createScriptedJob();
    const { leader, pass } = await startWorld([job.definition]);
    leader.tell = { tasks: [task()], drop: [] };
    await pass(1499);
    expect(job.runs).toEqual([]);
    await pass(1);
    expect(job.last.handler).toBe('resume');
  });
});

describe('a job that is to stop', () => {
  it('has its signal fired before anything else of that message is done', async () => {
    const job = createScriptedJob({ obeys: true });
    const order: string[] = [];
    const { leader, settle } = await startWorld([job.definition]);
    leader.push(task({ job: '8' as JobId }));
    await settle();
    job.last.context.signal.addEventListener('abort', () => {
      order.push(`stopped, handlers called so far: ${job.runs.length}`);
    });
    leader.push(task({ n: 3 }), task({ job: '8' as JobId, n: 3, ...CANCEL }));
    await settle();
    expect(order).toEqual(['stopped, handlers called so far: 1']);
    expect(job.runs.length).toBe(2);
  });

  it('is reported as stopped only when its handler has settled', async () => {
    const job = createScriptedJob();
    const { leader, settle, worker } = await startWorld([job.definition]);
    leader.push(task());
    await settle();
    const { signal } = job.last.context;
    leader.push(task({ n: 3, ...CANCEL }));
    await settle();
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toMatchObject({ kind: 'cancel', message: 'the job was canceled' });
    expect(leader.reports).toEqual([]);
    expect(worker.held()).toMatchObject([{ place: 'forward.cancelRequested', running: 'forward' }]);
    job.last.fail(signal.reason);
    await settle();
    expect(leader.reports).toEqual([{ job: '7', fence: 1, kind: 'stopped' }]);
  });

  it('is shown where it is to whoever looks at once', async () => {
    const job = createScriptedJob();
    const { leader, settle, worker } = await startWorld([job.definition]);
    leader.push(task());
    await settle();
    leader.push(task({ n: 3, ...CANCEL }));
    // The message arrives; no timer has fired yet.
    for (let i = 0; i < 5; i++) await Promise.resolve();
    expect(worker.held()).toMatchObject([{ place: 'forward.cancelRequested' }]);
  });

  it('that never started here is reported as stopped at once, and once', async () => {
    const job = createScriptedJob();
    const { leader, settle } = await startWorld([job.definition]);
    leader.mute.add('report');
    leader.push(task({ ...PAUSE }));
    leader.push(task({ n: 3, ...PAUSE }));
    await settle();
    expect(leader.of('report').map((each) => each.reports)).toEqual([
      [{ job: '7', fence: 1, kind: 'stopped' }],
    ]);
    expect(job.runs).toEqual([]);
  });

  it('is never called when the stop comes in the message of its start', async () => {
    const job = createScriptedJob();
    const { leader, settle } = await startWorld([job.definition]);
    leader.push(task(), task({ n: 3, ...PAUSE }));
    await settle();
    expect(job.runs).toEqual([]);
    expect(leader.reports).toEqual([{ job: '7', fence: 1, kind: 'stopped' }]);
  });

  it('hears of it by heartbeat when the push was lost', async () => {
    const job = createScriptedJob({ obeys: true });
    const { leader, settle, pass } = await startWorld([job.definition]);
    leader.push(task());
    await settle();
    leader.tell = { tasks: [task({ n: 3, ...CANCEL, event: null })], drop: [] };
    await pass(1500);
    expect(job.last.context.signal.aborted).toBe(true);
    expect(leader.reports).toEqual([{ job: '7', fence: 1, kind: 'stopped' }]);
  });

  it('is not moved by an older message that comes late', async () => {
    const job = createScriptedJob();
    const { leader, settle, worker } = await startWorld([job.definition]);
    leader.push(task({ n: 2 }));
    leader.push(task({ n: 4, ...CANCEL }));
    leader.push(task({ n: 3 }));
    await settle();
    expect(worker.held()).toMatchObject([{ place: 'forward.cancelRequested' }]);
  });
});

describe('the next run of a job', () => {
  it('begins only when the former handler has settled, with its own fence', async () => {
    const job = createScriptedJob();
    const { leader, settle } = await startWorld([job.definition]);
    leader.push(task({ fence: 1 }));
    await settle();
    // A leader that does not wait must not get two handlers at once all the same.
    leader.push(task({ fence: 2, n: 4, ...REVERT }));
    await settle();
    expect(job.runs.length).toBe(1);
    expect(job.runs[0]!.context.signal.reason).toMatchObject({ kind: 'claim-lost' });
    job.runs[0]!.finish();
    await settle();
    expect(job.runs.map((run) => [run.handler, run.context.fence])).toEqual([
      ['resume', 1],
      ['onFailOrCancel', 2],
    ]);
    // Nobody listens to the former one any more.
    expect(leader.reports).toEqual([]);
    job.runs[1]!.finish();
    await settle();
    expect(leader.reports).toEqual([{ job: '7', fence: 2, kind: 'reverted' }]);
  });

  it('takes a job through cancel and revert under one claim', async () => {
    const job = createScriptedJob({ obeys: true });
    const { leader, settle } = await startWorld([job.definition]);
    leader.push(task({ fence: 1, event: 'JobClaimed' }));
    await settle();
    leader.push(task({ fence: 1, n: 3, ...CANCEL }));
    await settle();
    leader.push(task({ fence: 2, n: 5, ...REVERT }));
    await settle();
    job.last.finish();
    await settle();
    expect(leader.reports).toEqual([
      { job: '7', fence: 1, kind: 'stopped' },
      { job: '7', fence: 2, kind: 'reverted' },
    ]);
  });
});

describe('a claim that is gone', () => {
  it('stops its run, of which nothing is reported', async () => {
    const job = createScriptedJob({ obeys: true });
    const { leader, settle, pass, worker } = await startWorld([job.definition]);
    leader.push(task());
    await settle();
    leader.tell = { tasks: [], drop: ['7' as JobId] };
    await pass(1500);
    expect(job.last.context.signal.reason).toMatchObject({ kind: 'claim-lost' });
    expect(leader.reports).toEqual([]);
    expect(worker.held()).toEqual([]);
  });

  it('keeps its place until the handler has settled, so that no second one joins it', async () => {
    const job = createScriptedJob();
    const { leader, settle, pass } = await startWorld([job.definition]);
    leader.push(task());
    await settle();
    leader.tell = { tasks: [], drop: ['7' as JobId] };
    await pass(1500);
    leader.push(task({ fence: 3, n: 8, epoch: 2 }));
    await settle();
    expect(job.runs.length).toBe(1);
    job.last.finish();
    await settle();
    expect(job.runs.map((run) => run.context.fence)).toEqual([1, 3]);
    expect(leader.reports).toEqual([]);
  });

  it('does not mean a claim got after the heartbeat that is answered', async () => {
    const job = createScriptedJob();
    const { leader, settle, pass } = await startWorld([job.definition]);
    leader.push(task());
    await settle();
    leader.hold.add('heartbeat');
    await pass(1500);
    expect(leader.of('heartbeat').at(-1)!.holds).toEqual([['7', 1]]);
    job.last.finish();
    await settle();
    leader.push(task({ fence: 3, n: 9, epoch: 2 }));
    await settle();
    leader.tell = { tasks: [], drop: ['7' as JobId] };
    leader.release();
    await settle();
    expect(job.last.context.fence).toBe(3);
    expect(job.last.context.signal.aborted).toBe(false);
  });
});
