import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareJobIds, type JobId } from '../job/job-id.ts';
import { jobAt, jobId } from '../testing/decider-spec.ts';
import { JobTable } from './job-table.ts';

/** Ids near each other, far apart, around the places where their halves turn over, and the last. */
const arbitraryId = fc
  .tuple(
    fc.constantFrom(1n, 999_999_990n, 10n ** 9n, 10n ** 18n, 9_223_372_036_854_775_780n),
    fc.integer({ min: 0, max: 27 }),
  )
  .map(([base, distance]) => jobId(String(base + BigInt(distance))));

const tableOf = (ids: readonly JobId[]): JobTable => {
  const table = new JobTable();
  for (const id of ids) table.add(jobAt('forward.running', { id }));
  return table;
};

describe('the table of jobs', () => {
  const arbitraryIds = fc.uniqueArray(arbitraryId, { maxLength: 60 });

  it('finds what is in it and nothing else, whatever was asked before', () => {
    fc.assert(
      fc.property(arbitraryIds, fc.array(arbitraryId), (ids, asked) => {
        const table = tableOf([...ids].sort(compareJobIds));
        for (const id of [...asked, ...ids, ...asked]) {
          expect(table.get(id)?.id).toBe(ids.includes(id) ? id : undefined);
          expect(table.has(id)).toBe(ids.includes(id));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is in order of ids, in whatever order they came', () => {
    fc.assert(
      fc.property(arbitraryIds, (ids) => {
        const table = tableOf(ids);
        const sorted = [...ids].sort(compareJobIds);
        expect(table.ids).toEqual(sorted);
        expect([...table.keys()]).toEqual(sorted);
        expect(Array.from(table.values(), (job) => job.id)).toEqual(sorted);
        expect(Array.from(table, ([id]) => id)).toEqual(sorted);
        expect(table.size).toBe(ids.length);
        for (const id of ids) expect(table.get(id)?.id).toBe(id);
      }),
      { numRuns: 300 },
    );
  });

  it('gives the newest object of a job', () => {
    const table = tableOf([7, 8, 9].map(jobId));
    const moved = jobAt('succeeded', { id: jobId(8) });
    table.replace(table.indexOf(jobId(8)), moved);
    expect(table.get(jobId(8))).toBe(moved);
    expect(table.get(jobId(9))?.place).toBe('forward.running');
  });

  it.each(['', '0', '07', '7 ', '7x', '-7', '7.0', '/', '99999999999999999999'])(
    'takes "%s" for no id of its own',
    (text) => {
      const table = tableOf([1, 7, 70].map(jobId));
      expect(table.get(text as JobId)).toBeUndefined();
    },
  );

  it('bears what is no text: a worker may send anything', () => {
    const table = tableOf([jobId(7)]);
    const anything: readonly unknown[] = [7, null, undefined, {}, ['7']];
    for (const id of anything) {
      expect(table.get(id as JobId)).toBeUndefined();
    }
  });
});
