// The events of one commit as they are decided, command by command. New jobs that differ only in
// their details share one event: of 256 commands that create a job each, 256 times the same type
// and user would be half of what the log has to carry.
import type { JobEvent } from '../job/events.ts';
import { decodeIds, encodeIds } from '../job/id-list.ts';
import type { JobId } from '../job/job-id.ts';
import type { Json } from '../json.ts';
import type { ClusterEvent } from './events.ts';

type JobCreated = Extract<JobEvent, { readonly type: 'JobCreated' }>;

/** A creation that more jobs may still join, and where it stands. */
interface Open {
  readonly event: JobCreated;
  readonly place: number;
  readonly ids: JobId[];
  readonly details: Json[];
}

export class EventList {
  private readonly events: ClusterEvent[] = [];
  private open: Open | undefined;

  /** Adds what one command has decided. The order of events that concern each other is kept. */
  add(events: readonly ClusterEvent[]): void {
    for (const event of events) {
      if (event.type === 'JobCreated') {
        this.create(event);
        continue;
      }
      // A recorded outcome concerns no job: creations on both sides of it may join.
      if (event.type !== 'RequestDecided') this.close();
      this.events.push(event);
    }
  }

  /** The events so far; the list must not be added to afterwards. */
  done(): readonly ClusterEvent[] {
    this.close();
    return this.events;
  }

  private create(event: JobCreated): void {
    const { open } = this;
    if (open !== undefined && alike(open.event, event)) {
      for (const id of decodeIds(event.jobs)) open.ids.push(id);
      for (const details of event.details) open.details.push(details);
      return;
    }
    this.close();
    const ids = [...decodeIds(event.jobs)];
    this.open = { event, place: this.events.length, ids, details: [...event.details] };
    this.events.push(event);
  }

  private close(): void {
    const { open } = this;
    this.open = undefined;
    if (open === undefined || open.details.length === open.event.details.length) return;
    const { ids, details } = open;
    this.events[open.place] = { ...open.event, jobs: encodeIds(ids), details };
  }
}

function alike(a: JobCreated, b: JobCreated): boolean {
  return (
    a.jobType === b.jobType &&
    a.description === b.description &&
    a.cancelable === b.cancelable &&
    a.schedule === b.schedule &&
    a.by.user === b.by.user &&
    a.by.address === b.by.address &&
    a.by.application === b.by.application &&
    a.by.statement === b.by.statement
  );
}
