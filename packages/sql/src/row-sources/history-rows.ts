// What the log says of a job, as rows: SHOW JOB … HISTORY, an extension of this project.
import { parseJobId } from '@rescind/shared';
import type { Backend } from '../backend.ts';
import type { SourceTable } from '../engine.ts';
import type { Column, Row } from '../value.ts';
import { sourceOf } from './source.ts';

const COLUMNS: readonly Column[] = [
  { name: 'commit', type: 'INT8' },
  { name: 'at', type: 'TIMESTAMP' },
  { name: 'event', type: 'STRING' },
  { name: 'user', type: 'STRING' },
  { name: 'details', type: 'STRING' },
];

/** Oldest first; an id of no job gives no row. */
export function openHistory(backend: Backend, ids: () => Promise<readonly bigint[]>): SourceTable {
  return sourceOf(COLUMNS, async () => {
    const rows: Row[] = [];
    for (const id of await ids()) {
      const job = parseJobId(String(id));
      if (job === undefined) continue;
      for (const { commit, at, event, user, details } of await backend.history(job)) {
        rows.push([BigInt(commit), at, event, user, details]);
      }
    }
    return rows;
  });
}
