import { describe, expect, it } from 'vitest';
import { job, stored, table } from '../testing/data-histories.ts';
import { judge, log } from '../testing/histories.ts';
import { createPublishedRows } from './published-rows.ts';

const verdict = (facts: Parameters<typeof judge>[1]) => judge(createPublishedRows(), facts);
const ROWS = '[1,"a"]\n[2,"b"]\n';
const subdir = '2026/01/01-000000.00';
const uri = 'nodelocal://1/daily';

/** What a RESTORE has stored, and the table it has published with it. */
const manifest = stored.manifest(stored.segment('jobs/7/1/1', ROWS));
const restored = [
  job.made('7', 'RESTORE', { uri, subdir, tables: [{ database: 'd', table: 't', index: 0 }] }),
  table.made(61, 50, '7'),
  table.published('7', [61, stored.layer('jobs/7/1/manifest-0', manifest)]),
  job.succeeded('7'),
];
const objects = { 'jobs/7/1/1': ROWS, 'jobs/7/1/manifest-0': manifest };

/** The backup it is of. */
const backup = (rows: string) => {
  const segments = [stored.segment(`${subdir}/data/6-1-1`, rows)];
  const tables = [{ name: 't60', database: 'd50', rows: rows.split('\n').length - 1, segments }];
  return {
    [`daily/${subdir}/BACKUP_MANIFEST`]: JSON.stringify({ tables }),
    [`daily/${subdir}/data/6-1-1`]: rows,
  };
};
/** And the BACKUP that made it, of a table with rows in the log. */
const backedUp = [
  table.made(60),
  table.filled(60, [
    [1, 'a'],
    [2, 'b'],
  ]),
  job.made('6', 'BACKUP', {
    uri,
    subdir,
    tables: [{ id: 60, database: 'd50', table: 't60', layers: 0, inline: 2 }],
  }),
  table.filled(60, [[3, 'c']]),
  job.succeeded('6'),
];

describe('a restored table', () => {
  it('passes with the rows of its backup, in whatever order', () => {
    const seen = stored.seen(objects, backup('[2,"b"]\n[1,"a"]\n'));
    expect(verdict([...log(restored), seen])).toBeUndefined();
  });

  it('is refused with other rows, or with one of them twice', () => {
    expect(verdict([...log(restored), stored.seen(objects, backup('[1,"a"]\n[2,"c"]\n'))])).toBe(
      'table t61 (61) and its backup: [2,"b"] and [2,"c"]',
    );
    expect(verdict([...log(restored), stored.seen(objects, backup('[1,"a"]\n'))])).toContain(
      '2 rows and 1 rows',
    );
  });

  it('is compared with its own part of the backup when another table of it is gone', () => {
    const tables = [0, 1].map((index) => ({ database: 'd', table: `t${index}`, index }));
    const both = [
      job.made('7', 'RESTORE', { uri, subdir, tables }),
      ...[61, 62].map((id) => table.made(id, 50, '7')),
      table.published('7', [61], [62, stored.layer('jobs/7/1/manifest-0', manifest)]),
      job.succeeded('7'),
      table.dropped(61),
      { type: 'TablesCleared', tables: [61] } as const,
    ];
    const segments = [stored.segment(`${subdir}/data/6-1-1`, ROWS)];
    const parts = [[], segments].map((each) => ({ name: 't', database: 'd', segments: each }));
    const seen = (of: readonly unknown[]) =>
      stored.seen(objects, {
        ...backup(ROWS),
        [`daily/${subdir}/BACKUP_MANIFEST`]: JSON.stringify({ tables: of }),
      });
    expect(verdict([...log(both), seen(parts)])).toBeUndefined();
    expect(verdict([...log(both), seen(parts.toReversed())])).toContain('2 rows and 0 rows');
  });

  it('is refused when something of it is gone or damaged', () => {
    const { 'jobs/7/1/1': _, ...gone } = objects;
    const all = backup(ROWS);
    expect(verdict([...log(restored), stored.seen(gone, all)])).toContain('jobs/7/1/1 is gone');
    const damaged = { ...objects, 'jobs/7/1/1': ROWS.toUpperCase() };
    expect(verdict([...log(restored), stored.seen(damaged, all)])).toContain('is another');
    expect(verdict([...log(restored), stored.seen(objects)])).toContain('BACKUP_MANIFEST is gone');
  });
});

describe('a backup', () => {
  it('passes with the rows its table had when it was made', () => {
    expect(verdict([...log(backedUp), stored.seen({}, backup(ROWS))])).toBeUndefined();
  });

  it('is refused with rows that came later', () => {
    const later = stored.seen({}, backup(`${ROWS}[3,"c"]\n`));
    expect(verdict([...log(backedUp), later])).toContain('BACKUP 6: table t60: 2 rows and 3 rows');
  });
});
