import { describe, expect, it } from 'vitest';
import {
  ask,
  clusterOf,
  held,
  idsOf,
  jobAt,
  jobId,
  NOW,
  says,
  session,
  W1,
} from '../testing/decider-spec.ts';
import type { Command, RequestTag } from './commands.ts';
import { decide, REQUESTS_MAX } from './decide.ts';
import { Draft } from './draft.ts';

const tag = (id: string, until = NOW + 60_000): RequestTag => ({ id, until });

describe('a request', () => {
  it('is recorded with its outcome in the commit that carries it out', () => {
    const cluster = clusterOf(jobAt('forward.running'));
    const { events, answer } = cluster.run(ask('pause', 7), tag('r1'));
    expect(events.map((event) => event.type)).toEqual(['JobPauseRequested', 'RequestDecided']);
    expect(events[1]).toEqual({
      type: 'RequestDecided',
      request: 'r1',
      until: NOW + 60_000,
      answer,
    });
  });

  it('asked again gets the same answer and changes nothing, whatever has happened since', () => {
    const cluster = clusterOf(jobAt('forward.running'));
    const first = cluster.run(ask('pause', 7), tag('r1'));
    cluster.run({ kind: 'ServeRequests', jobs: idsOf(7) });
    cluster.run(ask('resume', 7));
    const again = cluster.run(ask('pause', 7), tag('r1'));
    expect(again).toEqual({ events: [], answer: first.answer });
    expect(cluster.job(7).place).toBe('forward.running');
  });

  it('that was refused is refused again, also when it would pass by now', () => {
    const cluster = clusterOf(jobAt('forward.pauseRequested'));
    const first = cluster.run(ask('cancel', 7), tag('r1'));
    expect(first.events.map((event) => event.type)).toEqual(['RequestDecided']);
    expect(first.answer).toMatchObject({ ok: false });
    cluster.run({ kind: 'ServeRequests', jobs: idsOf(7) });
    expect(cluster.run(ask('cancel', 7), tag('r1'))).toEqual({ events: [], answer: first.answer });
    expect(cluster.job(7).place).toBe('forward.paused');
    expect(cluster.run(ask('cancel', 7), tag('r2')).answer).toMatchObject({ ok: true });
  });

  it('that comes twice in one batch is decided once', () => {
    const cluster = clusterOf();
    const create: Command = {
      kind: 'CreateJobs',
      jobType: 'demo',
      details: [null],
      by: { user: 'root' },
    };
    const [first, second] = cluster.batch([
      [create, tag('r1')],
      [create, tag('r1')],
    ]);
    expect(second).toEqual({ events: [], answer: first!.answer });
    expect(cluster.state.jobs.size).toBe(1);
    expect(cluster.state.requests.size).toBe(1);
  });

  it('whose draft was dropped is decided anew', () => {
    const cluster = clusterOf(jobAt('forward.running'));
    cluster.batch([[ask('pause', 7), tag('r1')]], { adopt: false });
    expect(cluster.state.requests.size).toBe(0);
    expect(cluster.run(ask('pause', 7), tag('r1')).answer).toMatchObject({ changed: 1 });
  });

  it('of a caller who selects again is not decided by what has changed meanwhile', () => {
    const cluster = clusterOf(jobAt('forward.running', { movedIn: 1 }));
    cluster.run(ask('pause', 7));
    const late: Command = { ...ask('cancel', 7), selectedAt: 1 } as Command;
    const patient: RequestTag = { ...tag('r1'), selectsAgain: true };
    expect(cluster.run(late, patient)).toMatchObject({
      events: [],
      answer: { refusal: { kind: 'changed' } },
    });
    expect(cluster.state.requests.size).toBe(0);
    const again = cluster.run({ ...ask('cancel', 7), selectedAt: 2 } as Command, patient);
    expect(again.answer).toMatchObject({ refusal: { kind: 'wrong-status' } });
    expect(cluster.state.requests.get('r1')).toEqual({ until: NOW + 60_000, answer: again.answer });
  });

  it('of any other caller is decided by what has changed, too', () => {
    const cluster = clusterOf(jobAt('forward.running', { movedIn: 1 }));
    cluster.run(ask('pause', 7));
    const late: Command = { ...ask('cancel', 7), selectedAt: 1 } as Command;
    expect(cluster.run(late, tag('r1')).events).toHaveLength(1);
    expect(cluster.state.requests.has('r1')).toBe(true);
  });

  it('without a tag leaves no record', () => {
    const cluster = clusterOf(jobAt('forward.running'));
    cluster.run(ask('pause', 7));
    expect(cluster.state.requests.size).toBe(0);
  });
});

describe('the memory of requests', () => {
  it('keeps an outcome until its time in the log is over, and not a moment less', () => {
    const cluster = clusterOf(jobAt('forward.running'));
    cluster.run(ask('pause', 7), tag('r1', NOW + 1000));
    cluster.pass(1000);
    cluster.run(ask('pause', 7));
    expect(cluster.state.requests.has('r1')).toBe(true);
    cluster.pass(1);
    cluster.run(ask('pause', 7));
    expect(cluster.state.requests.has('r1')).toBe(false);
  });

  it('keeps younger outcomes when older ones go', () => {
    const cluster = clusterOf(jobAt('forward.running'));
    cluster.run(ask('pause', 7), tag('r1', NOW + 1000));
    cluster.run(ask('pause', 7), tag('r2', NOW + 5000));
    cluster.pass(2000);
    cluster.run(ask('pause', 7));
    expect([...cluster.state.requests.keys()]).toEqual(['r2']);
  });

  it('is refused new requests when it is full, but never forgets for them', () => {
    const cluster = clusterOf(jobAt('forward.running'));
    const known = cluster.run(ask('pause', 7), tag('r1'));
    const draft = new Draft(cluster.state);
    const stamp = { at: NOW, n: 3 };
    const count = (value: number): void => {
      Object.defineProperty(draft, 'requestCount', { value, configurable: true });
    };
    count(REQUESTS_MAX);
    expect(decide(draft, ask('pause', 7), stamp, tag('r2'))).toMatchObject({
      events: [],
      answer: { ok: false, refusal: { kind: 'too-many-requests', code: '53300' } },
    });
    expect(draft.request('r2')).toBeUndefined();
    expect(decide(draft, ask('pause', 7), stamp, tag('r1')).answer).toEqual(known.answer);
    expect(decide(draft, ask('pause', 7), stamp).answer).toMatchObject({ ok: true });
    count(REQUESTS_MAX - 1);
    expect(decide(draft, ask('pause', 7), stamp, tag('r2')).answer).toMatchObject({ ok: true });
  });

  it('counts what is in the log and what this batch has added', () => {
    const cluster = clusterOf(jobAt('forward.running'));
    cluster.run(ask('pause', 7), tag('r1'));
    const draft = new Draft(cluster.state);
    decide(draft, ask('pause', 7), { at: NOW, n: 3 }, tag('r2'));
    decide(draft, ask('pause', 7), { at: NOW, n: 3 }, tag('r2'));
    expect(draft.requestCount).toBe(2);
    expect(REQUESTS_MAX).toBe(1_000_000);
  });
});

it('a command nobody knows is refused by its name', () => {
  const { answer } = clusterOf().run({ kind: 'Explode' } as unknown as Command);
  expect(answer).toMatchObject({
    ok: false,
    refusal: { code: '42601', message: 'no command is called Explode' },
  });
});

it('a hundred reports of success in a row become one event', () => {
  const numbers = Array.from({ length: 100 }, (_, i) => i + 1);
  const cluster = clusterOf(
    session(W1),
    ...numbers.map((id) => jobAt('forward.running', { id: jobId(id), ...held() })),
  );
  const { events } = cluster.run(
    says(...numbers.map((id) => ({ job: jobId(id), fence: 1, kind: 'succeeded' }) as const)),
  );
  expect(events).toEqual([{ type: 'JobSucceeded', jobs: '1,1x99' }]);
  expect(cluster.state.countsByStatus().get('succeeded')).toBe(100);
});
