// CANCEL, PAUSE and RESUME of many jobs: all of them or, at the first refusal, none.
import { AUTO_CREATE_STATS } from '../../catalog/job-details.ts';
import { mayControl, mayControlJobOf } from '../../catalog/user.ts';
import { control } from '../../job/control.ts';
import { distinctIds, encodeIds, readIds, rememberIds, type IdList } from '../../job/id-list.ts';
import type { JobEvent } from '../../job/events.ts';
import type { JobId } from '../../job/job-id.ts';
import { changed, invalid, unknownJob } from '../../job/refusal.ts';
import { endOfRevert } from '../../job/report.ts';
import type { ControlJobs } from '../commands.ts';
import { refuse, type Decision } from '../decision.ts';
import { AUTOMATIC_COLLECTION } from '../settings.ts';
import type { ClusterView } from '../state.ts';

type ControlEvent = 'JobCancelRequested' | 'JobPauseRequested' | 'JobResumed' | 'JobRevertResumed';

const COMES_BACK =
  'canceling an automatic table statistics job is not useful since the system will automatically ' +
  'restart the job immediately; to disable automatic table statistics, use ' +
  `SET CLUSTER SETTING ${AUTOMATIC_COLLECTION} = false`;

/**
 * Ids are processed in the order given; a duplicate's second turn is a counted no-op. Who may not
 * control jobs at all is refused before any is looked at, so that nobody learns by it which exist.
 */
export function controlJobs(view: ClusterView, command: ControlJobs): Decision {
  const { user } = command.by;
  const { users } = view.catalog;
  const denied = mayControl(user, users);
  if (denied !== undefined) return refuse(denied);
  const ids = readIds(command.jobs);
  // The list comes from a client, and a decision never throws.
  if (ids instanceof RangeError) return refuse(invalid(ids.message, '22P02'));
  const moved = new Map<ControlEvent, JobId[]>();
  let hitsAutomatic = false;
  for (const id of ids) {
    const job = view.job(id);
    if (job === undefined) return refuse(unknownJob(id));
    const forbidden = mayControlJobOf(job.owner, user, users);
    if (forbidden !== undefined) return refuse(forbidden);
    if (command.selectedAt !== undefined && job.movedIn > command.selectedAt) {
      return refuse(changed(id));
    }
    const verdict = control(job, command.verb);
    if ('refusal' in verdict) return refuse(verdict.refusal);
    if (verdict.event === null) continue;
    hitsAutomatic ||= command.verb === 'cancel' && job.type === AUTO_CREATE_STATS;
    const some = moved.get(verdict.event);
    if (some === undefined) moved.set(verdict.event, [job.id]);
    else some.push(job.id);
  }
  const { events, count } = eventsOf(view, command, moved, ids.length);
  const comesBack = hitsAutomatic && view.setting(AUTOMATIC_COLLECTION) !== 0;
  return {
    events,
    answer: {
      ok: true,
      kind: 'controlled',
      count: ids.length,
      changed: count,
      ...(comesBack ? { notices: [COMES_BACK] } : {}),
    },
  };
}

/** One event for each way in which jobs have moved, and how many jobs those are. */
function eventsOf(
  view: ClusterView,
  command: ControlJobs,
  moved: ReadonlyMap<ControlEvent, readonly JobId[]>,
  idCount: number,
): { readonly events: readonly JobEvent[]; readonly count: number } {
  const events: JobEvent[] = [];
  let count = 0;
  for (const [type, some] of moved) {
    const movedIds = distinctIds(some);
    count += movedIds.length;
    // All of them, and none twice: then the list that came says it already.
    const jobs = movedIds.length === idCount ? command.jobs : encodeIds(movedIds);
    rememberIds(jobs, movedIds);
    events.push(controlEvent(type, jobs, command));
    if (type === 'JobRevertResumed') events.push(...settleFinishedReverts(view, movedIds));
  }
  return { events, count };
}

function controlEvent(type: ControlEvent, jobs: IdList, { by, reason }: ControlJobs): JobEvent {
  if (type === 'JobResumed' || type === 'JobRevertResumed') return { type, jobs, by };
  return reason === undefined ? { type, jobs, by } : { type, jobs, by, reason };
}

/**
 * A revert that had ended when the pause won needs no worker any more, only its end. At most one
 * event for each end, however many jobs are resumed at once.
 */
function settleFinishedReverts(view: ClusterView, ids: readonly JobId[]): JobEvent[] {
  const ends = { JobCanceled: [] as JobId[], JobFailed: [] as JobId[] };
  for (const id of ids) {
    const job = view.job(id)!;
    if (job.revertDone) ends[endOfRevert(job)].push(id);
  }
  return (['JobCanceled', 'JobFailed'] as const)
    .filter((type) => ends[type].length > 0)
    .map((type) => ({ type, jobs: encodeIds(ends[type]) }));
}
