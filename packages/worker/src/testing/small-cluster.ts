// A cluster of built-in jobs' tests: tables with rows in a memory storage, and the answers that
// jobs ask for.
import {
  createManualClock,
  createMemoryStorage,
  createSegmentWriter,
  rowToJson,
  writeManifest,
  type ManualClock,
  type Publication,
  type Row,
  type Storage,
  type Table,
  type TableColumn,
} from '@rescind/shared';
import type { ClusterReader, PublicationBoard } from '../built-in/cluster-reader.ts';

export interface SmallCluster extends ClusterReader, PublicationBoard {
  readonly storage: Storage;
  readonly clock: ManualClock;
  readonly tables: Map<number, Table>;
  readonly settings: Map<string, number>;
  readonly due: Map<string, Publication>;
  /** How often each question was asked. */
  readonly asked: Map<string, number>;
}

export const COLUMNS: readonly TableColumn[] = [
  { name: 'id', type: 'INT8', nullable: false, primaryKey: true },
  { name: 'name', type: 'STRING', nullable: true, primaryKey: false },
];

export function createSmallCluster(storage: Storage = createMemoryStorage()): SmallCluster {
  const asked = new Map<string, number>();
  const count = (what: string): void => void asked.set(what, (asked.get(what) ?? 0) + 1);
  const tables = new Map<number, Table>();
  const settings = new Map([['kv.bulk_io_write.max_rate', 2 ** 40]]);
  const due = new Map<string, Publication>();
  return {
    storage,
    clock: createManualClock(),
    tables,
    settings,
    due,
    asked,
    async contents(table) {
      count('contents');
      return tables.get(table) ?? null;
    },
    async setting(name) {
      count(name);
      return settings.get(name)!;
    },
    async publications() {
      count('publications');
      return [...due.values()];
    },
    async published(job) {
      due.delete(job);
    },
  };
}

export interface TableSpec {
  readonly id: number;
  readonly name: string;
  /** Rows of each layer, and of the log. */
  readonly layers: readonly (readonly Row[])[];
  readonly inline: readonly Row[];
  readonly columns?: readonly TableColumn[];
  readonly segmentBytes?: number;
}

/** Writes the layers as INSERTs do. */
export async function addTable(cluster: SmallCluster, spec: TableSpec): Promise<Table> {
  const { id, name, inline, columns = COLUMNS, segmentBytes = 64 } = spec;
  const { objects } = cluster.storage;
  const types = columns.map(({ type }) => type);
  const layers = [];
  for (const [index, rows] of spec.layers.entries()) {
    const folder = `inserts/${id}-${index}`;
    const nameOf = (n: number): string => `${folder}/${n}`;
    const writer = createSegmentWriter({ objects, columns: types, nameOf, segmentBytes });
    await writer.add(rows);
    layers.push(await writeManifest(objects, `${folder}/manifest`, await writer.finish()));
  }
  const json = inline.map((row) => rowToJson(types, row));
  const table: Table = {
    id,
    database: 50,
    name,
    columns,
    owner: 'root',
    state: 'public',
    job: null,
    layers,
    inline: json,
    inlineBytes: JSON.stringify(json).length,
    written: inline.length + spec.layers.reduce((sum, rows) => sum + rows.length, 0),
    statisticsFrom: 0,
  };
  cluster.tables.set(id, table);
  return table;
}

/** `count` rows that begin with number `from`. */
export function rowsFrom(from: number, count: number): readonly Row[] {
  return Array.from({ length: count }, (_, index) => [from + index, `name ${from + index}`]);
}

/** Names of all objects of a place, by name. */
export async function namesIn(
  objects: Storage['objects'],
  prefix = '',
): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of objects.list(prefix)) names.push(name);
  return names;
}
