// The folded state of a cluster, and the to-do lists that policies read. It moves only when a
// commit is known to be in the log; what is being decided lives in a draft (draft.ts).
import { Catalog, type CatalogView } from '../catalog/catalog.ts';
import { AUTO_CREATE_STATS, CREATE_STATS } from '../catalog/job-details.ts';
import type { JobId } from '../job/job-id.ts';
import type { Job } from '../job/job.ts';
import { isStopAsked, isTerminal, statusOf, wanted, type Place } from '../job/place.ts';
import type { ScheduleId } from '../job/schedule-id.ts';
import type { JobStatus } from '../job/status.ts';
import type { Answer } from './answer.ts';
import { DutyList } from './duty-list.ts';
import { JobTable } from './job-table.ts';
import type { JobTypeInfo, Session } from './session.ts';
import { findSetting } from './settings.ts';

/** How long an ended session is remembered: no message is under way for longer. */
export const ENDED_SESSION_MS = 3_600_000;

/** What is recorded of a request that was decided. */
export interface RequestRecord {
  readonly until: number;
  readonly answer: Answer;
}

/** A session TTL in milliseconds that counts until the log time `until`. */
export interface FormerTtl {
  readonly ms: number;
  readonly until: number;
}

/** All that a decision may look at. */
export interface ClusterView {
  job(id: JobId): Job | undefined;
  session(id: string): Session | undefined;
  /** Whether a session of that id has ended; known for ENDED_SESSION_MS. */
  hasEnded(session: string): boolean;
  jobType(name: string): JobTypeInfo | undefined;
  request(id: string): RequestRecord | undefined;
  readonly requestCount: number;
  /** The value in force: milliseconds for durations. Throws for a name that does not exist. */
  setting(name: string): number;
  /** Jobs the session holds, in no promised order. */
  heldBy(session: string): readonly JobId[];
  /** How many those are. */
  heldCount(session: string): number;
  readonly catalog: CatalogView;
  /** Jobs that make statistics and have not ended. */
  activeStatistics(): readonly JobId[];
  /** Jobs of a schedule that have not ended; paused ones and those being undone count. */
  activeOf(schedule: ScheduleId): readonly JobId[];
  readonly lastJobId: JobId | null;
  readonly leader: string | null;
  readonly term: number;
  /** Log time of the newest commit. */
  readonly at: number;
}

/** What somebody has to do about a job that nobody holds. */
export type Duty = 'place' | 'wait' | 'serve' | 'none';

/** `place`: give it to a worker; `wait`: so, after its backoff; `serve`: move its request on. */
export function dutyOf(job: Job): Duty {
  if (job.session !== null) return 'none';
  if (wanted(job.place) !== 'none') return job.backoff === 0 ? 'place' : 'wait';
  return isStopAsked(job.place) ? 'serve' : 'none';
}

/** The base state. Only `adopt` in draft.ts writes to it. */
export class ClusterState implements ClusterView {
  readonly jobs = new JobTable();
  /** Every job id, ascending: ids rise with creation. Pages of SHOW JOBS are cut from it. */
  readonly order: readonly JobId[] = this.jobs.ids;
  readonly sessions = new Map<string, Session>();
  /** When each session ended that did so of late, in log time. */
  readonly endedSessions = new Map<string, number>();
  readonly jobTypes = new Map<string, JobTypeInfo>();
  readonly settings = new Map<string, number>();
  readonly requests = new Map<string, RequestRecord>();
  readonly catalog = new Catalog();
  lastJobId: JobId | null = null;
  leader: string | null = null;
  term = 0;
  /** A session TTL that was lowered: workers may go by it until they have heard of the new one. */
  formerTtl: FormerTtl = { ms: 0, until: 0 };
  /** Number, log time and hash of the newest commit folded; 0 and '' before the first. */
  n = 0;
  at = 0;
  hash = '';

  /** Unclaimed jobs that want a worker now, by type, oldest request first. */
  readonly toPlace = new Map<string, DutyList>();
  /** Unclaimed jobs that want a worker once their backoff is over. */
  readonly toWait = new Set<JobId>();
  /** Unclaimed jobs with a pause or cancel request. */
  readonly toServe = new DutyList(this.jobs);
  private readonly held = new Map<string, Set<JobId>>();
  private readonly counts = new Map<Place, number>();
  private readonly statisticsJobs = new Set<JobId>();
  private readonly scheduled = new Map<ScheduleId, Set<JobId>>();

  job(id: JobId): Job | undefined {
    return this.jobs.get(id);
  }

  session(id: string): Session | undefined {
    return this.sessions.get(id);
  }

  hasEnded(session: string): boolean {
    return this.endedSessions.has(session);
  }

  jobType(name: string): JobTypeInfo | undefined {
    return this.jobTypes.get(name);
  }

  request(id: string): RequestRecord | undefined {
    return this.requests.get(id);
  }

  get requestCount(): number {
    return this.requests.size;
  }

  setting(name: string): number {
    return this.settings.get(name) ?? initialSetting(name);
  }

  heldBy(session: string): readonly JobId[] {
    return [...(this.held.get(session) ?? [])];
  }

  heldCount(session: string): number {
    return this.held.get(session)?.size ?? 0;
  }

  activeStatistics(): readonly JobId[] {
    return [...this.statisticsJobs];
  }

  activeOf(schedule: ScheduleId): readonly JobId[] {
    return [...(this.scheduled.get(schedule) ?? [])];
  }

  /** Jobs in each status that has any. */
  countsByStatus(): ReadonlyMap<JobStatus, number> {
    const counts = new Map<JobStatus, number>();
    for (const [place, count] of this.counts) {
      const status = statusOf(place);
      counts.set(status, (counts.get(status) ?? 0) + count);
    }
    return counts;
  }

  /**
   * @internal Stores a job in place of `before`, which stands at `index`, and keeps the to-do
   * lists; at adoption only.
   */
  put(job: Job, before: Job | undefined, index: number): void {
    if (before === undefined) this.jobs.add(job);
    else this.jobs.replace(index, job);
    this.count(before?.place, job.place);
    this.hold(before?.session ?? null, job);
    if (isStatistics(job.type)) track(this.statisticsJobs, job);
    if (job.schedule !== null) this.trackScheduled(job.schedule, job);
    const was = before === undefined ? 'none' : dutyOf(before);
    const is = dutyOf(job);
    if (was === is) return this.renew(is, job);
    this.leave(was, job);
    this.enter(is, job);
  }

  private trackScheduled(schedule: ScheduleId, job: Job): void {
    let jobs = this.scheduled.get(schedule);
    if (jobs === undefined) this.scheduled.set(schedule, (jobs = new Set()));
    track(jobs, job);
    if (jobs.size === 0) this.scheduled.delete(schedule);
  }

  private enter(duty: Duty, job: Job): void {
    if (duty === 'place') this.placing(job.type).add(job);
    else if (duty === 'serve') this.toServe.add(job);
    else if (duty === 'wait') this.toWait.add(job.id);
  }

  private renew(duty: Duty, job: Job): void {
    if (duty === 'place') this.placing(job.type).renew(job);
    else if (duty === 'serve') this.toServe.renew(job);
  }

  private leave(duty: Duty, job: Job): void {
    if (duty === 'place') this.placing(job.type).left();
    else if (duty === 'serve') this.toServe.left();
    else if (duty === 'wait') this.toWait.delete(job.id);
  }

  private placing(type: string): DutyList {
    let list = this.toPlace.get(type);
    if (list === undefined) this.toPlace.set(type, (list = new DutyList(this.jobs)));
    return list;
  }

  private count(was: Place | undefined, is: Place): void {
    if (was === is) return;
    this.counts.set(is, (this.counts.get(is) ?? 0) + 1);
    if (was === undefined) return;
    const left = this.counts.get(was)! - 1;
    if (left === 0) this.counts.delete(was);
    else this.counts.set(was, left);
  }

  private hold(was: string | null, job: Job): void {
    if (was === job.session) return;
    if (was !== null) {
      const set = this.held.get(was);
      set?.delete(job.id);
      if (set?.size === 0) this.held.delete(was);
    }
    if (job.session === null) return;
    let set = this.held.get(job.session);
    if (set === undefined) this.held.set(job.session, (set = new Set()));
    set.add(job.id);
  }
}

/** Whether jobs of the type exclude automatic statistics. */
export function isStatistics(type: string): boolean {
  return type === AUTO_CREATE_STATS || type === CREATE_STATS;
}

function track(active: Set<JobId>, { id, place }: Job): void {
  if (isTerminal(place)) active.delete(id);
  else active.add(id);
}

/** The default of a setting; a name that does not exist is a bug of the caller. */
export function initialSetting(name: string): number {
  const setting = findSetting(name);
  if (setting === undefined) throw new Error(`no cluster setting is called ${name}`);
  return setting.initial;
}
