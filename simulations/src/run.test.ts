import { describe, expect, it } from 'vitest';
import { drawPlan } from './plan/draw-plan.ts';
import { readPlan } from './plan/read-plan.ts';
import type { Plan } from './plan.ts';
import { run } from './run.ts';

const PATIENCE_MS = 60_000;

describe('a run', () => {
  it(
    'is the same again: seed A, seed B, seed A in one process',
    async () => {
      const [a, b, again] = [
        await run(drawPlan('11')),
        await run(drawPlan('12')),
        await run(drawPlan('11')),
      ];
      expect([a.violation, b.violation]).toEqual([undefined, undefined]);
      expect(again).toEqual(a);
      expect(b.hash).not.toBe(a.hash);
    },
    PATIENCE_MS,
  );

  it(
    'is the same from its plan as stored in a file, and with stacks in its errors',
    async () => {
      const plan = drawPlan('13');
      const stored = readPlan(JSON.stringify(plan));
      expect(stored).toEqual(plan);
      const [drawn, read] = [await run(plan), await run(stored, { traced: true })];
      expect(read.hash).toBe(drawn.hash);
    },
    PATIENCE_MS,
  );

  it(
    'leaves the clocks and the sources of chance of this process as they were',
    async () => {
      const look = () => [
        globalThis.Date,
        globalThis.setTimeout,
        ...[Math, performance, crypto, process].map((each) => Object.getOwnPropertyNames(each)),
      ];
      const before = look();
      await run(short(drawPlan('14')));
      expect(look()).toEqual(before);
      expect(() => [
        new Date(),
        Math.random(),
        performance.now(),
        crypto.randomUUID(),
      ]).not.toThrow();
    },
    PATIENCE_MS,
  );

  it(
    'says who waits for what when the cluster cannot come to rest',
    async () => {
      const plan = short(drawPlan('15'));
      const workers = Array.from({ length: plan.config.workers }, (_, i) => `w${i + 1}`);
      const dead = Object.fromEntries(workers.map((name) => [name, 'dead'] as const));
      const rest = { ...plan.core.rest, ...dead };
      const { violation } = await run({ ...plan, faults: [], core: { ...plan.core, rest } });
      expect(violation?.checker).toMatch(/comes to rest/);
      expect(violation?.message).toMatch(/job \d+ is running, (held by|nobody holds it)/);
      expect(violation?.message).toMatch(/w1#\d+ is dead/);
    },
    PATIENCE_MS,
  );
});

/** The first seconds of a plan, with a job that takes longer. */
function short(plan: Plan): Plan {
  const config = { ...plan.config, activeMs: 4000 };
  const details = { steps: 2, stepMs: 3000, obeys: 'at-once', cleanupFailures: 0, failAt: null };
  const sql = `CREATE JOB sim WITH DETAILS = '${JSON.stringify(details)}'`;
  return {
    ...plan,
    config,
    statements: [{ at: 2000, client: 'u1', sql, makes: 1 }],
    faults: plan.faults.filter(({ at }) => at < config.activeMs),
    core: { ...plan.core, statements: [] },
  };
}
