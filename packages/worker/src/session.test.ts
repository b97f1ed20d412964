import { describe, expect, it } from 'vitest';
import { createScriptedJob } from './testing/scripted-job.ts';
import { task } from './testing/scripted-leader.ts';
import { startWorld } from './testing/world.ts';

const invalid = { kind: 'invalid', code: '22023', message: 'a worker offers 1 slot' } as const;
const away = { kind: 'unavailable', code: '57P03', message: 'no proven leader' } as const;

describe('a session', () => {
  it('is opened with what the worker is, and kept alive by heartbeats', async () => {
    const job = createScriptedJob();
    const options = { slots: 12, host: 'box', pid: 41 };
    const { leader, worker, pass } = await startWorld([job.definition], options);
    expect(leader.hello).toEqual({
      id: leader.sessions[0],
      worker: 'w1',
      pid: 41,
      host: 'box',
      types: [{ name: 'work', cancelable: true }],
      slots: 12,
    });
    expect(worker.session).toBe(leader.sessions[0]);
    await pass(4500);
    expect(leader.of('heartbeat').length).toBe(4);
    expect(worker.state).toBe('working');
  });

  it('tells what its worker saw acknowledged, and remembers what it is told', async () => {
    const job = createScriptedJob();
    const noted: number[] = [];
    const witness = {
      readAll: () =>
        Promise.resolve([
          { name: 'coordinator-c1', n: 50, hash: 'c' },
          { name: 'worker-w1', n: 40, hash: 'w' },
        ]),
      note: ({ n }: { readonly n: number }) => void noted.push(n),
      save: () => Promise.resolve(),
      stop: () => Promise.resolve(),
    };
    const { leader, pass } = await startWorld([job.definition], { witness });
    expect(leader.hello?.witness).toEqual({ n: 40, hash: 'w' });
    leader.n = 77;
    await pass(1500);
    expect(noted).toEqual([1, 1, 77]);
  });

  it('is asked for under one name until somebody answers', async () => {
    const job = createScriptedJob();
    const { leader, worker, pass } = await startWorld([job.definition], {}, (before) => {
      before.override = (request) =>
        request.kind === 'open' && before.of('open').length < 4
          ? { v: 1, ok: false, kind: 'refused', error: away }
          : undefined;
    });
    expect(worker.state).toBe('joining');
    await pass(1000);
    expect(leader.of('open').map((each) => each.hello.id)).toEqual(
      Array.from({ length: 4 }, () => leader.sessions[0]),
    );
    await worker.ready();
    expect(worker.state).toBe('working');
  });

  it('that the cluster refuses for good makes its worker dead', async () => {
    const job = createScriptedJob();
    const { worker, fatal } = await startWorld([job.definition], {}, (before) => {
      before.override = () => ({ v: 1, ok: false, kind: 'refused', error: invalid });
    });
    expect(worker.state).toBe('dead');
    expect(fatal.map((error) => error.message)).toEqual([
      'the cluster refuses this worker: a worker offers 1 slot',
    ]);
    await expect(worker.ready()).rejects.toThrow('worker w1 is dead');
  });

  it('that ended before it was known to be open is given up for another one', async () => {
    const job = createScriptedJob();
    const over = { kind: 'unknown-session', code: 'XXUUU', message: 'it has ended' } as const;
    const { leader, worker, pass } = await startWorld([job.definition], {}, (before) => {
      before.override = (request) =>
        request.kind === 'open' && request.hello.id === before.of('open')[0]?.hello.id
          ? { v: 1, ok: false, kind: 'refused', error: over }
          : undefined;
    });
    await pass(1000);
    expect(worker.state).toBe('working');
    expect(new Set(leader.of('open').map((each) => each.hello.id)).size).toBe(2);
  });

  it('takes on no work before a heartbeat was answered, and loses none that came', async () => {
    const job = createScriptedJob();
    const { leader, worker, settle } = await startWorld([job.definition], {}, (before) => {
      before.hold.add('heartbeat');
    });
    leader.push(task());
    await settle();
    expect(worker.state).toBe('joining');
    expect(job.runs).toEqual([]);
    leader.release();
    await settle();
    expect(worker.state).toBe('working');
    expect(job.runs.length).toBe(1);
  });

  it('asks again soon when nobody leads, instead of waiting for its next heartbeat', async () => {
    const job = createScriptedJob();
    const { leader, pass } = await startWorld([job.definition]);
    leader.override = () => ({ v: 1, ok: false, kind: 'refused', error: away });
    await pass(1500);
    const asked = leader.of('heartbeat').length;
    await pass(300);
    expect(leader.of('heartbeat').length).toBe(asked + 3);
  });

  it('that hears of a shorter heartbeat and TTL beats by it at once, and lives on', async () => {
    const job = createScriptedJob();
    const { leader, worker, pass } = await startWorld([job.definition]);
    await pass(1500);
    const [opened] = leader.of('open');
    leader.times = { ...leader.times, ttlMs: 1500, heartbeatMs: 300 };
    await pass(10_000);
    expect(leader.of('open')).toEqual([opened]);
    expect(worker.state).toBe('working');
  });
});

describe('a worker that is not answered', () => {
  it('gives itself up at 0.9 of the TTL since it sent what was answered last', async () => {
    const job = createScriptedJob();
    const { leader, worker, pass, settle } = await startWorld([job.definition]);
    leader.push(task());
    await settle();
    const { signal } = job.last.context;
    await pass(1400);
    leader.hold.add('heartbeat');
    await pass(1000);
    // Sent at 1500, answered at 2400: the next 0.9 * 6000 ms count from 1500.
    leader.hold.clear();
    leader.release();
    leader.mute.add('heartbeat');
    await pass(1500 + 5400 - 2400 - 1);
    expect(signal.aborted).toBe(false);
    await pass(1);
    expect(signal.reason).toMatchObject({ kind: 'fenced' });
    expect(worker.state).toBe('fenced');
    expect(worker.session).toBe(null);
  });

  it('reports nothing of the dead session, and opens another when all has settled', async () => {
    const job = createScriptedJob();
    const { leader, worker, pass, settle } = await startWorld([job.definition]);
    leader.push(task());
    await settle();
    leader.mute.add('heartbeat');
    await pass(5400);
    leader.mute.clear();
    await pass(3000);
    expect(leader.sessions.length).toBe(1);
    job.last.fail(job.last.context.signal.reason);
    await settle();
    expect(leader.reports).toEqual([]);
    expect(leader.sessions.length).toBe(2);
    expect(leader.sessions[1]).not.toBe(leader.sessions[0]);
    expect(worker.state).toBe('working');
    leader.push(task({ fence: 3, epoch: 2, n: 9 }));
    await settle();
    expect(job.last.context.fence).toBe(3);
  });

  it('takes the end of its session from the leader’s mouth at once', async () => {
    const job = createScriptedJob({ obeys: true });
    const { leader, pass, settle } = await startWorld([job.definition]);
    leader.push(task());
    await settle();
    leader.override = (request) =>
      request.kind === 'heartbeat' && request.session === leader.sessions[0]
        ? { v: 1, ok: false, kind: 'gone' }
        : undefined;
    await pass(1500);
    expect(job.last.context.signal.reason).toMatchObject({ kind: 'fenced' });
    expect(leader.sessions.length).toBe(2);
    expect(leader.reports).toEqual([]);
  });

  it('lives by the settings as they are now', async () => {
    const job = createScriptedJob();
    const { leader, worker, pass } = await startWorld([job.definition]);
    leader.times = { ...leader.times, ttlMs: 1000, heartbeatMs: 200 };
    await pass(1500);
    leader.mute.add('heartbeat');
    await pass(899);
    expect(worker.state).toBe('working');
    await pass(1);
    expect(worker.state).toBe('joining');
  });
});

describe('an answer that was overtaken', () => {
  it('does not bring back the TTL that held when it was given', async () => {
    const job = createScriptedJob();
    const { leader, worker, pass, settle } = await startWorld([job.definition]);
    const before = leader.times;
    leader.hold.add('heartbeat');
    await pass(1500);
    leader.hold.clear();
    leader.times = { ...before, ttlMs: 3000 };
    // Sent at 3000 and answered at once: 0.9 * 3000 ms count from there.
    await pass(1500);
    leader.times = before;
    leader.release();
    await settle();
    leader.mute.add('heartbeat');
    await pass(2699);
    expect(worker.state).toBe('working');
    await pass(1);
    expect(worker.state).not.toBe('working');
  });
});

describe('a worker whose process was frozen', () => {
  it('stops everything before it acts on what came meanwhile', async () => {
    const job = createScriptedJob();
    const other = createScriptedJob({ type: 'other' });
    const world = await startWorld([job.definition, other.definition]);
    const { leader, settle } = world;
    leader.push(task());
    await settle();
    // The process wakes: time has passed, no timer has fired yet, a message is read first.
    world.freeze(6000);
    leader.push(task({ n: 3, fence: 3 }));
    await settle();
    expect(job.last.context.signal.reason).toMatchObject({ kind: 'fenced' });
    expect(job.runs.length).toBe(1);
    job.last.finish();
    await settle();
    expect(leader.reports).toEqual([]);
  });

  it('does not take an answer that lay in wait for the life of its session', async () => {
    const job = createScriptedJob();
    const world = await startWorld([job.definition]);
    const { leader, settle, pass } = world;
    leader.push(task());
    leader.hold.add('heartbeat');
    await pass(1500);
    world.freeze(6000);
    leader.release();
    await settle();
    expect(job.last.context.signal.reason).toMatchObject({ kind: 'fenced' });
  });

  it('does not send a report of a run that ended first', async () => {
    const job = createScriptedJob();
    const world = await startWorld([job.definition]);
    const { leader, settle } = world;
    leader.push(task());
    await settle();
    world.freeze(6000);
    job.last.finish();
    await settle();
    expect(leader.of('report')).toEqual([]);
    expect(world.worker.state).not.toBe('dead');
    expect(leader.sessions.length).toBe(2);
  });
});
