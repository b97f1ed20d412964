// Heartbeats and proofs, with a log whose end can be bent.
import {
  ClusterState,
  createManualClock,
  Draft,
  evolve,
  type Command,
  type EventLog,
  type ManualClock,
  type WorkerReply,
} from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import type { Replica } from './replica.ts';
import { createSessionKeeper, type SessionKeeper } from './session-keeper.ts';

interface Rig {
  readonly clock: ManualClock;
  readonly keeper: SessionKeeper;
  readonly policies: Command[];
  readonly state: ClusterState;
  end: () => Promise<number>;
  appending: boolean;
  deposed: number;
}

function rig(): Rig {
  const clock = createManualClock();
  const state = new ClusterState();
  const draft = new Draft(state);
  const session = { id: 'S1', worker: 'w1', pid: 1, host: 'h', slots: 4, types: [] };
  evolve(draft, { type: 'SessionOpened', session }, { at: clock.now(), n: 1 });
  draft.adopt(1, clock.now(), 'hash-1');
  const policies: Command[] = [];
  const made: Rig = {
    clock,
    policies,
    state,
    end: () => Promise.resolve(1),
    appending: false,
    deposed: 0,
    keeper: createSessionKeeper({
      log: { end: () => made.end() } as EventLog,
      replica: { state } as Replica,
      clock,
      submitPolicy: (command) => policies.push(command),
      appending: () => made.appending,
      onDeposed: () => made.deposed++,
    }),
  };
  return made;
}

function beat(here: Rig, session = 'S1'): WorkerReply[] {
  const replies: WorkerReply[] = [];
  here.keeper.heartbeat({ v: 1, kind: 'heartbeat', session, holds: [] } as never, (reply) =>
    replies.push(reply),
  );
  return replies;
}

describe('a heartbeat', () => {
  it('is answered once the log is seen to end at our own last commit', async () => {
    const here = rig();
    const replies = beat(here);
    expect(replies).toEqual([]);
    await here.clock.advanceAsync(0);
    expect(replies).toMatchObject([{ ok: true, kind: 'alive', mark: { n: 1, hash: 'hash-1' } }]);
  });

  it('is not answered by a leader whose log has moved on; that one is deposed', async () => {
    const here = rig();
    here.end = () => Promise.resolve(2);
    const replies = beat(here);
    await here.clock.advanceAsync(1000);
    expect(replies).toEqual([]);
    expect(here.deposed).toBeGreaterThan(0);
  });

  it('waits for the acknowledgement when the new end may be an append of our own', async () => {
    const here = rig();
    here.end = () => Promise.resolve(2);
    here.appending = true;
    const replies = beat(here);
    await here.clock.advanceAsync(50);
    expect([replies.length, here.deposed]).toEqual([0, 0]);
    here.keeper.proven(here.clock.monotonic());
    expect(replies.length).toBe(1);
  });

  it('is not proven by an append that began before it came', async () => {
    const here = rig();
    here.end = () => new Promise(() => undefined);
    await here.clock.advanceAsync(10);
    const replies = beat(here);
    here.keeper.proven(5);
    expect(replies).toEqual([]);
  });

  it('is answered without tasks that are more than the broker takes', async () => {
    const here = rig();
    const replies: WorkerReply[] = [];
    const heartbeat = { v: 1, kind: 'heartbeat', session: 'S1', holds: [] } as const;
    let tries = 0;
    here.keeper.heartbeat(heartbeat, (reply) => {
      if (tries++ === 0) throw new RangeError('more than the server takes');
      replies.push(reply);
    });
    await here.clock.advanceAsync(0);
    expect(replies).toMatchObject([{ ok: true, kind: 'alive', tasks: [] }]);
  });

  it('of a session that is over is told so', async () => {
    const here = rig();
    const replies = beat(here, 'S-GONE');
    await here.clock.advanceAsync(0);
    expect(replies).toMatchObject([{ ok: false, kind: 'gone' }]);
  });
});

describe('a silent session', () => {
  it('is ended after its TTL, and not before', async () => {
    const here = rig();
    await here.clock.advanceAsync(5900);
    expect(here.policies).toEqual([]);
    await here.clock.advanceAsync(300);
    expect(here.policies).toEqual([{ kind: 'EndSession', session: 'S1', reason: 'expired' }]);
  });

  it('lives on with every answered heartbeat', async () => {
    const here = rig();
    for (let i = 0; i < 10; i++) {
      beat(here);
      await here.clock.advanceAsync(3000);
    }
    expect(here.policies).toEqual([]);
  });

  it('is not kept alive by heartbeats that could not be answered', async () => {
    const here = rig();
    here.end = () => Promise.reject(new Error('unreachable'));
    for (let i = 0; i < 5; i++) {
      beat(here);
      await here.clock.advanceAsync(1500);
    }
    expect(here.policies).toEqual([{ kind: 'EndSession', session: 'S1', reason: 'expired' }]);
  });

  it('is not told that it lives once its end is on its way', async () => {
    const here = rig();
    here.end = () => new Promise(() => undefined);
    await here.clock.advanceAsync(5950);
    const replies = beat(here);
    await here.clock.advanceAsync(300);
    expect(here.policies).toEqual([{ kind: 'EndSession', session: 'S1', reason: 'expired' }]);
    // A commit that was decided before that is acknowledged only now.
    here.keeper.proven(here.clock.monotonic());
    expect(replies).toEqual([]);
  });

  it('has the TTL it was told last, when the setting has become shorter since', async () => {
    const here = rig();
    beat(here);
    await here.clock.advanceAsync(0);
    // The worker goes by 6 s, and it is too far away to hear of anything else.
    const draft = new Draft(here.state);
    const [name, by] = ['jobs.session.ttl', { user: 'root' }] as const;
    const stamp = { at: here.clock.now(), n: 2 };
    evolve(draft, { type: 'SettingChanged', name, value: 3000, by }, stamp);
    draft.adopt(2, stamp.at, 'hash-2');
    await here.clock.advanceAsync(5900);
    expect(here.policies).toEqual([]);
    await here.clock.advanceAsync(300);
    expect(here.policies).toEqual([{ kind: 'EndSession', session: 'S1', reason: 'expired' }]);
  });

  it('has the longer TTL it was told of before the setting was lowered', async () => {
    const here = rig();
    const by = { user: 'root' };
    const draft = new Draft(here.state);
    const lowered = { type: 'SettingChanged', name: 'jobs.session.ttl', value: 3000, by } as const;
    evolve(draft, lowered, { at: here.clock.now(), n: 2 });
    draft.adopt(2, here.clock.now(), 'hash-2');
    await here.clock.advanceAsync(5900);
    expect(here.policies).toEqual([]);
    await here.clock.advanceAsync(300);
    expect(here.policies.length).toBe(1);
  });
});
