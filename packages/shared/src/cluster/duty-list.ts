// The jobs somebody has to do something about, oldest first. Entries are not taken out when their
// job moves on: it is another object then, and whoever reads the list passes the old one over. So
// a commit over 100,000 jobs costs no search here.
import type { JobId } from '../job/job-id.ts';
import type { Job } from '../job/job.ts';
import type { JobTable } from './job-table.ts';

/** Entries that may be out of date when another comes before all are looked at. */
const STALE_MIN = 1024;

export class DutyList implements Iterable<JobId> {
  private readonly jobs: JobTable;
  private entries: Job[] = [];
  /** Before it all entries are out of date: jobs are mostly taken from the front. */
  private head = 0;
  private count = 0;

  constructor(jobs: JobTable) {
    this.jobs = jobs;
  }

  /** Jobs on the list now. */
  get size(): number {
    return this.count;
  }

  /** Puts a job at the end; the table holds this very object already. */
  add(job: Job): void {
    this.count++;
    this.renew(job);
  }

  /** A job of the list has become another object and stays on it. */
  renew(job: Job): void {
    this.entries.push(job);
    if (this.entries.length >= 2 * this.count + STALE_MIN) this.clean();
  }

  /** One job has left: the table holds another object for it, or will in a moment. */
  left(): void {
    this.count--;
    if (this.count === 0) this.keep([]);
  }

  /** The list must not change while it is read. */
  *[Symbol.iterator](): Iterator<JobId> {
    const { entries } = this;
    while (this.head < entries.length && !this.isCurrent(entries[this.head]!)) this.head++;
    for (let i = this.head; i < entries.length; i++) {
      if (this.isCurrent(entries[i]!)) yield entries[i]!.id;
    }
  }

  private isCurrent(job: Job): boolean {
    return this.jobs.get(job.id) === job;
  }

  private clean(): void {
    this.keep(this.entries.filter((job) => this.isCurrent(job)));
  }

  private keep(entries: Job[]): void {
    this.entries = entries;
    this.head = 0;
  }
}
