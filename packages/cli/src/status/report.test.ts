import type { ClusterStatus, CoordinatorStatus } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import type { ClusterFile } from '../supervisor/cluster-file.ts';
import { printStatus } from './print.ts';
import { reportStatus, type StatusReport, type StatusSources } from './report.ts';

const FILE: ClusterFile = {
  version: 1,
  cluster: 'main',
  mode: 'processes',
  started: '2026-01-01T00:00:00.000Z',
  supervisor: 10,
  nats: {
    url: 'nats://127.0.0.1:4222',
    monitorUrl: 'http://127.0.0.1:8222',
    pid: 11,
    ours: true,
    version: '2.15.1',
    fsync: 'always',
  },
  bridge: null,
  externDir: '/data/extern',
  coordinators: [
    { name: 'c1', pid: 21 },
    { name: 'c2', pid: 22 },
  ],
  workers: [{ name: 'w1', pid: 31 }],
};

const ROLL_CALL: readonly CoordinatorStatus[] = [
  { id: 'c1', pid: 21, role: 'leader', term: 3, position: 40 },
  { id: 'c2', pid: 22, role: 'follower', term: 3, position: 39 },
];

const STATUS: ClusterStatus = {
  cluster: 'main',
  leader: 'c1',
  term: 3,
  position: 40,
  log: 'jetstream',
  durability: 'fsync',
  sessions: [
    { session: 'S1', worker: 'w1', pid: 31, host: 'h', slots: 8, held: 2, types: ['noop'] },
  ],
  jobs: { running: 2, succeeded: 5 },
};

function check(given: Partial<StatusSources> = {}): StatusReport {
  return reportStatus({
    cluster: 'main',
    address: 'nats://127.0.0.1:4222',
    file: FILE,
    isRunning: () => true,
    unreachable: undefined,
    rollCall: ROLL_CALL,
    status: STATUS,
    contents: { databases: 3, tables: 1, rows: 65_000, schedules: 0 },
    ...given,
  });
}

describe('the status of a cluster', () => {
  it('names every process with its pid and role when all is well', () => {
    const report = check();
    expect(report.problems).toEqual([]);
    expect(report).toMatchObject({ leader: 'c1', term: 3, position: 40 });
    expect(report.coordinators.map(({ name, pid, role }) => [name, pid, role])).toEqual([
      ['c1', 21, 'leader'],
      ['c2', 22, 'follower'],
    ]);
    expect(report.workers).toMatchObject([{ name: 'w1', pid: 31, session: 'S1', held: 2 }]);
    expect(report.nats).toMatchObject({ pid: 11, running: true, answers: true });
    expect(report.jobs).toEqual({ running: 2, succeeded: 5 });
  });

  it('names a coordinator that runs and does not answer', () => {
    const { problems } = check({ rollCall: ROLL_CALL.slice(0, 1) });
    expect(problems).toEqual(['coordinator c2 (pid 22) does not answer']);
  });

  it('names a coordinator that does not run, and the lack of a leader', () => {
    const { problems, leader } = check({
      rollCall: ROLL_CALL.slice(1),
      isRunning: (pid) => pid !== 21,
    });
    expect(leader).toBeNull();
    expect(problems).toEqual([
      'coordinator c1 (pid 21) does not run',
      'no coordinator leads at the moment',
    ]);
  });

  it('names a coordinator that may not lead, with its reason', () => {
    const [leader, follower] = ROLL_CALL;
    const unfit = { ...follower!, role: 'unfit', reason: 'the log is damaged' } as const;
    expect(check({ rollCall: [leader!, unfit] }).problems).toEqual([
      'coordinator c2 (pid 22) does not lead: the log is damaged',
    ]);
  });

  it('names a worker without a session, but only when somebody knows the sessions', () => {
    const sessionless = { ...STATUS, sessions: [] };
    expect(check({ status: sessionless }).problems).toEqual(['worker w1 (pid 31) has no session']);
    expect(check({ status: undefined }).problems).toEqual([]);
  });

  it('names the server, and everybody behind it, when it is down', () => {
    const { problems, nats } = check({
      unreachable: 'connection refused',
      rollCall: [],
      status: undefined,
      isRunning: (pid) => pid !== 11,
    });
    expect(nats).toMatchObject({ running: false, answers: false });
    expect(problems).toEqual([
      'nats-server (pid 11) does not run',
      'nats://127.0.0.1:4222 does not answer: connection refused',
      'coordinator c1 (pid 21) does not answer',
      'coordinator c2 (pid 22) does not answer',
      'no coordinator leads at the moment',
    ]);
  });

  it('says that nobody replaces what dies when the supervisor is gone', () => {
    expect(check({ isRunning: (pid) => pid !== 10 }).problems).toEqual([
      'rescind start (pid 10) does not run any more: nothing that dies is replaced',
    ]);
  });

  it('shows coordinators and workers of other machines, found over the bus alone', () => {
    const report = check({ file: undefined });
    expect(report.coordinators.map(({ name, running }) => [name, running])).toEqual([
      ['c1', null],
      ['c2', null],
    ]);
    expect(report.workers).toMatchObject([{ name: 'w1', pid: 31, running: null }]);
    expect(report.problems).toEqual([]);
  });

  it('reads well: one line a part, problems last', () => {
    const lines = printStatus(check({ rollCall: ROLL_CALL.slice(0, 1) })).split('\n');
    expect(lines[0]).toBe(
      'cluster main, started 2026-01-01T00:00:00.000Z: led by c1 in term 3 at commit 40',
    );
    expect(lines).toContain('coordinator c1  pid 21  leader  term 3  commit 40');
    expect(lines).toContain('coordinator c2  pid 22  does not answer');
    expect(lines).toContain('worker w1       pid 31  session S1  2/8 slots  noop');
    expect(lines).toContain('jobs: 2 running, 5 succeeded');
    expect(lines).toContain('data: 3 databases, 1 table with 65,000 rows, 0 schedules');
    expect(lines.at(-2)).toBe('! coordinator c2 (pid 22) does not answer');
  });
});
