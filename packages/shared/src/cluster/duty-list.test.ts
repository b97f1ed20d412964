import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobId } from '../job/job-id.ts';
import { jobAt, jobId } from '../testing/decider-spec.ts';
import { DutyList } from './duty-list.ts';
import { JobTable } from './job-table.ts';

/** A list over a table, and the same kept the plain way: as an array of ids. */
class Both {
  readonly table = new JobTable();
  readonly list = new DutyList(this.table);
  readonly plain: JobId[] = [];

  /** Puts a job on the list, or, when it is on it already, makes it another object there. */
  add(id: JobId): void {
    const job = jobAt('forward.running', { id });
    const index = this.table.indexOf(id);
    if (index < 0) this.table.add(job);
    else this.table.replace(index, job);
    if (this.plain.includes(id)) {
      this.plain.splice(this.plain.indexOf(id), 1);
      this.list.renew(job);
    } else {
      this.list.add(job);
    }
    this.plain.push(id);
  }

  leave(id: JobId): void {
    if (!this.plain.includes(id)) return;
    this.table.replace(this.table.indexOf(id), jobAt('succeeded', { id }));
    this.plain.splice(this.plain.indexOf(id), 1);
    this.list.left();
  }
}

describe('a list of jobs to look after', () => {
  it('holds who came and has not left, in order, once each', () => {
    const step = fc.record({
      what: fc.constantFrom('add' as const, 'add' as const, 'leave' as const, 'read' as const),
      id: fc.integer({ min: 1, max: 12 }).map(jobId),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const both = new Both();
        for (const { what, id } of steps) {
          if (what !== 'read') both[what](id);
          // Reading moves the list's own mark, so it is read at some steps and not at others.
          const read = what === 'read' ? [...both.list] : both.plain;
          expect(read).toEqual(both.plain);
          expect(both.list.size).toBe(both.plain.length);
        }
        expect([...both.list]).toEqual(both.plain);
      }),
      { numRuns: 500 },
    );
  });

  it('stays in order when thousands have left from everywhere', () => {
    const both = new Both();
    for (let i = 1; i <= 5000; i++) both.add(jobId(i));
    for (let i = 1; i <= 5000; i++) if (i % 7 !== 0) both.leave(jobId(i));
    both.add(jobId(1));
    expect([...both.list]).toEqual(both.plain);
    expect(both.list.size).toBe(715);
  });

  it('forgets those who have left as soon as somebody else comes', () => {
    const both = new Both();
    for (let i = 1; i <= 4000; i++) both.add(jobId(i));
    for (let i = 1; i < 4000; i++) both.leave(jobId(i));
    both.add(jobId(5000));
    const kept = JSON.stringify(both.list).match(/"id"/g)!.length;
    // The table, which the list knows, holds each job once.
    expect(kept - 4001).toBeLessThan(10);
    expect([...both.list]).toEqual(['4000', '5000']);
  });
});
