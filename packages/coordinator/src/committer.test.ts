// Group commit against a real memory log whose answers can be bent.
import {
  createIds,
  createManualClock,
  createSeededRandom,
  decodeIds,
  type Answer,
  type Appended,
  type Command,
  type Commit,
  type EventLog,
  type ManualClock,
} from '@rescind/shared';
import { createMemoryEventLog, createMemoryLogStore } from '@rescind/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import { createCommitter, QUEUE_MAX, type Committer } from './committer.ts';
import { createReplica, type Replica } from './replica.ts';

type Bend = (commit: Commit, append: (commit: Commit) => Promise<Appended>) => Promise<Appended>;

interface Rig {
  readonly clock: ManualClock;
  readonly log: EventLog;
  readonly other: EventLog;
  readonly replica: Replica;
  readonly committer: Committer;
  readonly deposed: () => number;
  /** Decides how the next appends go; undefined: as they should. */
  bend: Bend | undefined;
}

function rig(maxBytes = Infinity): Rig {
  const clock = createManualClock();
  const store = createMemoryLogStore({ maxBytes });
  const real = createMemoryEventLog(store);
  let deposed = 0;
  const log: EventLog = {
    ...real,
    append: (commit) =>
      made.bend === undefined
        ? real.append(commit)
        : made.bend(commit, (again) => real.append(again)),
  };
  const replica = createReplica(log);
  const committer = createCommitter({
    id: 'c1',
    log,
    replica,
    clock,
    ids: createIds(clock, createSeededRandom('committer')),
    onCommitted: () => undefined,
    onDeposed: () => deposed++,
  });
  const made: Rig = {
    clock,
    log,
    other: createMemoryEventLog(store),
    replica,
    committer,
    deposed: () => deposed,
    bend: undefined,
  };
  return made;
}

const HELLO: Command = {
  kind: 'OpenSession',
  hello: {
    id: 'S1',
    worker: 'w1',
    pid: 1,
    host: 'here',
    slots: 10,
    types: [{ name: 'copy', cancelable: true }],
  },
};
const CREATE: Command = {
  kind: 'CreateJobs',
  jobType: 'copy',
  details: [{}],
  by: { user: 'root' },
};

function submit(committer: Committer, command: Command): Promise<[Answer, number]> {
  return new Promise((resolve) => {
    committer.submit({ command, done: (...result) => resolve(result) });
  });
}

describe('group commit', () => {
  let here: Rig;
  beforeEach(async () => {
    here = rig();
    await submit(here.committer, HELLO);
  });

  it('puts all that arrives in one turn into one commit, in order', async () => {
    const answers = await Promise.all([
      submit(here.committer, CREATE),
      submit(here.committer, CREATE),
      submit(here.committer, CREATE),
    ]);
    expect(answers.map(([, position]) => position)).toEqual([2, 2, 2]);
    const ids = answers.map(([answer]) =>
      answer.ok && answer.kind === 'created' ? answer.jobs : '',
    );
    expect(ids).toEqual([...ids].sort());
    expect(await here.log.end()).toBe(2);
  });

  it('answers nobody before the log has acknowledged', async () => {
    let acknowledge = (): void => undefined;
    here.bend = async (commit, append) => {
      await new Promise<void>((resolve) => (acknowledge = resolve));
      return append(commit);
    };
    let answered = false;
    const answer = submit(here.committer, CREATE).then(() => (answered = true));
    await here.clock.advanceAsync(10_000);
    expect(answered).toBe(false);
    expect(here.replica.state.jobs.size).toBe(0);
    acknowledge();
    await answer;
    expect(here.replica.state.jobs.size).toBe(1);
  });

  it('lets a command see what the ones before it in the batch did', async () => {
    const created = submit(here.committer, CREATE);
    await created;
    const [id] = [...here.replica.state.jobs.keys()];
    const cancel: Command = {
      kind: 'ControlJobs',
      verb: 'cancel',
      jobs: id as string as never,
      by: { user: 'root' },
    };
    const [[first], [second]] = await Promise.all([
      submit(here.committer, cancel),
      submit(here.committer, cancel),
    ]);
    expect([first, second]).toMatchObject([{ changed: 1 }, { changed: 0 }]);
  });

  it('appends the same commit again after an unknown outcome, until it is known', async () => {
    const tried: string[] = [];
    here.bend = async (commit, append) => {
      tried.push(commit.id);
      if (tried.length === 1) await append(commit); // it lands, the answer is lost
      return tried.length < 4 ? { outcome: 'unknown', reason: 'lost' } : append(commit);
    };
    const answer = submit(here.committer, CREATE);
    await here.clock.advanceAsync(1000);
    expect(await answer).toMatchObject([{ ok: true }, 2]);
    expect(new Set(tried).size).toBe(1);
    expect(await here.log.end()).toBe(2);
    expect(here.deposed()).toBe(0);
  });

  it('is deposed by a foreign commit at its position, and says that nothing was done', async () => {
    const { committer, other, replica } = here;
    await other.append({
      v: 1,
      n: 2,
      id: 'FOREIGN',
      prev: replica.state.hash,
      at: replica.state.at,
      by: 'c2',
      events: [],
    });
    const [answer] = await submit(committer, CREATE);
    expect(answer).toMatchObject({ ok: false, refusal: { kind: 'unavailable', code: '57P03' } });
    expect(here.deposed()).toBe(1);
    expect(replica.state.jobs.size).toBe(0);
  });

  it('proves also an answer that changes nothing against the end of the log', async () => {
    const { committer, other, replica } = here;
    await other.append({
      v: 1,
      n: 2,
      id: 'FOREIGN',
      prev: replica.state.hash,
      at: replica.state.at,
      by: 'c2',
      events: [],
    });
    const [answer] = await submit(committer, HELLO); // a no-op on what it knows
    expect(answer).toMatchObject({ ok: false, refusal: { kind: 'unavailable' } });
    expect(here.deposed()).toBe(1);
  });

  it('answers "outcome unknown" when it is stopped before the log has answered', async () => {
    here.bend = () => Promise.resolve({ outcome: 'unknown', reason: 'no answer' });
    const answer = submit(here.committer, CREATE);
    await here.clock.advanceAsync(100);
    here.committer.stop();
    expect((await answer)[0]).toMatchObject({ ok: false, refusal: { code: '40003' } });
  });

  it('does not decide a command whose deadline has passed', async () => {
    const answer = new Promise<Answer>((resolve) => {
      here.committer.submit({ command: CREATE, expiresAt: -1, done: resolve });
    });
    expect(await answer).toMatchObject({ ok: false, refusal: { kind: 'too-late' } });
    expect(here.replica.state.jobs.size).toBe(0);
  });

  it('refuses what comes beyond its bound with 53300, and keeps the rest', async () => {
    const answers = Array.from({ length: QUEUE_MAX + 1 }, () => submit(here.committer, CREATE));
    expect((await answers[QUEUE_MAX]!)[0]).toMatchObject({
      ok: false,
      refusal: { kind: 'overloaded', code: '53300' },
    });
    await Promise.all(answers);
    expect(here.replica.state.jobs.size).toBe(QUEUE_MAX);
  });

  it('answers a repeated request from its record, within one batch too', async () => {
    const tag = { id: 'REQUEST-1', until: here.replica.state.at + 60_000 };
    const twice = [1, 2].map(
      () =>
        new Promise<Answer>((resolve) =>
          here.committer.submit({ command: CREATE, tag, done: resolve }),
        ),
    );
    const [a, b] = await Promise.all(twice);
    expect(a).toEqual(b);
    expect(here.replica.state.jobs.size).toBe(1);
  });
});

describe('a log that takes only small commits', () => {
  it('gets a batch in halves; one command that is too large is refused with 54000', async () => {
    const here = rig(1500);
    await submit(here.committer, HELLO);
    const many = Array.from({ length: 40 }, () => submit(here.committer, CREATE));
    const large = submit(here.committer, {
      ...CREATE,
      details: Array.from({ length: 400 }, (_, i) => ({ file: `file-${i}` })),
    });
    const answers = await Promise.all(many);
    expect(answers.every(([answer]) => answer.ok)).toBe(true);
    expect((await large)[0]).toMatchObject({
      ok: false,
      refusal: { code: '54000', message: expect.stringContaining('1500') as string },
    });
    const created = [...here.replica.state.jobs.keys()];
    expect(created.length).toBe(40);
    expect(
      new Set(answers.flatMap(([a]) => (a.ok && a.kind === 'created' ? decodeIds(a.jobs) : [])))
        .size,
    ).toBe(40);
  });
});
