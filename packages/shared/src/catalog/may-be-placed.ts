// Jobs that nobody may work on yet, though they want a worker. One that waits on a worker instead
// would hold a slot; enough of them would keep out the very job that they wait for.
import type { Job } from '../job/job.ts';
import type { CatalogView } from './catalog.ts';
import { SCHEMA_CHANGE_GC, type GcDetails } from './job-details.ts';

/**
 * False for a GC job while somebody protects a time at which its data was there. A BACKUP of the
 * very commit of the drop may have been made before it, so that one counts too; one of later covers
 * nothing that was dropped, so whoever works on the job need not look again.
 */
export function mayBePlaced(view: Pick<CatalogView, 'protections'>, job: Job): boolean {
  if (job.type !== SCHEMA_CHANGE_GC) return true;
  const { droppedIn } = job.details as unknown as GcDetails;
  for (const { n } of view.protections.values()) if (n <= droppedIn) return false;
  return true;
}
