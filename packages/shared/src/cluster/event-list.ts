// The events of one commit as they are decided, command by command. New jobs that differ only in
// their details share one event: of 256 commands that create a job each, 256 times the same type
// and user would be half of what the log has to carry.
import type { JobEvent } from '../job/events.ts';
import { decodeIds, encodeIds } from '../job/id-list.ts';
import type { JobId } from '../job/job-id.ts';
import type { Json } from '../json.ts';
import type { ClusterEvent } from './events.ts';

type JobCreated = Extract<JobEvent, { readonly type: 'JobCreated' }>;

/** Creations that are alike, more of which may still come, and where they stand. */
interface Open {
  readonly alike: JobCreated[];
  readonly place: number;
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
    if (this.open !== undefined && areAlike(this.open.alike[0]!, event)) {
      this.open.alike.push(event);
      return;
    }
    this.close();
    this.open = { alike: [event], place: this.events.length };
    this.events.push(event);
  }

  private close(): void {
    const { open } = this;
    this.open = undefined;
    if (open === undefined || open.alike.length === 1) return;
    this.events[open.place] = together(open.alike);
  }
}

function together(creations: readonly JobCreated[]): JobCreated {
  const ids: JobId[] = [];
  const details: Json[] = [];
  for (const creation of creations) {
    for (const id of decodeIds(creation.jobs)) ids.push(id);
    for (const each of creation.details) details.push(each);
  }
  return { ...creations[0]!, jobs: encodeIds(ids), details };
}

function areAlike(a: JobCreated, b: JobCreated): boolean {
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
