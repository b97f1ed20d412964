// What a BACKUP copies, in an order that is the same in every run: of each table the layers and the
// rows in the log that it had when the job was made. Whatever came later stands behind those.
import {
  readManifest,
  rowFromJson,
  encodeRow,
  getSegment,
  sha256,
  type BackedUpTable,
  type BackupDetails,
  type Objects,
  type Segment,
  type Table,
  type TableColumn,
} from '@rescind/shared';
import { permanent } from '../../marks.ts';
import type { ClusterReader } from '../cluster-reader.ts';
import type { Source } from '../copy-segments.ts';

export interface PlannedTable {
  readonly of: BackedUpTable;
  readonly columns: readonly TableColumn[];
  readonly sources: readonly Source[];
}

interface From {
  readonly objects: Objects;
  readonly cluster: ClusterReader;
  readonly signal: AbortSignal;
  /** The commit that the run begins after. */
  readonly position: number;
}

/** Reads the manifests of all tables, no rows. Throws ManifestDamagedError. */
export async function planBackup(
  { tables }: BackupDetails,
  from: From,
): Promise<readonly PlannedTable[]> {
  const planned: PlannedTable[] = [];
  for (const table of tables) {
    from.signal.throwIfAborted();
    planned.push(await planTable(table, from));
  }
  return planned;
}

async function planTable(of: BackedUpTable, from: From): Promise<PlannedTable> {
  const { objects } = from;
  const table = await contentsOf(of, from);
  const sources: Source[] = [];
  for (const layer of table.layers.slice(0, of.layers)) {
    for (const segment of await readManifest(objects, layer)) {
      sources.push({ segment, read: () => getSegment(objects, segment) });
    }
  }
  if (of.inline > 0) sources.push(inlineSource(of, table, from));
  return { of, columns: table.columns, sources };
}

/** Throws where the cluster has less of the table than is to be backed up: never, if protected. */
async function contentsOf(of: BackedUpTable, { cluster, position }: From): Promise<Table> {
  const table = await cluster.contents(of.id, position);
  if (table === null || table.layers.length < of.layers || table.inline.length < of.inline) {
    throw permanent(`rows of table ${of.database}.${of.table} are gone before they were backed up`);
  }
  return table;
}

/** Rows of the log as one segment. They are asked for again when their turn comes. */
function inlineSource(of: BackedUpTable, table: Table, from: From): Source {
  const bytes = encodeInline(of, table);
  const segment: Segment = {
    name: `rows of table ${of.id} in the log`,
    rows: of.inline,
    bytes: bytes.length,
    sha256: sha256(bytes),
  };
  return { segment, read: async () => encodeInline(of, await contentsOf(of, from)) };
}

function encodeInline({ inline }: BackedUpTable, table: Table): Uint8Array {
  const columns = table.columns.map(({ type }) => type);
  const lines = table.inline
    .slice(0, inline)
    .map((row) => `${encodeRow(columns, rowFromJson(columns, row))}\n`);
  return new TextEncoder().encode(lines.join(''));
}
