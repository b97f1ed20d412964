// At the end every table has all its rows, and one that a RESTORE has published has those of its
// backup; a backup has those that its tables had in the commit that made it.
import {
  BACKUP,
  RESTORE,
  type BackupDetails,
  type Commit,
  type JobId,
  type RestoreDetails,
} from '@rescind/shared';
import type { Checker, Violation } from '../checker.ts';
import { pathOf, type SeenObjects } from '../history/seen-objects.ts';
import { createCatalogBook, type KnownTable } from './catalog-book.ts';
import { createJobBook, type KnownJob } from './job-book.ts';
import { rowsOf, rowsOfLayers, textOf, type NamedSegment, type Stored } from './stored-rows.ts';

/** The part of a backup's manifest that is looked at. */
interface Manifest {
  readonly tables: readonly {
    readonly name: string;
    readonly database: string;
    readonly rows: number;
    readonly segments: readonly NamedSegment[];
  }[];
}

export function createPublishedRows(): Checker {
  const name = 'restored tables have the rows of their backup';
  const jobs = createJobBook();
  const catalog = createCatalogBook();
  /** Tables that a job has made, in the order of its details, also those that are gone again. */
  const madeBy = new Map<JobId, number[]>();

  const commit = ({ n, events }: Commit): undefined => {
    for (const event of events) {
      if (event.type === 'TableCreated' && event.job !== undefined) {
        madeBy.set(event.job, [...(madeBy.get(event.job) ?? []), event.table.id]);
      }
      jobs.fold(event, n);
      catalog.fold(event);
    }
    return undefined;
  };

  const judge = (objects: SeenObjects): Violation | undefined => {
    for (const table of catalog.tables.values()) {
      if (table.state !== 'public') continue;
      const wrong = judgeTable(table, objects);
      if (wrong !== undefined) return violation(wrong, table.madeBy);
    }
    for (const job of jobs.jobs.values()) {
      if (job.type !== BACKUP || job.stage !== 'succeeded') continue;
      const wrong = judgeBackup(job, objects);
      if (wrong !== undefined) return violation(`BACKUP ${job.id}: ${wrong}`, job.id);
    }
    return undefined;
  };

  const violation = (message: string, job: JobId | null): Violation => ({
    checker: name,
    message,
    ...(job === null ? {} : { job }),
  });

  const judgeTable = (table: KnownTable, objects: SeenObjects): string | undefined => {
    const all = rowsOfLayers(objects.cluster, table.layers);
    if ('wrong' in all) return `table ${table.name} (${table.id}): ${all.wrong}`;
    const job = table.madeBy === null ? undefined : jobs.jobs.get(table.madeBy);
    if (table.published === undefined || job?.type !== RESTORE) return undefined;
    const difference = sameRows(
      rowsOfLayers(objects.cluster, table.published),
      backedUp(table, job, objects),
    );
    return difference && `table ${table.name} (${table.id}) and its backup: ${difference}`;
  };

  /** The rows of the backup that the table was restored from. */
  const backedUp = (table: KnownTable, job: KnownJob, objects: SeenObjects): Stored<string[]> => {
    const { uri, subdir, tables } = job.details as unknown as RestoreDetails;
    const manifest = manifestOf(objects, uri, subdir);
    if ('wrong' in manifest) return manifest;
    const of = tables[(madeBy.get(job.id) ?? []).indexOf(table.id)];
    const original = manifest.is.tables[of?.index ?? NaN];
    if (original === undefined) return { wrong: 'its backup does not have it' };
    const { segments } = original;
    return rowsOf(within(objects, uri), segments);
  };

  const judgeBackup = (job: KnownJob, objects: SeenObjects): string | undefined => {
    const { uri, subdir, tables } = job.details as unknown as BackupDetails;
    const manifest = manifestOf(objects, uri, subdir);
    if ('wrong' in manifest) return manifest.wrong;
    if (manifest.is.tables.length !== tables.length) {
      return `${manifest.is.tables.length} of ${tables.length} tables are in its manifest`;
    }
    for (const { id, database, table: called, layers, inline } of tables) {
      const found = manifest.is.tables.find(
        (each) => each.name === called && each.database === database,
      );
      if (found === undefined) return `table ${called} is not in its manifest`;
      const rows = rowsOf(within(objects, uri), found.segments);
      if ('wrong' in rows) return rows.wrong;
      if (rows.is.length !== found.rows) return `table ${called} does not have ${found.rows} rows`;
      const table = catalog.tables.get(id);
      // What was dropped since may be gone; what is there has at least the rows it had.
      if (table?.state !== 'public') continue;
      const had = rowsOfLayers(objects.cluster, table.layers.slice(0, layers));
      if ('wrong' in had) return had.wrong;
      const inLog = table.inline.slice(0, inline).map((row) => JSON.stringify(row));
      const difference = sameRows({ is: [...had.is, ...inLog].sort() }, rows);
      if (difference !== undefined) return `table ${called}: ${difference}`;
    }
    return undefined;
  };

  return {
    name,
    observe(event) {
      if (event.kind === 'commit') return commit(event.commit);
      return event.kind === 'objects-seen' ? judge(event.objects) : undefined;
    },
  };
}

function manifestOf({ outside }: SeenObjects, uri: string, subdir: string): Stored<Manifest> {
  const object = `${pathOf(uri)}/${subdir}/BACKUP_MANIFEST`;
  const bytes = outside.get(object);
  if (bytes === undefined) return { wrong: `${object} is gone` };
  return { is: JSON.parse(textOf(bytes)) as Manifest };
}

/** The objects of one collection, by their names in it. */
function within({ outside }: SeenObjects, uri: string): ReadonlyMap<string, Uint8Array> {
  const folder = `${pathOf(uri)}/`;
  const own = new Map<string, Uint8Array>();
  for (const [object, bytes] of outside) {
    if (object.startsWith(folder)) own.set(object.slice(folder.length), bytes);
  }
  return own;
}

function sameRows(some: Stored<string[]>, others: Stored<string[]>): string | undefined {
  if ('wrong' in some) return some.wrong;
  if ('wrong' in others) return others.wrong;
  if (some.is.length !== others.is.length) {
    return `${some.is.length} rows and ${others.is.length} rows`;
  }
  const at = some.is.findIndex((row, index) => row !== others.is[index]);
  return at < 0 ? undefined : `${some.is[at]} and ${others.is[at]}`;
}
