import { describe, expect, it } from 'vitest';
import type { JobId } from '../job/job-id.ts';
import { ID } from '../testing/data-commands.ts';
import type { Table } from './descriptor.ts';
import { AUTOMATIC_STATISTICS, isStale, type TableStatistics } from './statistics.ts';

const table = (written: number, state: Table['state'] = 'public'): Table => ({
  id: 54,
  database: 52,
  name: 'loans',
  columns: [ID],
  owner: 'root',
  state,
  job: null,
  layers: [],
  inline: [],
  inlineBytes: 0,
  written,
  statisticsFrom: 0,
});

/** Statistics made when so many rows had been written, of which so many were there. */
const made = (written: number, rows = written, name = AUTOMATIC_STATISTICS): TableStatistics => {
  return { name, job: '1' as JobId, created: 0, rows, written, columns: [] };
};

const DEFAULTS = { fraction: 0.2, rows: 500 };

describe('automatic statistics', () => {
  it.each<[string, boolean, Table, readonly TableStatistics[]]>([
    ['an empty table without any', false, table(0), []],
    ['a table of one row without any', true, table(1), []],
    ['a table with those of a user alone', true, table(1), [made(1, 1, 's')]],
    ['an offline table', false, table(9, 'offline'), []],
    ['a dropped table', false, table(9, 'dropped'), []],
    ['a table nobody has written to since', false, table(1000), [made(1000)]],
    ['1000 rows and 700 more', false, table(1700), [made(1000)]],
    ['1000 rows and 701 more', true, table(1701), [made(1000)]],
    ['10 rows and 502 more', false, table(512), [made(10)]],
    ['10 rows and 503 more', true, table(513), [made(10)]],
    ['no rows and 500 more', false, table(500), [made(0)]],
    ['no rows and 501 more', true, table(501), [made(0)]],
    ['newer ones that a user has made', true, table(1701), [made(1000), made(1701, 1701, 's')]],
    ['old and new ones', false, table(1701), [made(0), made(1001)]],
    ['fewer rows than were ever written', true, table(1601), [made(1000, 500)]],
  ])('of %s: due is %s', (_what, due, of, known) => {
    expect(isStale(of, known, DEFAULTS)).toBe(due);
  });

  it('are due by the settings', () => {
    const known = [made(100)];
    expect(isStale(table(101), known, { fraction: 0, rows: 0 })).toBe(true);
    expect(isStale(table(100), known, { fraction: 0, rows: 0 })).toBe(false);
    expect(isStale(table(150), known, { fraction: 0.5, rows: 0 })).toBe(false);
    expect(isStale(table(151), known, { fraction: 0.5, rows: 0 })).toBe(true);
    expect(isStale(table(103), known, { fraction: 0, rows: 3 })).toBe(false);
    expect(isStale(table(104), known, { fraction: 0, rows: 3 })).toBe(true);
  });
});
