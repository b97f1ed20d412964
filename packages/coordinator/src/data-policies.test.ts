import { ClusterState, decide, Draft, type Command, type SessionHello } from '@rescind/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import { dueForData } from './data-policies.ts';

const T0 = 1_767_225_600_000;
const by = { user: 'root' };

let state: ClusterState;
beforeEach(() => {
  state = new ClusterState();
  const types = ['BACKUP', 'AUTO CREATE STATS'].map((name) => ({ name, cancelable: true }));
  const hello: SessionHello = { id: 'S1', worker: 'w1', pid: 1, host: 'h', slots: 9, types };
  run({ kind: 'OpenSession', hello });
});

/** Each as a commit of its own. */
function run(...commands: readonly Command[]): void {
  for (const command of commands) commit([command]);
}

/** All of them in one commit, as the leader decides its policies. */
function commit(commands: readonly Command[]): void {
  const draft = new Draft(state);
  const stamp = { n: state.n + 1, at: T0 };
  for (const command of commands) {
    const { answer } = decide(draft, command, stamp);
    expect(answer).toMatchObject({ ok: true });
  }
  draft.adopt(stamp.n, stamp.at, `hash-${stamp.n}`);
}

function table(name: string, rows: number): void {
  const named = { database: 'defaultdb', table: name };
  const columns = [{ name: 'id', type: 'INT8', nullable: true, primaryKey: false }] as const;
  run({ kind: 'CreateTable', table: named, columns, ifNotExists: false, by });
  const id = state.catalog.nextDescriptorId - 1;
  const written = Array.from({ length: rows }, (_, row) => [row]);
  run({ kind: 'InsertRows', table: named, id, rows: written, by });
}

function schedule(label: string): void {
  run({
    kind: 'CreateSchedule',
    label,
    ifNotExists: false,
    targets: {},
    uri: `nodelocal://1/${label}`,
    recurring: '@daily',
    fullBackup: 'ALWAYS',
    options: {
      firstRun: 'now',
      onPreviousRunning: 'wait',
      onExecutionFailure: 'reschedule',
      ignoreExistingBackups: false,
      updatesLastBackupMetric: false,
    },
    statement: 'BACKUP',
    by,
  });
}

const jobTypes = (): readonly string[] => [...state.jobs.values()].map(({ type }) => type);

describe('what is due for tables and schedules', () => {
  it('is nothing where there are none', () => {
    expect(dueForData(state, T0)).toEqual([]);
  });

  it('is one automatic statistics job at a time', () => {
    table('a', 1);
    table('b', 1);
    commit(dueForData(state, T0));
    expect(jobTypes()).toEqual(['AUTO CREATE STATS']);
    expect(dueForData(state, T0)).toEqual([]);
  });

  it('is no statistics job of an empty table, nor of any while they are off', () => {
    table('empty', 0);
    expect(dueForData(state, T0)).toEqual([]);
    table('a', 1);
    const name = 'sql.stats.automatic_collection.enabled';
    run({ kind: 'SetSetting', name, value: false, by });
    expect(dueForData(state, T0)).toEqual([]);
  });

  it('is the job of every schedule whose time has come, all in one commit', () => {
    for (const label of ['a', 'b', 'c']) schedule(label);
    commit(dueForData(state, T0));
    expect(jobTypes()).toEqual(['BACKUP', 'BACKUP', 'BACKUP']);
    expect(new Set(state.order).size).toBe(3);
    expect(dueForData(state, T0)).toEqual([]);
  });

  it('is no job of a schedule before its time, nor of any while the scheduler is off', () => {
    schedule('a');
    expect(dueForData(state, T0 - 1)).toEqual([]);
    run({ kind: 'SetSetting', name: 'jobs.scheduler.enabled', value: false, by });
    expect(dueForData(state, T0)).toEqual([]);
  });
});
