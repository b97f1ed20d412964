// BACKUP, RESTORE and the removal of dropped data on a whole cluster in memory, whose workers are
// cut off at any moment and go on as zombies, and whose users cancel at any moment.
import assert from 'node:assert/strict';
import {
  createClient,
  createIds,
  createManualClock,
  createMemoryBus,
  createMemoryEventLog,
  createMemoryStorage,
  createSeededRandom,
  createSegmentWriter,
  decodeIds,
  findTable,
  NoResponderError,
  openCollection,
  readManifest,
  readSegments,
  rowFromJson,
  ROOT,
  statusOf,
  writeManifest,
  type ApiCommand,
  type Bus,
  type Client,
  type ColumnType,
  type JobId,
  type JobStatus,
  type ManualClock,
  type Row,
  type Storage,
  type Table,
  type TableColumn,
} from '@rescind/shared';
import { createCoordinator, type Coordinator } from '@rescind/coordinator';
import { createWorker, startBuiltIn } from '@rescind/worker';
import fc from 'fast-check';
import { test } from 'vitest';

const URI = 'nodelocal://1/backups';
const COLUMNS: readonly TableColumn[] = [
  { name: 'id', type: 'INT8', nullable: false, primaryKey: true },
  { name: 'name', type: 'STRING', nullable: true, primaryKey: false },
];
const TYPES: readonly ColumnType[] = COLUMNS.map(({ type }) => type);
const FROM = { database: 'defaultdb', table: 'people' };
const TO = { database: 'defaultdb', table: 'again' };
const ROWS: readonly Row[] = Array.from({ length: 600 }, (_, i) => [i, `name ${i}`]);
const IN_LOG = 20;
const ENDS: ReadonlySet<JobStatus> = new Set(['succeeded', 'canceled', 'failed']);
/** With it each of the jobs lasts about six seconds. */
const RATE = 2048;

class Cluster {
  readonly clock: ManualClock = createManualClock();
  readonly storage: Storage = createMemoryStorage();
  private readonly bus = createMemoryBus(this.clock);
  private readonly ids = createIds(this.clock, createSeededRandom('cluster'));
  private readonly cuts: (() => void)[] = [];
  coordinator!: Coordinator;
  client!: Client;

  async start(): Promise<void> {
    const { bus, clock, ids } = this;
    const log = createMemoryEventLog();
    this.coordinator = await createCoordinator({ log, bus, clock, ids });
    this.client = createClient({ bus, clock, ids, cluster: 'main', user: ROOT });
    this.addWorker();
    this.addWorker();
    await this.pass(2000);
    await this.does({ kind: 'SetSetting', name: 'kv.bulk_io_write.max_rate', value: RATE });
    await this.does({ kind: 'CreateTable', table: FROM, columns: COLUMNS, ifNotExists: false });
    const { id } = this.table(FROM)!;
    const folder = `inserts/${this.ids.next()}`;
    const nameOf = (n: number): string => `${folder}/${n}`;
    const { objects } = this.storage;
    const writer = createSegmentWriter({ objects, columns: TYPES, nameOf, segmentBytes: 300 });
    await writer.add(ROWS.slice(IN_LOG));
    const layer = await writeManifest(objects, `${folder}/manifest`, await writer.finish());
    await this.does({ kind: 'InsertRows', table: FROM, id, layer });
    const rows = ROWS.slice(0, IN_LOG).map((row) => [Number(row[0]), String(row[1])]);
    await this.does({ kind: 'InsertRows', table: FROM, id, rows });
  }

  /** A worker process, and a way to cut it off from everybody while it runs on. */
  private addWorker(): void {
    const { clock, ids, storage } = this;
    const cut = cuttable(this.bus);
    const own = { bus: cut.bus, cluster: 'main', clock, ids };
    const name = `w${this.cuts.length + 1}`;
    const { jobs } = startBuiltIn({ ...own, storage, log: () => undefined });
    createWorker({ ...own, name, jobs });
    this.cuts.push(cut.cut);
  }

  /** The newest worker but one is gone for the others; another one comes. */
  cutOff(): void {
    this.cuts.at(-2)!();
    this.addWorker();
  }

  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 50) await this.clock.advanceAsync(50);
  }

  /** Resolves with the jobs that were made by it. */
  async does(command: ApiCommand): Promise<readonly JobId[]> {
    const reply = this.client.command(command);
    await this.pass(200);
    const answer = await reply;
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.kind === 'created' ? decodeIds(answer.jobs) : [];
  }

  table(name: typeof FROM): Table | undefined {
    return findTable(this.coordinator.state.catalog, name);
  }

  status(job: JobId): JobStatus {
    return statusOf(this.coordinator.state.jobs.get(job)!.place);
  }

  async until(condition: () => boolean): Promise<void> {
    for (let tries = 0; !condition(); tries++) {
      if (tries === 6000) throw new Error('it does not come to an end');
      await this.pass(100);
    }
  }

  /** Runs a job to its end while things happen to it, at these times after its beginning. */
  async disturb(job: JobId, { cuts, cancel }: Disturbance): Promise<JobStatus> {
    const cancelAt = cancel ?? Infinity;
    for (let ms = 0; ms < 10_000; ms += 100) {
      if (cuts.includes(ms)) this.cutOff();
      if (ms === cancelAt) {
        const ids = [job];
        await this.does({ kind: 'ControlJobs', verb: 'cancel', target: { ids } }).catch(() => []);
      }
      await this.pass(100);
    }
    await this.until(() => ENDS.has(this.status(job)));
    return this.status(job);
  }

  async rowsOf(name: typeof FROM): Promise<readonly Row[]> {
    const { layers, inline } = this.table(name)!;
    const rows = inline.map((row) => rowFromJson(TYPES, row));
    for (const layer of layers) {
      const segments = await readManifest(this.storage.objects, layer);
      for await (const batch of readSegments(this.storage.objects, TYPES, segments)) {
        rows.push(...batch);
      }
    }
    return rows.sort((a, b) => Number(a[0]) - Number(b[0]));
  }

  backups(): Promise<readonly string[]> {
    return openCollection(this.storage.collection(URI)).list();
  }

  backUp(): Promise<readonly JobId[]> {
    return this.does({
      kind: 'CreateBackup',
      targets: { tables: [FROM] },
      uri: URI,
      description: 'BACKUP',
    });
  }

  async restore(): Promise<readonly JobId[]> {
    const collection = openCollection(this.storage.collection(URI));
    const subdir = (await collection.latest())!;
    const { sha256, manifest } = (await collection.readManifest(subdir))!;
    const [{ rows, bytes }] = manifest.tables as [(typeof manifest.tables)[number]];
    const tables = [{ ...TO, columns: COLUMNS, rows, bytes, index: 0 }];
    const details = { uri: URI, subdir, sha256, databases: [], tables };
    return this.does({ kind: 'CreateRestore', details, description: 'RESTORE' });
  }
}

function cuttable(bus: Bus): { readonly bus: Bus; readonly cut: () => void } {
  let isCut = false;
  const cut: Bus = {
    ...bus,
    publish: (...given) => {
      if (!isCut) bus.publish(...given);
    },
    request: async (...given) => {
      if (isCut) throw new NoResponderError('cut off');
      const answer = await bus.request(...given);
      if (isCut) throw new NoResponderError('cut off');
      return answer;
    },
    subscribe: (subject, handler, options) =>
      bus.subscribe(subject, (message) => isCut || handler(message), options),
  };
  return {
    bus: cut,
    cut: () => {
      isCut = true;
    },
  };
}

interface Disturbance {
  /** When a worker is cut off, ms. */
  readonly cuts: readonly number[];
  readonly cancel: number | null;
}

const time = fc.integer({ min: 0, max: 80 }).map((tenth) => tenth * 100);
const disturbance: fc.Arbitrary<Disturbance> = fc.record({
  cuts: fc.array(time, { maxLength: 2 }),
  cancel: fc.option(time, { nil: null, freq: 2 }),
});
const runs = process.env['RESCIND_FULL'] === undefined ? 60 : 1000;

test('what a BACKUP holds is all or nothing, and a RESTORE of it too', { timeout: 600_000 }, () =>
  fc.assert(
    fc.asyncProperty(disturbance, disturbance, async (first, second) => {
      const cluster = new Cluster();
      await cluster.start();
      const [backup] = await cluster.backUp();
      const status = await cluster.disturb(backup!, first);
      if (first.cancel === null) assert.equal(status, 'succeeded');
      await cluster.pass(3000);
      assert.equal((await cluster.backups()).length, status === 'succeeded' ? 1 : 0);
      const { catalog } = cluster.coordinator.state;
      assert.deepEqual([...catalog.protections.values()], []);
      assert.deepEqual([...catalog.publications.values()], []);
      if (status !== 'succeeded') return;

      const [restore] = await cluster.restore();
      const end = await cluster.disturb(restore!, second);
      if (second.cancel === null) assert.equal(end, 'succeeded');
      if (end === 'succeeded') {
        assert.deepEqual(await cluster.rowsOf(TO), ROWS);
        await cluster.does({ kind: 'DropTables', tables: [FROM], ifExists: false });
        // The data of the one goes, that of the other stays.
        await cluster.until(() => catalog.tables.size === 1);
        assert.deepEqual(await cluster.rowsOf(TO), ROWS);
        for await (const { name } of cluster.storage.objects.list('inserts/')) {
          throw new Error(`${name} is left of a table that was dropped`);
        }
        return;
      }
      assert.equal(cluster.table(TO), undefined);
      await cluster.until(() => catalog.tables.size === 1);
      assert.deepEqual(await cluster.rowsOf(FROM), ROWS);
      // What a zombie writes behind the GC job is the sweep's.
      if (second.cuts.length > 0) return;
      for await (const { name } of cluster.storage.objects.list(`jobs/${restore!}/`)) {
        throw new Error(`${name} is left of a RESTORE that was taken back`);
      }
    }),
    { numRuns: runs },
  ),
);
