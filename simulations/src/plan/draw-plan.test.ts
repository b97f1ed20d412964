import { describe, expect, it } from 'vitest';
import { SEED_FLOOR } from '../campaign.ts';
import { drawPlan } from './draw-plan.ts';
import { readPlan } from './read-plan.ts';

const plans = Array.from({ length: 100 }, (_, i) => drawPlan(String(i)));

describe('a plan', () => {
  it('is the same for the same seed, and plain JSON', () => {
    expect(drawPlan('7')).toEqual(drawPlan('7'));
    expect(JSON.parse(JSON.stringify(drawPlan('7')))).toEqual(drawPlan('7'));
    expect(drawPlan('7')).not.toEqual(drawPlan('8'));
  });

  it.each(plans.slice(0, 20))('is as large as a seed has to be: $seed', (plan) => {
    const { config, statements } = plan;
    expect(config.coordinators).toBeGreaterThanOrEqual(SEED_FLOOR.coordinators);
    expect(config.workers).toBeGreaterThanOrEqual(SEED_FLOOR.workers);
    // Coming to rest takes the remaining seconds; a campaign measures them and holds the floor.
    expect(config.activeMs).toBeGreaterThanOrEqual(0.9 * SEED_FLOOR.virtualSeconds * 1000);
    expect(statements.length).toBeGreaterThanOrEqual(SEED_FLOOR.statements);
  });

  it('is in order of time, and speaks only of jobs that something makes', () => {
    for (const { statements, faults } of plans) {
      for (const list of [statements, faults]) {
        const times = list.map(({ at }) => at);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }
      const made = new Set(statements.flatMap(({ makes }) => makes ?? []));
      const named = statements.flatMap(({ sql }) => /\{job (\d+)\}/.exec(sql)?.[1] ?? []);
      expect(named.filter((number) => !made.has(Number(number)))).toEqual([]);
    }
  });

  it('has a core that can do everything by itself', () => {
    for (const { core, config } of plans) {
      expect(core.workers.length).toBeGreaterThanOrEqual(1);
      expect(Object.keys(core.rest)).not.toContain(core.coordinator);
      expect(core.rest).not.toHaveProperty(core.workers[0]!);
      expect(Math.abs(config.clocks[core.coordinator]?.offsetMs ?? 0)).toBeLessThan(500);
    }
  });

  it('leaves every class of fault out in some seeds and has it in others', () => {
    const shares = {
      crash: share((plan) => plan.faults.some(({ kind }) => kind === 'crash')),
      pause: share((plan) => plan.faults.some(({ kind }) => kind === 'pause')),
      cut: share((plan) => plan.faults.some(({ kind }) => kind === 'cut')),
      drop: share((plan) => plan.config.busLinks.drop > 0),
      duplicate: share((plan) => plan.config.busLinks.duplicate > 0),
      log: share((plan) => Object.values(plan.config.logFaults).some((p) => p > 0)),
      clocks: share((plan) => Object.keys(plan.config.clocks).length > 0),
      rest: share((plan) => Object.values(plan.core.rest).some((fate) => fate !== 'well')),
    };
    const lopsided = Object.entries(shares).filter(([, value]) => value < 0.2 || value > 0.97);
    expect(lopsided).toEqual([]);
  });
});

function share(has: (plan: (typeof plans)[number]) => boolean): number {
  return plans.filter(has).length / plans.length;
}

describe('a plan from a file', () => {
  it.each([
    ['', 'no valid JSON'],
    ['[]', 'no plan of version 1'],
    ['{"version":2}', 'no plan of version 1'],
    ['{"version":1,"seed":"1"}', 'the plan has no config'],
  ])('is refused with a sentence: %s', (text, sentence) => {
    expect(() => readPlan(text)).toThrow(sentence);
  });
});
