// Schedules as the log tells of them, and the moves of each within one commit.
import type { ClusterEvent, Commit, Schedule, ScheduleId } from '@rescind/shared';

/** One change of a schedule. */
export interface Move {
  readonly id: ScheduleId;
  /** Undefined: it was made by this. */
  readonly before: Schedule | undefined;
  /** Undefined: it was dropped by this. */
  readonly after: Schedule | undefined;
  /** A user asked for it. */
  readonly asked: boolean;
}

export interface ScheduleBook {
  readonly schedules: ReadonlyMap<ScheduleId, Schedule>;
  fold(event: ClusterEvent): Move | undefined;
  /** All of a commit, in order. */
  foldAll(commit: Commit): readonly Move[];
}

export function createScheduleBook(): ScheduleBook {
  const schedules = new Map<ScheduleId, Schedule>();

  const fold = (event: ClusterEvent): Move | undefined => {
    switch (event.type) {
      case 'ScheduleCreated':
      case 'ScheduleChanged': {
        const { schedule: after, by } = event;
        const before = schedules.get(after.id);
        schedules.set(after.id, after);
        return { id: after.id, before, after, asked: by !== undefined };
      }
      case 'ScheduleDropped': {
        const before = schedules.get(event.schedule);
        schedules.delete(event.schedule);
        return { id: event.schedule, before, after: undefined, asked: event.by !== undefined };
      }
      default:
        return undefined;
    }
  };

  return {
    schedules,
    fold,
    foldAll: ({ events }) => events.flatMap((event) => fold(event) ?? []),
  };
}
