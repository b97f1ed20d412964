import { parse } from '@rescind/sql';
import { describe, expect, it } from 'vitest';
import { drawPlan } from './draw-plan.ts';

const plans = Array.from({ length: 100 }, (_, i) => drawPlan(String(i)));
const withData = plans.filter(({ config }) => config.data !== null);

describe('plans with data', () => {
  it('are one of five, the same ones again', () => {
    expect(withData.length).toBeGreaterThan(12);
    expect(withData.length).toBeLessThan(32);
    expect(withData.map(({ seed }) => drawPlan(seed))).toEqual(withData);
  });

  it('say statements that the grammar knows', () => {
    const unknown = withData
      .flatMap(({ statements, core }) => [...statements, ...core.statements])
      .filter(({ sql }) => !isKnown(sql.replaceAll(/\{job \d+\}/g, '7')));
    expect(unknown).toEqual([]);
  });

  it.each([
    /^CREATE TABLE/,
    /^INSERT INTO/,
    /^BACKUP/,
    /^RESTORE DATABASE/,
    /^RESTORE TABLE/,
    /^CREATE STATISTICS/,
    /^CREATE SCHEDULE/,
    /^DROP TABLE/,
    /^ALTER TABLE/,
    /^ALTER DATABASE/,
    /^PAUSE SCHEDULE/,
    /^CANCEL JOBS FOR SCHEDULE/,
    /^CANCEL JOBS \(SELECT job_id FROM \[SHOW AUTOMATIC JOBS\]/,
    /automatic_collection\.enabled = off/,
  ])('have a share of what they are about: %s', (pattern) => {
    const some = withData.filter(({ statements }) =>
      statements.some(({ sql }) => pattern.test(sql)),
    );
    expect(some.length).toBeGreaterThan(0.15 * withData.length);
  });

  it('are apart from the others, which say nothing of data', () => {
    for (const { statements } of plans.filter(({ config }) => config.data === null)) {
      expect(statements.some(({ sql }) => /TABLE|BACKUP|SCHEDULE/.test(sql))).toBe(false);
    }
  });
});

function isKnown(sql: string): boolean {
  try {
    return parse(sql).length > 0;
  } catch {
    return false;
  }
}
