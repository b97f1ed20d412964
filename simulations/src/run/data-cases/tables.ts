// Cases of what becomes of tables, of BACKUPs and of RESTOREs.
import { BACKUP, RESTORE, type BackupDetails } from '@rescind/shared';
import { wasUndone, type KnownJob } from '../../checkers/job-book.ts';
import type { Scene, Watch } from './scene.ts';

export const TABLE_CASES = [
  'a RESTORE is undone that had made tables',
  'a RESTORE is undone that had made none',
  'a RESTORE is undone in whose database others have a table',
  'a RESTORE has put rows into a table',
  'a BACKUP finds its folder locked by another',
  'a table is dropped while a BACKUP reads it',
  'a table grows while a BACKUP reads it',
] as const;

export function watchTables({ active, met }: Scene): Watch {
  const haveTables = new Set<string>();
  const isRead = (table: number): boolean => active((job) => reads(job, table));

  return {
    event(event) {
      switch (event.type) {
        case 'TableCreated':
          if (event.job !== undefined) haveTables.add(event.job);
          return;
        case 'DatabaseKept':
          met('a RESTORE is undone in whose database others have a table');
          return;
        case 'TablesPublished': {
          const rows = event.tables.some(({ layers }) => layers.some((layer) => layer.rows > 0));
          if (rows) met('a RESTORE has put rows into a table');
          return;
        }
        case 'TableDropped':
          if (isRead(event.table)) met('a table is dropped while a BACKUP reads it');
          return;
        case 'RowsInserted':
          if (isRead(event.table)) met('a table grows while a BACKUP reads it');
          return;
        case 'JobReverting':
          if (event.cause.kind === 'error' && event.cause.message.includes('BACKUP-LOCK')) {
            met('a BACKUP finds its folder locked by another');
          }
          return;
        default:
      }
    },
    ended(job) {
      if (job.type !== RESTORE || !wasUndone(job)) return;
      met(`a RESTORE is undone that had made ${haveTables.has(job.id) ? 'tables' : 'none'}`);
    },
  };
}

function reads({ type, details }: KnownJob, table: number): boolean {
  return (
    type === BACKUP && (details as unknown as BackupDetails).tables.some(({ id }) => id === table)
  );
}
