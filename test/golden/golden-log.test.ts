// Logs as builds of the past wrote them. They are never changed: what was once written must be read
// for ever, to the same bytes and to the same state. docs/log-format.md says what stands in them.
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterState, Draft, evolve, type ClusterEvent, type Recorded } from '@rescind/shared';
import { openFileLog } from '@rescind/shared/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const GOLDEN = ['log-v1', 'log-v1-catalog'] as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rescind-golden-'));
});
afterAll(() => rm(folder, { recursive: true }));

const fileOf = (name: string): string => join(import.meta.dirname, name);

/** Reads a copy, since whoever opens a log locks it. */
async function read(name: string): Promise<readonly Recorded[]> {
  const path = join(folder, `${name}.log`);
  await copyFile(fileOf(`${name}.ndjson`), path);
  await using log = await openFileLog({ path });
  const all: Recorded[] = [];
  for await (const recorded of log.read(1)) all.push(recorded);
  return all;
}

/** The state as plain JSON, in the order it was folded. */
function summary(all: readonly Recorded[]): unknown {
  const state = new ClusterState();
  for (const { commit, hash } of all) {
    const draft = new Draft(state);
    draft.at = commit.at;
    for (const event of commit.events) evolve(draft, event, { at: commit.at, n: commit.n });
    draft.adopt(commit.n, commit.at, hash);
  }
  const { n, at, hash, leader, term, lastJobId } = state;
  return {
    ...{ n, at, hash, leader, term, lastJobId },
    settings: Object.fromEntries(state.settings),
    sessions: [...state.sessions.values()],
    jobTypes: [...state.jobTypes.values()],
    requests: Object.fromEntries(state.requests),
    jobs: [...state.jobs.values()],
    catalog: catalogOf(state),
  };
}

function catalogOf({ catalog }: ClusterState): unknown {
  const { nextDescriptorId, lastScheduleId } = catalog;
  return {
    ...{ nextDescriptorId, lastScheduleId },
    databases: [...catalog.databases.values()],
    tables: [...catalog.tables.values()],
    statistics: Object.fromEntries(catalog.statistics),
    protections: [...catalog.protections.values()],
    publications: [...catalog.publications.values()],
    schedules: [...catalog.schedules.values()],
    users: [...catalog.users.values()],
    wishes: [...catalog.wishes.values()],
  };
}

describe.each(GOLDEN)('the golden %s', (name) => {
  it('is read whole, and written again is the same to the byte', async () => {
    const all = await read(name);
    const path = join(folder, `${name}.copy`);
    await using copy = await openFileLog({ path });
    for (const { commit, hash } of all) {
      expect(await copy.append(commit)).toEqual({ outcome: 'ok', hash });
    }
    expect(await readFile(path, 'utf8')).toBe(await readFile(fileOf(`${name}.ndjson`), 'utf8'));
  });

  it('folds to the state it always folded to', async () => {
    const text = await readFile(fileOf(`${name}.state.json`), 'utf8');
    const expected = JSON.parse(text) as { readonly jobs: readonly object[] };
    const found = summary(await read(name));
    // A later build may know more of a job than this one did, and never something else.
    expect(found).toMatchObject(expected);
    expect(found).toHaveProperty('jobs.length', expected.jobs.length);
  });
});

/** Every type of event there is; the compiler sees to it that none is left out. */
const TYPES: Readonly<Record<ClusterEvent['type'], true>> = {
  JobCreated: true,
  JobClaimed: true,
  JobClaimReleased: true,
  JobProgressed: true,
  JobAttemptFailed: true,
  JobPauseRequested: true,
  JobPaused: true,
  JobResumed: true,
  JobRevertResumed: true,
  JobCancelRequested: true,
  JobReverting: true,
  JobSucceeded: true,
  JobCanceled: true,
  JobFailed: true,
  LeaderElected: true,
  SessionOpened: true,
  SessionEnded: true,
  SettingChanged: true,
  RequestDecided: true,
  DatabaseCreated: true,
  DatabaseRenamed: true,
  DatabaseDropped: true,
  DatabaseKept: true,
  TableCreated: true,
  TableRenamed: true,
  TableDropped: true,
  TablesPublished: true,
  TablesCleared: true,
  RowsInserted: true,
  PositionProtected: true,
  ProtectionReleased: true,
  BackupCompleted: true,
  BackupPublished: true,
  StatisticsRecorded: true,
  StatisticsWanted: true,
  StatisticsUnwanted: true,
  StatisticsDeferred: true,
  ScheduleCreated: true,
  ScheduleChanged: true,
  ScheduleDropped: true,
  UserCreated: true,
  UserDropped: true,
};

it('every type of event stands in a golden log; a new one needs a new golden log', async () => {
  const all = (await Promise.all(GOLDEN.map(read))).flat();
  const found = new Set(all.flatMap(({ commit }) => commit.events.map(({ type }) => type)));
  expect([...found].toSorted()).toEqual(Object.keys(TYPES).toSorted());
});
