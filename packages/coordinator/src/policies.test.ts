import { ClusterState, decide, decodeIds, Draft, type Command, type JobId } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { compareHoldings } from './dispatcher.ts';
import { duePolicies } from './policies.ts';

const T0 = 1_767_225_600_000;

/** A state moved by commands, one commit each. */
function cluster(): { state: ClusterState; run: (command: Command, at?: number) => void } {
  const state = new ClusterState();
  return {
    state,
    run(command, at = T0) {
      const draft = new Draft(state);
      const stamp = { n: state.n + 1, at: Math.max(state.at, at) };
      decide(draft, command, stamp);
      draft.adopt(stamp.n, stamp.at, `hash-${stamp.n}`);
    },
  };
}

const open = (id: string, slots: number, ...types: string[]): Command => ({
  kind: 'OpenSession',
  hello: {
    id,
    worker: id,
    pid: 1,
    host: 'h',
    slots,
    types: types.map((name) => ({ name, cancelable: true })),
  },
});
const create = (jobType: string, count: number): Command => ({
  kind: 'CreateJobs',
  jobType,
  details: Array.from({ length: count }, () => ({})),
  by: { user: 'root' },
});

/** Runs policies until there is nothing left to do. */
function settle({ state, run }: ReturnType<typeof cluster>, at = T0): number {
  for (let rounds = 0; ; rounds++) {
    const due = duePolicies(state, at);
    if (due.length === 0) return rounds;
    expect(rounds).toBeLessThan(10);
    for (const command of due) run(command, at);
  }
}

const held = (state: ClusterState, session: string): readonly JobId[] => state.heldBy(session);

describe('placement of waiting jobs', () => {
  it('gives each to a session that can run its type and has room', () => {
    const here = cluster();
    here.run(open('S1', 2, 'copy'));
    here.run(open('S2', 5, 'zip'));
    here.run(create('copy', 3));
    here.run(create('zip', 1));
    settle(here);
    expect(held(here.state, 'S1').length).toBe(2);
    expect(held(here.state, 'S2').length).toBe(1);
    expect(here.state.toPlace.get('copy')?.size).toBe(1);
  });

  it('takes the oldest first', () => {
    const here = cluster();
    here.run(open('S1', 2, 'copy'));
    here.run(create('copy', 4));
    const [first, second] = here.state.order;
    settle(here);
    expect(held(here.state, 'S1')).toEqual([first, second]);
  });

  it('comes to rest, and does nothing on a cluster without workers', () => {
    const here = cluster();
    here.run(open('S1', 1, 'copy'));
    here.run(create('copy', 2));
    here.run({ kind: 'EndSession', session: 'S1', reason: 'left' });
    expect(settle(here)).toBe(0);
  });
});

describe('a job whose worker died', () => {
  /** Claims the one waiting job for a new session, then lets that session expire. */
  const dieWithTheJob = (here: ReturnType<typeof cluster>, session: string): void => {
    here.run(open(session, 1, 'copy'), here.state.at);
    settle(here, here.state.at + 3_600_000);
    expect(held(here.state, session).length).toBe(1);
    here.run({ kind: 'EndSession', session, reason: 'expired' }, here.state.at);
  };

  it('is taken over at once the first time, and after its backoff from then on', () => {
    const here = cluster();
    here.run(open('S0', 1, 'copy'));
    here.run({ kind: 'EndSession', session: 'S0', reason: 'left' });
    here.run(create('copy', 1));
    dieWithTheJob(here, 'S1');
    here.run(open('S2', 1, 'copy'));
    expect(duePolicies(here.state, here.state.at)).toMatchObject([{ kind: 'ClaimJobs' }]);
    here.run({ kind: 'EndSession', session: 'S2', reason: 'left' });
    dieWithTheJob(here, 'S3');
    here.run(open('S4', 1, 'copy'));
    const [job] = [...here.state.jobs.values()];
    const due = job!.lastRun + 30_000;
    expect(duePolicies(here.state, due - 1)).toEqual([]);
    expect(duePolicies(here.state, due)).toMatchObject([{ kind: 'ClaimJobs' }]);
  });
});

describe('a cluster with more work than room', () => {
  /** One slot is free, and there is always a newer job of the type that came first. */
  const overload = (here: ReturnType<typeof cluster>): void => {
    const [job] = held(here.state, 'S1');
    const { fence } = here.state.job(job!)!;
    here.run(create('copy', 1), here.state.at + 60_000);
    here.run({ kind: 'Report', session: 'S1', reports: [{ job: job!, fence, kind: 'succeeded' }] });
    for (const command of duePolicies(here.state, here.state.at)) here.run(command);
  };

  it('does not forget a type of job over another', () => {
    const here = cluster();
    here.run(open('S1', 1, 'copy', 'zip'));
    here.run(create('copy', 2));
    settle(here);
    here.run(create('zip', 1));
    const zip = here.state.order.at(-1)!;
    for (let i = 0; i < 5 && here.state.job(zip)!.session === null; i++) overload(here);
    expect(here.state.job(zip)!.session).toBe('S1');
  });

  it('comes back to a job whose attempt failed', () => {
    const here = cluster();
    here.run(open('S1', 1, 'copy'));
    here.run(create('copy', 2));
    settle(here);
    const [job] = held(here.state, 'S1') as [JobId];
    const { fence } = here.state.job(job)!;
    const failed = { job, fence, kind: 'failed', error: 'no', mark: 'retry' } as const;
    here.run({ kind: 'Report', session: 'S1', reports: [failed] });
    settle(here);
    for (let i = 0; i < 5 && here.state.job(job)!.session === null; i++) overload(here);
    expect(here.state.job(job)!.session).toBe('S1');
  });
});

describe('requests of jobs nobody holds', () => {
  it('move on in a commit of their own: canceled ones to their revert, paused ones to rest', () => {
    const here = cluster();
    here.run(open('S1', 1, 'copy'));
    here.run({ kind: 'EndSession', session: 'S1', reason: 'left' });
    here.run(create('copy', 2));
    const [a, b] = here.state.order;
    const control = (verb: 'cancel' | 'pause', id: JobId): Command => ({
      kind: 'ControlJobs',
      verb,
      jobs: id as string as never,
      by: { user: 'root' },
    });
    here.run(control('cancel', a!));
    here.run(control('pause', b!));
    expect([a, b].map((id) => here.state.job(id!)!.place)).toEqual([
      'forward.cancelRequested',
      'forward.pauseRequested',
    ]);
    settle(here);
    expect([a, b].map((id) => here.state.job(id!)!.place)).toEqual([
      'backward.reverting',
      'forward.paused',
    ]);
  });
});

describe('what a heartbeat is answered with', () => {
  it('names what is missing, what is outdated and what is no longer claimed', () => {
    const here = cluster();
    here.run(open('S1', 3, 'copy'));
    here.run(create('copy', 3));
    settle(here);
    const [a, b, c] = held(here.state, 'S1') as [JobId, JobId, JobId];
    const fence = here.state.job(a)!.fence;
    const stranger = '999' as JobId;
    const { tasks, drop } = compareHoldings(here.state, 'S1', [
      [a, fence],
      [b, fence - 1],
      [stranger, 1],
    ]);
    expect(tasks.map((task) => task.job)).toEqual([b, c]);
    expect(tasks[0]!.spec).toMatchObject({ type: 'copy', runs: 1 });
    expect(drop).toEqual([stranger]);
  });

  it('repeats a stop until it is obeyed', () => {
    const here = cluster();
    here.run(open('S1', 1, 'copy'));
    here.run(create('copy', 1));
    settle(here);
    const [id] = held(here.state, 'S1') as [JobId];
    here.run({
      kind: 'ControlJobs',
      verb: 'cancel',
      jobs: id as string as never,
      by: { user: 'u' },
    });
    const { tasks } = compareHoldings(here.state, 'S1', [[id, here.state.job(id)!.fence]]);
    expect(tasks).toMatchObject([{ job: id, place: 'forward.cancelRequested' }]);
    expect(decodeIds(id as string as never)).toEqual([id]);
  });
});
