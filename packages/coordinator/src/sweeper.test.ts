// The sweep on a state folded from events and on objects in memory, over minutes of a manual clock.
import {
  ClusterState,
  createManualClock,
  createMemoryObjects,
  Draft,
  encodeIds,
  evolve,
  writeManifest,
  type ClusterEvent,
  type JobId,
  type Layer,
  type ManualClock,
  type Objects,
} from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { createSweeper, type Sweeper, type SweeperOptions } from './sweeper.ts';

const BY = { user: 'root' };
const INTERVAL_MS = 60_000;
const bytes = new Uint8Array([1, 2, 3]);
const id = (number: number): JobId => String(number) as JobId;
const jobs = (number: number): ReturnType<typeof encodeIds> => encodeIds([id(number)]);

interface World {
  readonly clock: ManualClock;
  readonly state: ClusterState;
  readonly objects: Objects;
  readonly said: readonly string[];
  readonly sweeper: Sweeper;
  /** One commit with these events. */
  readonly commit: (...events: readonly ClusterEvent[]) => void;
  readonly put: (...names: readonly string[]) => Promise<void>;
  readonly names: () => Promise<readonly string[]>;
  /** Time goes on until the next round is over; then all objects that are left. */
  readonly left: () => Promise<readonly string[]>;
}

function world(bend: (made: World) => Partial<SweeperOptions> = () => ({})): World {
  const clock = createManualClock();
  const state = new ClusterState();
  const objects = createMemoryObjects();
  const said: string[] = [];
  const made: Omit<World, 'sweeper'> = {
    clock,
    state,
    objects,
    said,
    commit(...events) {
      const draft = new Draft(state);
      const stamp = { n: state.n + 1, at: Math.max(state.at, clock.now()) };
      for (const event of events) evolve(draft, event, stamp);
      draft.adopt(stamp.n, stamp.at, `hash-${stamp.n}`);
    },
    async put(...names) {
      for (const name of names) await objects.put(name, bytes);
    },
    async names() {
      const names: string[] = [];
      for await (const { name } of objects.list('')) names.push(name);
      return names;
    },
    async left() {
      await clock.advanceAsync(INTERVAL_MS + 100);
      // With objects in memory a round is over before anything else has its turn.
      await new Promise((resolve) => setImmediate(resolve));
      return made.names();
    },
  };
  const sweeper = createSweeper({
    objects,
    log: { end: async () => state.n },
    state,
    clock,
    reached: async (position) => state.n >= position,
    say: (line) => said.push(line),
    ...bend(made as World),
  });
  return { ...made, sweeper };
}

const created = (number: number, jobType = 'copy', details: unknown = {}): ClusterEvent => ({
  type: 'JobCreated',
  jobs: jobs(number),
  jobType,
  details: [details as never],
  by: BY,
});
const claimed = (number: number): ClusterEvent => ({
  type: 'JobClaimed',
  jobs: jobs(number),
  session: 'S1',
});
const released = (number: number): ClusterEvent => ({
  type: 'JobClaimReleased',
  jobs: jobs(number),
  reason: 'expired',
});
const saved = (number: number, checkpoint: unknown): ClusterEvent => ({
  type: 'JobProgressed',
  jobs: jobs(number),
  checkpoint: checkpoint as never,
});
const succeeded = (number: number): ClusterEvent => ({ type: 'JobSucceeded', jobs: jobs(number) });

const tableCreated = (table: number): ClusterEvent => ({
  type: 'TableCreated',
  table: {
    id: table,
    database: 50,
    name: `t${table}`,
    columns: [],
    owner: 'root',
    state: 'public',
    job: null,
  },
});
const inserted = (table: number, written: Layer): ClusterEvent => ({
  type: 'RowsInserted',
  table,
  layer: written,
});

/** Stores segments and their manifest. */
async function layer(objects: Objects, manifest: string, ...names: string[]): Promise<Layer> {
  const segments = [];
  for (const name of names) {
    await objects.put(name, bytes);
    segments.push({ name, rows: 1, bytes: bytes.length, sha256: '0'.repeat(64) });
  }
  return writeManifest(objects, manifest, segments);
}

describe('of a job that has ended', () => {
  it('all is removed that no table consists of', async () => {
    const { objects, commit, put, left } = world();
    commit(created(7), claimed(7), tableCreated(60));
    const published = await layer(objects, 'jobs/7/3/manifest-0', 'jobs/7/1/1', 'jobs/7/3/2');
    await put('jobs/7/1/2', 'jobs/7/3/9', 'jobs/7/3/manifest-1');
    commit(inserted(60, published), succeeded(7));
    expect(await left()).toEqual(['jobs/7/1/1', 'jobs/7/3/2', 'jobs/7/3/manifest-0']);
  });

  it('what a worker writes afterwards is removed with the next round', async () => {
    const { commit, put, left } = world();
    commit(created(7), claimed(7), succeeded(7));
    expect(await left()).toEqual([]);
    await put('jobs/7/1/5');
    expect(await left()).toEqual([]);
  });

  it('the same holds when nobody remembers the job', async () => {
    const { commit, put, left } = world();
    commit(created(7));
    await put('jobs/3/1/1');
    expect(await left()).toEqual([]);
  });
});

describe('of a job that has not ended', () => {
  it('what its execution writes stays, and what one before it wrote goes', async () => {
    const { commit, put, left } = world();
    commit(created(7), claimed(7), released(7), claimed(7));
    await put('jobs/7/1/1', 'jobs/7/3/1', 'jobs/7/4/1');
    expect(await left()).toEqual(['jobs/7/3/1', 'jobs/7/4/1']);
  });

  it('everything stays once it has a checkpoint: what that means only the job knows', async () => {
    const { commit, put, left } = world();
    commit(created(7, 'RESTORE'), claimed(7));
    commit(saved(7, { v: 1, runs: [[1, 2]] }), released(7), claimed(7));
    await put('jobs/7/1/1', 'jobs/7/1/2', 'jobs/7/3/3');
    expect(await left()).toEqual(['jobs/7/1/1', 'jobs/7/1/2', 'jobs/7/3/3']);
  });
});

describe('what a GC job is going to remove', () => {
  const gc = (job: JobId | null, layers: readonly Layer[]): ClusterEvent =>
    created(8, 'SCHEMA CHANGE GC', { tables: [{ id: 60, layers }], job, droppedIn: 2 });

  it('is left to it until it has ended', async () => {
    const { objects, commit, put, left } = world();
    commit(created(7), claimed(7), tableCreated(60), succeeded(7));
    const published = await layer(objects, 'jobs/7/1/manifest-0', 'jobs/7/1/1');
    await put('jobs/7/1/2');
    commit(inserted(60, published), { type: 'TableDropped', table: 60 }, gc(id(7), [published]));
    expect(await left()).toEqual(['jobs/7/1/1', 'jobs/7/1/2', 'jobs/7/1/manifest-0']);
    commit(claimed(8), { type: 'TablesCleared', tables: [60], job: id(8) }, succeeded(8));
    expect(await left()).toEqual([]);
  });

  it('does not keep the sweep from others when its manifest is gone already', async () => {
    const { objects, commit, put, left, said } = world();
    commit(created(7), claimed(7), created(9), claimed(9), tableCreated(60), tableCreated(61));
    const gone = await layer(objects, 'inserts/01JGF000000000000000000000/manifest');
    commit(inserted(60, gone), succeeded(7), succeeded(9));
    commit({ type: 'TableDropped', table: 60 }, gc(null, [gone]));
    await objects.delete(gone.manifest);
    await put('inserts/01JGF000000000000000000000/1', 'jobs/9/1/1');
    expect(await left()).toEqual(['inserts/01JGF000000000000000000000/1']);
    expect(said).toEqual([]);
  });
});

it('nothing is removed while a table in use cannot be read, and that is said once', async () => {
  const { objects, commit, put, left, said } = world();
  commit(created(7), claimed(7), succeeded(7), tableCreated(60));
  const damaged = await layer(objects, 'jobs/7/1/manifest-0', 'jobs/7/1/1');
  commit(inserted(60, damaged));
  await objects.delete(damaged.manifest);
  await put('jobs/7/1/9');
  expect(await left()).toEqual(['jobs/7/1/1', 'jobs/7/1/9']);
  expect(await left()).toEqual(['jobs/7/1/1', 'jobs/7/1/9']);
  expect(said).toEqual(['objects cannot be swept: the manifest jobs/7/1/manifest-0 is gone']);
});

describe('of INSERTs', () => {
  // 2026-01-01T00:00:00.000Z, the moment at which the clock begins.
  const ULID = '01KDVDNA00ZZZZZZZZZZZZZZZZ';

  it('what no table consists of goes after an hour, and not before', async () => {
    const { clock, commit, put, left } = world();
    commit();
    await put(`inserts/${ULID}/1`);
    await clock.advanceAsync(3_600_000 - INTERVAL_MS - 200);
    expect(await left()).toEqual([`inserts/${ULID}/1`]);
    expect(await left()).toEqual([]);
  });

  it('what a table consists of stays', async () => {
    const { clock, objects, commit, left } = world();
    const written = await layer(objects, `inserts/${ULID}/manifest`, `inserts/${ULID}/1`);
    commit(tableCreated(60), inserted(60, written));
    await clock.advanceAsync(3_600_000);
    expect(await left()).toEqual([`inserts/${ULID}/1`, `inserts/${ULID}/manifest`]);
  });

  it('a table that comes to consist of it in the middle of a round ends the round', async () => {
    let spoiled: Layer | undefined;
    const here = world((made) => ({
      objects: {
        ...made.objects,
        async delete(name) {
          await made.objects.delete(name);
          if (spoiled !== undefined) made.commit(inserted(60, spoiled));
          spoiled = undefined;
        },
      },
    }));
    here.commit(tableCreated(60));
    await here.put('inserts/01KDVDNA000000000000000000/1');
    spoiled = await layer(here.objects, `inserts/${ULID}/manifest`, `inserts/${ULID}/1`);
    await here.clock.advanceAsync(3_600_000 + INTERVAL_MS);
    expect(spoiled).toBeUndefined();
    expect(await here.left()).toEqual([`inserts/${ULID}/1`, `inserts/${ULID}/manifest`]);
  });
});

it('what has another name is nobody’s business', async () => {
  const { commit, put, left } = world();
  commit();
  const names = ['inserts/x/1', 'inserts/y', 'jobs/0/1/1', 'jobs/7/a/1', 'jobs/7/b', 'other/1'];
  await put(...names);
  expect(await left()).toEqual(names);
});

describe('a state', () => {
  it('that is not proven to be the newest removes nothing', async () => {
    const { commit, put, left } = world((made) => ({
      log: { end: async () => made.state.n + 1 },
    }));
    commit(created(7), claimed(7), succeeded(7));
    await put('jobs/7/1/1');
    expect(await left()).toEqual(['jobs/7/1/1']);
  });

  it('that does not know a job yet learns of it before it judges', async () => {
    const { commit, put, left } = world((made) => ({
      log: { end: async () => 2 },
      reached: async () => {
        if (made.state.n < 2) made.commit(created(7), claimed(7));
        return true;
      },
    }));
    commit();
    await put('jobs/7/1/1');
    expect(await left()).toEqual(['jobs/7/1/1']);
  });

  it('of a log that cannot be reached removes nothing', async () => {
    const { commit, put, left, said } = world(() => ({
      log: { end: () => Promise.reject(new Error('the log is silent')) },
    }));
    commit(created(7), claimed(7), succeeded(7));
    await put('jobs/7/1/1');
    expect(await left()).toEqual(['jobs/7/1/1']);
    expect(said).toEqual(['objects cannot be swept: the log is silent']);
  });
});

describe('a round', () => {
  const thousands = Array.from({ length: 1500 }, (_, i) => `jobs/7/1/${i}`);

  it('removes a thousand objects at most', async () => {
    const { commit, put, left } = world();
    commit(created(7), claimed(7), succeeded(7));
    await put(...thousands);
    expect((await left()).length).toBe(500);
    expect(await left()).toEqual([]);
  });

  it('ends at once when the sweep is stopped', async () => {
    const here: World = world((made) => ({
      objects: {
        ...made.objects,
        async delete(name) {
          await made.objects.delete(name);
          here.sweeper.stop();
        },
      },
    }));
    here.commit(created(7), claimed(7), succeeded(7));
    await here.put(...thousands);
    expect((await here.left()).length).toBe(1499);
    expect((await here.left()).length).toBe(1499);
  });

  it('comes as often as the setting says by now', async () => {
    const { clock, commit, put, names } = world();
    commit(created(7), claimed(7), succeeded(7));
    await put('jobs/7/1/1');
    await clock.advanceAsync(INTERVAL_MS - 1000);
    expect(await names()).toEqual(['jobs/7/1/1']);
    const name = 'jobs.objects.sweep_interval';
    commit({ type: 'SettingChanged', name, value: 500, by: BY });
    await clock.advanceAsync(200);
    expect(await names()).toEqual([]);
  });
});
