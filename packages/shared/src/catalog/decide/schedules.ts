// Schedules in the cluster: made, controlled, and fired. The job and the move of its schedule's
// next time are one commit, so one due time makes at most one job.
import { nothing, refuse, type Decision } from '../../cluster/decision.ts';
import type { ClusterEvent } from '../../cluster/events.ts';
import type { ClusterView } from '../../cluster/state.ts';
import type { Stamp } from '../../job/evolve-job.ts';
import { decodeIds, readIds } from '../../job/id-list.ts';
import { nextJobId, type JobId } from '../../job/job-id.ts';
import { invalid } from '../../job/refusal.ts';
import { controlSchedule } from '../../schedule/control.ts';
import { fire, notStarted } from '../../schedule/fire.ts';
import { alreadyExists, planSchedules } from '../../schedule/plan-schedules.ts';
import { createdScheduleRow } from '../../schedule/schedule-row.ts';
import type { Schedule } from '../../schedule/schedule.ts';
import type { ScheduleId } from '../../job/schedule-id.ts';
import type { Json } from '../../json.ts';
import type { DataCommandBy, DataPolicy } from '../commands.ts';
import type { BackupTargets } from '../job-details.ts';
import { mayAdminister } from '../user.ts';
import { newBackup } from './backup.ts';
import { isRefusal } from './names.ts';

type Of<Kind extends (DataCommandBy | DataPolicy)['kind']> = Extract<
  DataCommandBy | DataPolicy,
  { readonly kind: Kind }
>;

export function createSchedule(
  view: ClusterView,
  command: Of<'CreateSchedule'>,
  { at }: Stamp,
): Decision {
  const { label, ifNotExists, targets, uri, recurring, fullBackup, options, statement, by } =
    command;
  const { schedules, lastScheduleId, users } = view.catalog;
  const denied = mayAdminister(by.user, users, 'CREATE SCHEDULE FOR BACKUP');
  if (denied !== undefined) return refuse(denied);
  if (ifNotExists && label !== null && [...schedules.values()].some((it) => it.label === label)) {
    const notices = [alreadyExists(label)];
    return nothing({ ok: true, kind: 'scheduled', schedules: [], notices });
  }
  const id = nextJobId(lastScheduleId as unknown as JobId | null, at) as unknown as ScheduleId;
  const request = { id, label, owner: by.user, uri, statement, recurring, fullBackup, options };
  const plan = planSchedules({ ...request, targets: targets as unknown as Json }, at);
  if ('refusal' in plan) return refuse(plan.refusal);
  return {
    events: plan.schedules.map((schedule) => ({ type: 'ScheduleCreated', schedule, by })),
    answer: {
      ok: true,
      kind: 'scheduled',
      schedules: plan.schedules.map(createdScheduleRow),
      ...(plan.notice === null ? {} : { notices: [plan.notice] }),
    },
  };
}

/** Unknown ids are not counted and no error; an id given twice counts once. */
export function controlSchedules(
  view: ClusterView,
  { verb, schedules, by }: Of<'ControlSchedules'>,
  { at }: Stamp,
): Decision {
  const deed = `${verb.toUpperCase()} SCHEDULES`;
  const denied = mayAdminister(by.user, view.catalog.users, deed);
  if (denied !== undefined) return refuse(denied);
  const ids = readIds(schedules);
  if (ids instanceof RangeError) return refuse(invalid(ids.message, '22P02'));
  const events: ClusterEvent[] = [];
  let count = 0;
  for (const id of new Set(ids)) {
    const schedule = view.catalog.schedules.get(id as unknown as ScheduleId);
    if (schedule === undefined) continue;
    const verdict = controlSchedule(schedule, verb, at);
    if ('refusal' in verdict) return refuse(verdict.refusal);
    count++;
    if (verdict.schedule === null) {
      events.push({ type: 'ScheduleDropped', schedule: schedule.id, by });
    } else if (verdict.schedule !== schedule) {
      events.push({ type: 'ScheduleChanged', schedule: verdict.schedule, by });
    }
  }
  return { events, answer: { ok: true, kind: 'schedules', count } };
}

/** One at a time: the ids of two new jobs must not be the same. The policy comes again. */
export function fireSchedules(
  view: ClusterView,
  { schedules }: Of<'FireSchedules'>,
  stamp: Stamp,
): Decision {
  const events: ClusterEvent[] = [];
  for (const id of decodeIds(schedules)) {
    const schedule = view.catalog.schedules.get(id as unknown as ScheduleId);
    if (schedule === undefined) continue;
    const running = view.activeOf(schedule.id).length;
    const fired = fire(schedule, running, stamp.at);
    if (fired.schedule === schedule) continue;
    if (!fired.start) {
      events.push({ type: 'ScheduleChanged', schedule: fired.schedule });
      continue;
    }
    return { ...nothing(), events: [...events, ...start(view, fired.schedule, stamp)] };
  }
  return { ...nothing(), events };
}

function start(view: ClusterView, moved: Schedule, stamp: Stamp): readonly ClusterEvent[] {
  const { owner, backup } = moved;
  const request = {
    targets: backup.targets as unknown as BackupTargets,
    uri: backup.uri,
    description: backup.statement,
    by: { user: owner },
    schedule: moved.id,
  };
  const made = newBackup(view, request, stamp);
  if (!isRefusal(made)) return [{ type: 'ScheduleChanged', schedule: moved }, ...made.events];
  return [{ type: 'ScheduleChanged', schedule: notStarted(moved, made.message, stamp.at) }];
}
