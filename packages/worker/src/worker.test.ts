import {
  createIds,
  createManualClock,
  createMemoryBus,
  createSeededRandom,
  type JobId,
} from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { createScriptedJob } from './testing/scripted-job.ts';
import { task } from './testing/scripted-leader.ts';
import { startWorld } from './testing/world.ts';
import { createWorker, type WorkerOptions } from './worker.ts';

const CANCEL = { place: 'forward.cancelRequested', event: 'JobCancelRequested' } as const;

describe('a worker that is stopped', () => {
  it('lets its handlers go, reports each as stopped, and leaves', async () => {
    const job = createScriptedJob({ obeys: true });
    const { leader, worker, settle } = await startWorld([job.definition]);
    leader.push(task(), task({ job: '8' as JobId }));
    await settle();
    const stopped = worker.stop();
    expect(job.runs.map((run) => run.context.signal.reason as { kind: string })).toMatchObject([
      { kind: 'draining' },
      { kind: 'draining' },
    ]);
    expect(worker.state).toBe('draining');
    await stopped;
    expect(leader.reports).toEqual([
      { job: '7', fence: 1, kind: 'stopped' },
      { job: '8', fence: 1, kind: 'stopped' },
    ]);
    expect(leader.requests.at(-1)).toMatchObject({ kind: 'end', reason: 'left' });
    expect(worker.state).toBe('stopped');
  });

  it('says no more than that it stopped a run, whatever the run came to', async () => {
    const job = createScriptedJob();
    const { leader, worker, settle } = await startWorld([job.definition]);
    leader.push(task(), task({ job: '8' as JobId }));
    await settle();
    const stopped = worker.stop();
    job.runs[0]!.finish();
    job.runs[1]!.fail(new Error('half done'));
    await stopped;
    expect(leader.reports.map((each) => each.kind)).toEqual(['stopped', 'stopped']);
  });

  it('takes no more work and waits for its handlers only so long', async () => {
    const job = createScriptedJob();
    const { leader, worker, settle, pass } = await startWorld([job.definition], { drainMs: 2000 });
    leader.push(task());
    await settle();
    const stopped = worker.stop();
    leader.push(task({ job: '8' as JobId }));
    await pass(1999);
    expect(leader.of('end')).toEqual([]);
    await pass(1);
    await stopped;
    expect(leader.of('end')).toMatchObject([{ reason: 'ignored-signal' }]);
    expect(job.runs.length).toBe(1);
    // Its clock goes on: nothing is sent any more.
    const sent = leader.requests.length;
    await pass(20_000);
    expect(leader.requests.length).toBe(sent);
  });

  it('may be stopped again, and disposed of', async () => {
    const { leader, worker } = await startWorld([createScriptedJob().definition]);
    const first = worker.stop();
    expect(worker.stop()).toBe(first);
    await worker[Symbol.asyncDispose]();
    expect(leader.of('end').length).toBe(1);
  });

  it('before it has joined never works', async () => {
    const { leader, worker, settle, pass } = await startWorld(
      [createScriptedJob().definition],
      {},
      (before) => before.hold.add('heartbeat'),
    );
    const ready = worker.ready().catch((error: unknown) => error);
    const stopped = worker.stop();
    leader.hold.add('end');
    leader.release();
    await settle();
    expect(worker.state).toBe('draining');
    leader.release();
    await stopped;
    expect(String(await ready)).toBe('Error: worker w1 is draining');
    await pass(10_000);
    expect(worker.state).toBe('stopped');
    expect(worker.session).toBe(null);
  });

  it('while it waits for handlers of a lost session opens no other', async () => {
    const job = createScriptedJob();
    const { leader, worker, settle, pass } = await startWorld([job.definition]);
    leader.push(task());
    await settle();
    leader.mute.add('heartbeat');
    await pass(5400);
    const stopped = worker.stop();
    job.last.finish();
    await pass(2000);
    await stopped;
    expect(leader.sessions.length).toBe(1);
    expect(worker.state).toBe('stopped');
  });
});

describe('a handler that ignores its signal', () => {
  it('past the grace ends the session, and its worker with it', async () => {
    const job = createScriptedJob();
    const { leader, worker, settle, pass, fatal } = await startWorld([job.definition]);
    leader.push(task(), task({ job: '8' as JobId }));
    await settle();
    leader.push(task({ n: 3, ...CANCEL }));
    await pass(29_999);
    expect(worker.state).toBe('working');
    expect(job.runs[1]!.context.signal.aborted).toBe(false);
    await pass(1);
    expect(job.runs[1]!.context.signal.reason).toMatchObject({ kind: 'worker-ended' });
    expect(leader.of('end')).toMatchObject([{ reason: 'ignored-signal' }]);
    expect(fatal.map((error) => error.message)).toEqual([
      'the handler of job 7 ignores its signal since 30000 ms',
    ]);
    expect(worker.state).toBe('dead');
    const { length } = leader.requests;
    await pass(20_000);
    expect(leader.requests.length).toBe(length);
    await worker.stop();
    expect(worker.state).toBe('stopped');
  });

  it('but settles in time harms nobody', async () => {
    const job = createScriptedJob();
    const { leader, worker, settle, pass } = await startWorld([job.definition]);
    leader.push(task(), task({ job: '8' as JobId }));
    await settle();
    leader.push(task({ n: 3, ...CANCEL }));
    await pass(20_000);
    leader.push(task({ job: '8' as JobId, n: 4, ...CANCEL }));
    await pass(9_000);
    job.runs[0]!.finish();
    await pass(20_000);
    job.runs[1]!.finish();
    await pass(60_000);
    expect(worker.state).toBe('working');
    expect(leader.of('end')).toEqual([]);
  });

  it('keeps a fenced worker from joining again, and then ends it too', async () => {
    const job = createScriptedJob();
    const { leader, worker, settle, pass, fatal } = await startWorld([job.definition]);
    leader.push(task());
    await settle();
    leader.mute.add('heartbeat');
    await pass(5400 + 29_999);
    expect(worker.state).toBe('fenced');
    await pass(1);
    expect(worker.state).toBe('dead');
    expect(fatal.length).toBe(1);
    expect(leader.sessions.length).toBe(1);
  });
});

describe('createWorker refuses', () => {
  const clock = createManualClock();
  const options: WorkerOptions = {
    bus: createMemoryBus(clock),
    cluster: 'test',
    clock,
    ids: createIds(clock, createSeededRandom('refused')),
    name: 'w1',
    jobs: [createScriptedJob().definition],
  };

  it.each([
    ['a cluster of two words', { cluster: 'a.b' }, 'a cluster\'s name is one word, got "a.b"'],
    ['a worker without a name', { name: '' }, 'a worker needs a name'],
    ['a worker without jobs', { jobs: [] }, 'worker w1 has no jobs to run'],
    [
      'two jobs of one type',
      { jobs: [createScriptedJob().definition, createScriptedJob().definition] },
      'worker w1 has two jobs of one type',
    ],
  ])('%s', (_what, change, message) => {
    expect(() => createWorker({ ...options, ...change })).toThrow(message);
  });
});
