// What the commands of one batch have decided so far, laid over the base state: command 2 sees
// what command 1 did, and nobody else sees either until the commit is in the log. A conflict or an
// unknown outcome drops the draft and the base has never moved.
import { CatalogDraft } from '../catalog/catalog-draft.ts';
import { compareJobIds, type JobId } from '../job/job-id.ts';
import { isTerminal } from '../job/place.ts';
import type { ScheduleId } from '../job/schedule-id.ts';
import type { Job } from '../job/job.ts';
import {
  ENDED_SESSION_MS,
  initialSetting,
  isStatistics,
  type ClusterState,
  type ClusterView,
  type RequestRecord,
  type FormerTtl,
} from './state.ts';
import type { JobTypeInfo, Session } from './session.ts';

/** A job before and after a commit; `before` is undefined for a new one. */
export interface JobChange {
  readonly before: Job | undefined;
  readonly after: Job;
}

/** A change while its draft is open; it becomes one of the commit's changes as it stands. */
interface OwnChange {
  readonly before: Job | undefined;
  after: Job;
}

export class Draft implements ClusterView {
  private readonly base: ClusterState;
  /** Changes in the order in which jobs were first touched, and the places of the old ones. */
  private readonly changes: OwnChange[] = [];
  private readonly places: number[] = [];
  /** The changes of jobs the base has, by their places in it. */
  private readonly moved = new Map<number, OwnChange>();
  /** Those of new jobs by their ids, once somebody asks: hardly any batch does. */
  private added: Map<JobId, OwnChange> | undefined;
  private newCount = 0;
  private readonly sessions = new Map<string, Session | null>();
  private readonly types = new Map<string, JobTypeInfo>();
  private readonly settings = new Map<string, number | null>();
  private readonly requests = new Map<string, RequestRecord>();
  readonly catalog: CatalogDraft;
  lastJobId: JobId | null;
  leader: string | null;
  term: number;
  formerTtl: FormerTtl;
  at: number;

  constructor(base: ClusterState) {
    this.base = base;
    this.catalog = new CatalogDraft(base.catalog);
    this.lastJobId = base.lastJobId;
    this.leader = base.leader;
    this.term = base.term;
    this.formerTtl = base.formerTtl;
    this.at = base.at;
  }

  job(id: JobId): Job | undefined {
    const place = this.base.jobs.indexOf(id);
    if (place < 0) return this.newJob(id)?.after;
    return this.moved.get(place)?.after ?? this.base.jobs.at(place);
  }

  session(id: string): Session | undefined {
    const own = this.sessions.get(id);
    return own === undefined ? this.base.sessions.get(id) : (own ?? undefined);
  }

  hasEnded(session: string): boolean {
    return this.sessions.get(session) === null || this.base.hasEnded(session);
  }

  jobType(name: string): JobTypeInfo | undefined {
    return this.types.get(name) ?? this.base.jobTypes.get(name);
  }

  request(id: string): RequestRecord | undefined {
    return this.requests.get(id) ?? this.base.requests.get(id);
  }

  get requestCount(): number {
    return this.base.requests.size + this.requests.size;
  }

  setting(name: string): number {
    const own = this.settings.get(name);
    if (own === undefined) return this.base.setting(name);
    return own ?? initialSetting(name);
  }

  heldBy(session: string): readonly JobId[] {
    const ids = this.base.heldBy(session).filter((id) => this.job(id)?.session === session);
    for (const { before, after } of this.changes) {
      if (after.session === session && before?.session !== session) ids.push(after.id);
    }
    return ids.sort(compareJobIds);
  }

  heldCount(session: string): number {
    let count = this.base.heldCount(session);
    for (const { before, after } of this.changes) {
      if (after.session === session) count++;
      if (before?.session === session) count--;
    }
    return count;
  }

  putJob(job: Job): void {
    if (!this.moveJob(job.id, () => job)) this.addJob(job);
  }

  /** Adds a job that is nowhere yet. */
  addJob(job: Job): void {
    const change = this.changed(undefined, job, -1);
    this.newCount++;
    this.added?.set(job.id, change);
  }

  activeStatistics(): readonly JobId[] {
    return this.active(this.base.activeStatistics(), ({ type }) => isStatistics(type));
  }

  activeOf(schedule: ScheduleId): readonly JobId[] {
    return this.active(this.base.activeOf(schedule), (job) => job.schedule === schedule);
  }

  /** Those of the base that have not ended here, and those made here. */
  private active(known: readonly JobId[], fits: (job: Job) => boolean): readonly JobId[] {
    const ids = known.filter((id) => !isTerminal(this.job(id)!.place));
    for (const { before, after } of this.changes) {
      if (before === undefined && fits(after) && !isTerminal(after.place)) ids.push(after.id);
    }
    return ids;
  }

  /** Jobs that have come to their end in this draft. */
  endedJobs(): readonly Job[] {
    const ended: Job[] = [];
    for (const { before, after } of this.changes) {
      if (isTerminal(after.place) && (before === undefined || !isTerminal(before.place))) {
        ended.push(after);
      }
    }
    return ended;
  }

  /** The jobs this draft has made, as they are now. */
  newJobs(): readonly Job[] {
    if (this.newCount === 0) return [];
    return this.changes.flatMap(({ before, after }) => (before === undefined ? [after] : []));
  }

  private newJob(id: JobId): OwnChange | undefined {
    if (this.added === undefined) {
      this.added = new Map();
      for (const change of this.changes) {
        if (change.before === undefined) this.added.set(change.after.id, change);
      }
    }
    return this.added.get(id);
  }

  /**
   * Moves one job on, with as few look-ups as can be: a bulk command does this 100,000 times.
   * False when there is no such job.
   */
  moveJob(id: JobId, step: (job: Job) => Job): boolean {
    const place = this.base.jobs.indexOf(id);
    const own = place < 0 ? this.newJob(id) : this.moved.get(place);
    if (own !== undefined) {
      own.after = step(own.after);
      return true;
    }
    if (place < 0) return false;
    const before = this.base.jobs.at(place);
    this.moved.set(place, this.changed(before, step(before), place));
    return true;
  }

  private changed(before: Job | undefined, after: Job, place: number): OwnChange {
    const change = { before, after };
    this.changes.push(change);
    this.places.push(place);
    return change;
  }

  putSession(session: Session): void {
    this.sessions.set(session.id, session);
    for (const type of session.types) this.types.set(type.name, type);
  }

  endSession(id: string): void {
    this.sessions.set(id, null);
  }

  putSetting(name: string, value: number | null): void {
    this.settings.set(name, value);
  }

  putRequest(id: string, record: RequestRecord): void {
    this.requests.set(id, record);
  }

  /**
   * Moves the base to this draft: the commit with number `n`, log time `at` and stored `hash` is
   * in the log. Returns what changed, for reactions. The draft must not be used afterwards.
   */
  adopt(n: number, at: number, hash: string): readonly JobChange[] {
    const base = this.base;
    const { changes, places } = this;
    // Old ones first: a new one may not stand at the end, and would move the places of others.
    for (let i = 0; i < changes.length; i++) {
      const { before, after } = changes[i]!;
      if (before !== undefined) base.put(after, before, places[i]!);
    }
    for (const { before, after } of changes) if (before === undefined) base.put(after, before, -1);
    for (const [id, session] of this.sessions) {
      if (session !== null) {
        base.sessions.set(id, session);
        continue;
      }
      base.sessions.delete(id);
      base.endedSessions.set(id, at);
    }
    for (const [name, type] of this.types) base.jobTypes.set(name, type);
    for (const [name, value] of this.settings) {
      if (value === null) base.settings.delete(name);
      else base.settings.set(name, value);
    }
    for (const [id, record] of this.requests) base.requests.set(id, record);
    this.catalog.adopt();
    base.lastJobId = this.lastJobId;
    base.leader = this.leader;
    base.term = this.term;
    base.formerTtl = this.formerTtl;
    base.n = n;
    base.at = at;
    base.hash = hash;
    forgetRequests(base);
    forgetSessions(base);
    return changes;
  }
}

/** Records leave in the order they came, never before their time. */
function forgetRequests(base: ClusterState): void {
  for (const [id, record] of base.requests) {
    if (record.until >= base.at) return;
    base.requests.delete(id);
  }
}

function forgetSessions(base: ClusterState): void {
  for (const [id, endedAt] of base.endedSessions) {
    if (endedAt + ENDED_SESSION_MS >= base.at) return;
    base.endedSessions.delete(id);
  }
}
