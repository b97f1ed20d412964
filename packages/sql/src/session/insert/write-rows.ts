// Where the rows of an INSERT go: into the log when they are few, else into segments first, and
// then into the table as one layer. In both cases one commit makes all of them rows at once.
import {
  createSegmentWriter,
  INSERT_BYTES_MAX,
  rowFromJson,
  rowToJson,
  writeManifest,
  type ColumnType,
  type CommandReply,
  type Layer,
  type Merging,
  type Objects,
  type RefusalKind,
  type Row as StoredRow,
  type SegmentWriter,
  type TableName,
} from '@rescind/shared';
import { withStored } from '../../row-sources/stored.ts';
import { theStorage } from '../../row-sources/surroundings.ts';
import { expectReply } from '../expect-reply.ts';
import { thePorts, type Means } from '../means.ts';

export interface InsertTarget {
  readonly name: TableName;
  /** The table that the rows were made for, whatever has its name by then. */
  readonly id: number;
  readonly types: readonly ColumnType[];
  readonly statement: string;
}

/** A command carries no more rows, however short they are. */
const ROWS_IN_LOG_MAX = 10_000;

/** Returns how many rows there were. Throws 0A000 when they need storage and there is none. */
export async function writeRows(
  target: InsertTarget,
  batches: AsyncIterable<readonly StoredRow[]>,
  means: Means,
): Promise<number> {
  const few: StoredRow[] = [];
  let length = 2;
  let count = 0;
  let layer: LayerWriter | undefined;
  try {
    for await (const batch of batches) {
      count += batch.length;
      if (layer !== undefined) {
        await layer.add(batch);
        continue;
      }
      for (const row of batch) {
        few.push(row);
        length += JSON.stringify(rowToJson(target.types, row)).length + 1;
      }
      if (length <= INSERT_BYTES_MAX && few.length <= ROWS_IN_LOG_MAX) continue;
      layer = beginLayer(target, means);
      await layer.add(few.splice(0));
    }
  } catch (error) {
    await layer?.remove();
    throw error;
  }
  if (count === 0) return 0;
  if (layer === undefined) await intoLogOrLayer(target, few, means);
  else expectReply(await addLayer(target, layer, means), 'done');
  return count;
}

/**
 * Few rows go into the log; once it is full, those in it go with them into one layer, and it is
 * empty again. While a BACKUP still looks for them where they are, new rows are a layer alone.
 */
async function intoLogOrLayer(
  target: InsertTarget,
  few: readonly StoredRow[],
  means: Means,
): Promise<void> {
  if (await intoLog(target, few, means)) return;
  const merged = await mergeLog(target, few, means);
  if (merged?.ok === true) return;
  const code = merged?.error.code;
  // Another INSERT has merged them meanwhile: there is room again.
  if (code === CHANGED && (await intoLog(target, few, means))) return;
  if (merged !== undefined && code !== CHANGED && code !== PROTECTED) expectReply(merged, 'done');
  const layer = beginLayer(target, means);
  await filled(layer, [few]);
  expectReply(await addLayer(target, layer, means), 'done');
}

/** The rows in the log are others by now. */
const CHANGED = '40001';
/** A job still looks for them in the log. */
const PROTECTED = '55006';

/** Undefined when the table has no rows in the log, or is gone. */
async function mergeLog(
  target: InsertTarget,
  few: readonly StoredRow[],
  means: Means,
): Promise<CommandReply | undefined> {
  const table = await means.backend.contents(target.id);
  if (table === null || table.inline.length === 0) return undefined;
  const { inline, layers } = table;
  const layer = beginLayer(target, means);
  await filled(layer, [inline.map((row) => rowFromJson(target.types, row)), few]);
  return addLayer(target, layer, means, { rows: inline.length, layers: layers.length });
}

/** Nothing is left of it when it could not be filled. */
async function filled(layer: LayerWriter, parts: readonly (readonly StoredRow[])[]): Promise<void> {
  try {
    for (const rows of parts) await layer.add(rows);
  } catch (error) {
    await layer.remove();
    throw error;
  }
}

/** Makes it the table's, and removes it when the cluster says a clear no. */
async function addLayer(
  { name: table, id, statement }: InsertTarget,
  layer: LayerWriter,
  { backend }: Means,
  merges?: Merging,
): Promise<CommandReply> {
  let made: Layer;
  try {
    made = await layer.finish();
  } catch (error) {
    await layer.remove();
    throw error;
  }
  const reply = await backend.command(
    { kind: 'InsertRows', table, id, layer: made, ...(merges === undefined ? {} : { merges }) },
    statement,
  );
  // Only a clear no lets it go: a commit may name it that nobody has heard of yet.
  if (!reply.ok && !IN_DOUBT.has(reply.error.kind)) await layer.remove();
  return reply;
}

/** False when the table has no room for more rows in the log. */
async function intoLog(
  { name: table, id, types, statement }: InsertTarget,
  few: readonly StoredRow[],
  { backend }: Means,
): Promise<boolean> {
  const rows = few.map((row) => rowToJson(types, row));
  const reply = await backend.command({ kind: 'InsertRows', table, id, rows }, statement);
  if (!reply.ok && reply.error.code === '54000') return false;
  expectReply(reply, 'done');
  return true;
}

/** Refusals after which nobody knows whether the rows count. */
const IN_DOUBT: ReadonlySet<RefusalKind> = new Set(['unavailable', 'unknown-outcome', 'too-late']);

interface LayerWriter {
  add(rows: readonly StoredRow[]): Promise<void>;
  finish(): Promise<Layer>;
  /** Removes what was written, as far as it can. */
  remove(): Promise<void>;
}

function beginLayer({ types }: InsertTarget, means: Means): LayerWriter {
  const { objects } = theStorage(means, 'an INSERT of this size');
  const prefix = `inserts/${thePorts(means, 'an INSERT of this size').ids.next()}`;
  const nameOf = (n: number): string => `${prefix}/${n}`;
  const writer = createSegmentWriter({ objects, columns: types, nameOf });
  const manifest = `${prefix}/manifest`;
  return {
    add: (rows) => withStored(() => writer.add(rows)),
    finish: () => withStored(async () => writeManifest(objects, manifest, await writer.finish())),
    remove: () => remove(objects, manifest, writer),
  };
}

/** Best effort: objects that no commit names are swept in any case. */
async function remove(objects: Objects, manifest: string, writer: SegmentWriter): Promise<void> {
  try {
    await writer.finish();
  } catch {
    // What came so far is removed all the same.
  }
  try {
    await objects.delete(manifest);
    for (const { name } of writer.stored()) await objects.delete(name);
  } catch {
    // The statement has failed already, and says why.
  }
}
