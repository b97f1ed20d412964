import {
  ClusterState,
  Draft,
  encodeIds,
  evolve,
  type ClusterEvent,
  type JobId,
  type Schedule,
  type ScheduleId,
} from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { queryCatalog } from './read-catalog.ts';
import { queryJobs } from './read-model.ts';

const T0 = 1_767_225_600_000;
const BY = { user: 'root' };
const ids = (...numbers: readonly number[]): ReturnType<typeof encodeIds> =>
  encodeIds(numbers.map((number) => String(number) as JobId));

/** A state after one commit for each list of events. */
function stateOf(...commits: readonly (readonly ClusterEvent[])[]): ClusterState {
  const state = new ClusterState();
  for (const events of commits) {
    const draft = new Draft(state);
    const stamp = { n: state.n + 1, at: T0 };
    for (const event of events) evolve(draft, event, stamp);
    draft.adopt(stamp.n, T0, `hash-${stamp.n}`);
  }
  return state;
}

const tableCreated = (id: number, columns = 1): ClusterEvent => ({
  type: 'TableCreated',
  table: {
    id,
    database: 50,
    name: `t${id}`,
    columns: Array.from({ length: columns }, (_, i) => ({
      name: `c${i}`,
      type: 'INT8',
      nullable: true,
      primaryKey: false,
    })),
    owner: 'root',
    state: 'public',
    job: null,
  },
});
const layer = { manifest: 'm', sha256: 's', rows: 10, bytes: 100, segments: 1 };
const created = (schedule: string | undefined, ...numbers: readonly number[]): ClusterEvent => ({
  type: 'JobCreated',
  jobs: ids(...numbers),
  jobType: 'BACKUP',
  details: numbers.map(() => ({})),
  by: BY,
  ...(schedule === undefined ? {} : { schedule: schedule as ScheduleId }),
});
const schedule: Schedule = {
  id: '5' as ScheduleId,
  label: 'nightly',
  owner: 'root',
  created: T0,
  cron: '@daily',
  nextRun: T0 + 1000,
  state: '',
  onPreviousRunning: 'wait',
  onExecutionFailure: 'reschedule',
  backup: { targets: {}, uri: 'u', incremental: false, statement: 'BACKUP INTO u', options: {} },
  dependsOn: null,
};

describe('the catalog', () => {
  const state = stateOf([
    tableCreated(60),
    tableCreated(61),
    { type: 'RowsInserted', table: 60, rows: [[1], [2]], layer },
    { type: 'TableDropped', table: 61 },
  ]);

  it('shows databases, and tables that have a name, without their rows', () => {
    const result = queryCatalog(state, { kind: 'Catalog' });
    expect(result).toMatchObject({
      databases: [{ name: 'defaultdb' }, { name: 'postgres' }],
      tables: [{ id: 60, name: 't60', rows: 12, bytes: 100 + '[[1],[2]]'.length }],
    });
    expect(JSON.stringify(result)).not.toMatch(/"(inline|layers)"/);
  });

  it('shows what a table consists of by its id, also of a dropped one, and null for none', () => {
    const contents = (table: number): unknown =>
      queryCatalog(state, { kind: 'TableContents', table });
    expect(contents(60)).toMatchObject({ table: { inline: [[1], [2]], layers: [layer] } });
    expect(contents(61)).toMatchObject({ table: { state: 'dropped' } });
    expect(contents(99)).toEqual({ kind: 'TableContents', table: null });
  });

  it.each([
    ['10001 tables', 10_001, 1, 'the answer is too large: there are 10001 tables'],
    ['too many columns', 400, 200, 'the answer is too large: there are 60200 columns of tables'],
  ])('with %s is refused in a sentence', (_what, tables, columns, message) => {
    const events = Array.from({ length: tables }, (_, i) => tableCreated(60 + i, columns));
    expect(queryCatalog(stateOf(events), { kind: 'Catalog' })).toMatchObject({
      kind: 'too-large',
      code: '54000',
      message: expect.stringContaining(message),
    });
  });
});

describe('schedules', () => {
  const state = stateOf([
    { type: 'ScheduleCreated', schedule, by: BY },
    created('5', 1, 2, 3, 4),
    created('6', 7),
    created(undefined, 8),
    { type: 'JobPauseRequested', jobs: ids(2), by: BY },
    { type: 'JobCancelRequested', jobs: ids(3, 4), by: BY },
    { type: 'JobReverting', jobs: ids(4), cause: { kind: 'canceled' } },
    { type: 'JobCanceled', jobs: ids(4) },
  ]);

  it('count their jobs that are running, and no others', () => {
    expect(queryCatalog(state, { kind: 'Schedules' })).toMatchObject({
      rows: [{ id: '5', label: 'nightly', jobsrunning: 1 }],
    });
  });

  it('find their jobs, also those that ended long ago', () => {
    const found = (schedules: readonly string[]): unknown => {
      const result = queryJobs(state, { kind: 'Jobs', schedules }, T0 + 30 * 24 * 3_600_000);
      if ('code' in result || result.kind !== 'Jobs') throw new Error(JSON.stringify(result));
      return result.rows.map((row) => row.job_id);
    };
    expect(found(['5'])).toEqual(['4', '3', '2', '1']);
    expect(found(['6', '5', '99'])).toEqual(['7', '4', '3', '2', '1']);
    expect(found([])).toEqual([]);
  });
});

it('users are those that were created; statistics those of the table', () => {
  const user = { name: 'ann', controlJob: true };
  const state = stateOf([{ type: 'UserCreated', user, by: BY }]);
  expect(queryCatalog(state, { kind: 'Users' })).toEqual({ kind: 'Users', users: [user] });
  expect(queryCatalog(state, { kind: 'Statistics', table: 60 })).toEqual({
    kind: 'Statistics',
    statistics: [],
  });
  expect(queryCatalog(state, { kind: 'Publications' })).toEqual({
    kind: 'Publications',
    publications: [],
  });
});
