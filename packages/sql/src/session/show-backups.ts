// SHOW BACKUPS: those that a collection has, and which of this cluster's are still on their way
// there.
import { textOf } from '../collection.ts';
import { rowsResult, type StatementResult } from '../result.ts';
import { openBackups } from '../row-sources/backup-rows.ts';
import type { ShowBackups } from '../syntax/ast/show.ts';
import type { Means } from './means.ts';
import { showTag } from './show-tag.ts';

/** A backup without a manifest is none yet, and so no row but a notice. */
export async function showBackups(tree: ShowBackups, means: Means): Promise<StatementResult> {
  // Asked first: what is stored in between is in the collection.
  const publications = await means.backend.publications();
  const backups = openBackups(tree, means);
  const rows = await backups.rows();
  const stored = new Set(rows.map(([path]) => path));
  const notices = publications
    .filter(({ uri, subdir }) => uri === textOf(tree.uri) && !stored.has(subdir))
    .map(({ subdir, job }) => `${subdir} is publishing: job ${job} is done, its manifest follows`);
  return rowsResult(showTag(tree), backups.columns, rows, notices);
}
