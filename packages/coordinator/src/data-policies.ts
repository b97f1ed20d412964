// What the leader does by itself about tables and schedules. It looks at all of them, so it is
// asked on a timer and not after every commit; what must not wait for it is decided with the commit
// that causes it (consequences.ts).
import {
  due,
  encodeIds,
  isDue,
  mayRefresh,
  type ClusterState,
  type Command,
  type JobId,
} from '@rescind/shared';

/** Schedules that one look fires; the longest overdue first. */
const FIRED_MAX = 100;

/** Commands that are due at log time `at`; none: all is as it should be. */
export function dueForData(state: ClusterState, at: number): readonly Command[] {
  const statistics = refreshStatistics(state, at);
  const schedules = fireSchedules(state, at);
  return statistics === undefined ? schedules : [statistics, ...schedules];
}

function refreshStatistics(state: ClusterState, at: number): Command | undefined {
  if (!mayRefresh(state)) return undefined;
  for (const table of state.catalog.tables.values()) {
    if (isDue(state, table, at)) return { kind: 'RefreshStatistics', tables: [table.id] };
  }
  return undefined;
}

/** A command each: the job of one is to be known when the id of the next one is made. */
function fireSchedules(state: ClusterState, at: number): readonly Command[] {
  if (state.setting('jobs.scheduler.enabled') === 0) return [];
  return due(state.catalog.schedules.values(), at, FIRED_MAX).map(({ id }) => ({
    kind: 'FireSchedules',
    // Both are INT8 in canonical form.
    schedules: encodeIds([id as string as JobId]),
  }));
}
