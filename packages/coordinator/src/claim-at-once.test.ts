import {
  ClusterState,
  decide,
  Draft,
  type Command,
  type JobId,
  type SessionHello,
} from '@rescind/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import { claimAtOnce } from './claim-at-once.ts';

const AT = 1_767_225_600_000;

let state: ClusterState;
let draft: Draft;
beforeEach(() => {
  state = new ClusterState();
  draft = new Draft(state);
});

function run(command: Command): void {
  decide(draft, command, { n: state.n + 1, at: AT });
}

/** What was decided so far is in the log. */
function commit(): void {
  draft.adopt(state.n + 1, AT, `hash-${state.n + 1}`);
  draft = new Draft(state);
}

function open(id: string, slots: number, ...types: readonly string[]): void {
  const hello: SessionHello = {
    id,
    worker: id,
    pid: 1,
    host: 'h',
    slots,
    types: types.map((name) => ({ name, cancelable: true })),
  };
  run({ kind: 'OpenSession', hello });
}

function create(jobType: string, count: number): void {
  const details = Array.from({ length: count }, () => ({}));
  run({ kind: 'CreateJobs', jobType, details, by: { user: 'root' } });
}

/** Claims what is to be claimed; how many jobs each session holds in the draft then. */
function claimed(...sessions: readonly string[]): readonly number[] {
  const command = claimAtOnce(state, draft);
  if (command !== undefined) run(command);
  return sessions.map((session) => draft.heldCount(session));
}

describe('new jobs', () => {
  it('are claimed in the commit that makes them, by sessions with room for their type', () => {
    open('S1', 2, 'copy');
    open('S2', 5, 'zip');
    commit();
    create('copy', 3);
    create('zip', 1);
    expect(claimed('S1', 'S2')).toEqual([2, 1]);
  });

  it('that no one else made are not looked for', () => {
    open('S1', 2, 'copy');
    commit();
    expect(claimAtOnce(state, draft)).toBeUndefined();
  });

  it('wait their turn behind those that wait already', () => {
    open('S1', 1, 'copy');
    commit();
    create('copy', 2);
    claimed();
    commit();
    run({ kind: 'EndSession', session: 'S1', reason: 'left' });
    commit();
    open('S2', 9, 'copy');
    commit();
    create('copy', 1);
    expect(claimed('S2')).toEqual([0]);
  });

  it('canceled in the commit that makes them are nobody’s work', () => {
    open('S1', 2, 'copy');
    commit();
    create('copy', 1);
    const id = draft.lastJobId as JobId;
    run({ kind: 'ControlJobs', verb: 'cancel', jobs: id as never, by: { user: 'root' } });
    expect(claimed('S1')).toEqual([0]);
  });

  it('are not given to a session that ends in the same commit, nor to one that opens in it', () => {
    open('S1', 2, 'copy');
    commit();
    run({ kind: 'EndSession', session: 'S1', reason: 'left' });
    open('S2', 2, 'copy');
    create('copy', 1);
    expect(claimed('S1', 'S2')).toEqual([0, 0]);
  });

  it('in great numbers are left to a commit of their own', () => {
    open('S1', 2000, 'copy');
    commit();
    create('copy', 1001);
    expect(claimed('S1')).toEqual([0]);
  });
});
