import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTROL, ENDS, REPORTS, WHERES, WORDS, type Where, type Word } from './model.ts';
import { arbitraryStart, arbitraryStep, JOBS } from './steps.ts';
import { World } from './world.ts';

// RESCIND_SEED=… replays a run, RESCIND_RUNS=… makes it longer; a failure prints its seed.
const SEED = Number(process.env['RESCIND_SEED'] ?? 20_260_101);
const RUNS = Number(process.env['RESCIND_RUNS'] ?? 10_000);

/** Every cell of the tables, and the situations besides, that a campaign has to meet. */
function allCells(): readonly string[] {
  const verbs = Object.keys(CONTROL.running);
  const holdable = Object.keys(REPORTS) as Where[];
  return [
    ...WHERES.flatMap((where) => [
      ...verbs.map((verb) => `${where} × ${verb}`),
      ...verbs.map((verb) => `${where} × ${verb}, not cancelable`),
      `${where} × claim`,
      `${where} × served`,
      `${where} × said by somebody else`,
    ]),
    ...holdable.flatMap((where) => [
      ...WORDS.map((word) => `${where} × ${word}`),
      `${where} × its session ends`,
      `${where} × served, though held`,
    ]),
    'a claim before the backoff is over',
    'a claim of a job that is held',
    'a claim of a session that is not open',
    'a claim of a session without room',
    'a done revert resumed: canceled',
    'a done revert resumed: failed',
    'a dropped draft',
    'a job that changed after it was selected',
    'a repeated request',
    'a session that ended and wants to come back',
    'an unknown job',
  ];
}

/** With every fault over and every pause ended, each job comes to its end, and to the right one. */
function heal(world: World): void {
  world.apply({ do: 'open', worker: 9 });
  for (
    let round = 0;
    round < 12 && JOBS.some((number) => !ENDS.has(world.where(number)));
    round++
  ) {
    world.apply({ do: 'pass', seconds: 90_000 });
    world.apply({ do: 'serve', jobs: JOBS });
    for (const number of JOBS) {
      world.apply({ do: 'claim', worker: 9, jobs: [number] });
      world.apply({ do: 'say', job: number, word: outcomeOf(world.where(number)), who: 'holder' });
      if (!world.where(number).startsWith('paused')) continue;
      const resume = { do: 'ask', verb: 'RESUME', jobs: [number] } as const;
      world.apply({ ...resume, selected: null, request: null });
    }
  }
}

function outcomeOf(where: Where): Word {
  return where === 'running' ? 'succeeded' : where === 'reverting' ? 'reverted' : 'stopped';
}

describe('the core and CockroachDB’s tables', () => {
  const hits = new Map<string, number>();

  it('agree after every command of any history, and every job comes to its right end', () => {
    const starts = fc.tuple(...JOBS.map(() => arbitraryStart));
    const steps = fc.array(arbitraryStep, { minLength: 5, maxLength: 30 });
    fc.assert(
      fc.property(starts, steps, (first, history) => {
        const world = new World(first);
        for (const each of history) world.apply(each);
        heal(world);
        expect(JOBS.filter((number) => !ENDS.has(world.where(number)))).toEqual([]);
        const canceled = [...world.model.canceled];
        expect(canceled.filter((number) => world.where(number) !== 'canceled')).toEqual([]);
        for (const cell of world.cells) hits.set(cell, (hits.get(cell) ?? 0) + 1);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  }, 60_000);

  it('have met in every cell', () => {
    expect(allCells().filter((cell) => !hits.has(cell))).toEqual([]);
    expect([...hits.keys()].filter((cell) => !allCells().includes(cell))).toEqual([]);
  });
});
