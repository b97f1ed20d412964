// What goes wrong with whole processes, and who is left when nothing goes wrong any more.
import type { PlanConfig, PlannedAmbush, PlannedCore, PlannedFault } from '../plan.ts';
import type { Waking } from '../scheduler.ts';
import { createDraw, type Draw } from './draw.ts';
import { coordinatorsOf, workersOf } from './names.ts';
import { drawLastStatements } from './statements.ts';

export function drawFaults(seed: string, config: PlanConfig): readonly PlannedFault[] {
  const draw = createDraw(seed, 'faults');
  const faults: PlannedFault[] = [];
  const members = [...coordinatorsOf(config), ...workersOf(config)];
  const when = (): number => draw.between(1500, config.activeMs - 1500);
  const times = (probability: number, counts: readonly number[]): number =>
    draw.chance(probability) ? draw.pick(counts) : 0;

  for (let i = times(0.85, [3, 6, 12]); i > 0; i--) {
    const process = draw.chance(0.4) ? draw.pick(workersOf(config)) : draw.pick(members);
    const forMs = draw.pick([100, 800, 3000, 9000]);
    faults.push({ at: when(), forMs, kind: 'crash', process });
  }
  for (let i = times(0.35, [1, 3]); i > 0; i--) {
    faults.push({
      at: when(),
      forMs: draw.pick([500, 3000]),
      kind: 'stop',
      process: draw.pick(members),
    });
  }
  for (let i = times(0.6, [1, 4, 10]); i > 0; i--) {
    const waking = draw.pick<Waking>(['timers-first', 'messages-first', 'in-order']);
    const forMs = draw.pick([300, 1000, 4000, 8000, 12_000]);
    faults.push({ at: when(), forMs, kind: 'pause', process: draw.pick(members), waking });
  }
  for (let i = times(0.55, [1, 3, 8]); i > 0; i--) {
    const forMs = draw.pick([500, 2000, 9000]);
    faults.push({ at: when(), forMs, kind: 'cut', links: drawCut(draw, config) });
  }
  for (let i = times(0.3, [1, 2]); i > 0; i--) {
    const process = draw.pick(['log', 'log', 'register', 'world']);
    faults.push({ at: when(), forMs: draw.pick([300, 2000, 5000]), kind: 'crash', process });
  }
  for (let i = times(0.3, [1, 3]); i > 0; i--) {
    const byMs = draw.pick([-120_000, -2000, 2000, 120_000]);
    const forMs = draw.pick([500, 3000, 15_000]);
    faults.push({ at: when(), forMs, kind: 'clock-jump', process: draw.pick(members), byMs });
  }
  faults.push(...drawLostLeases(seed, config));
  if (config.data !== null) faults.push(...drawStorageFaults(seed, config));
  return faults.sort((a, b) => a.at - b.at);
}

/** A leader is deposed in the middle of its work, which reaches everybody else; own draws. */
function drawLostLeases(seed: string, config: PlanConfig): readonly PlannedFault[] {
  const draw = createDraw(seed, 'lost-leases');
  if (draw.chance(0.5)) return [];
  return coordinatorsOf(config).map((name) => ({
    at: draw.between(1500, config.activeMs - 1500),
    forMs: draw.pick([2000, 6000]),
    kind: 'cut' as const,
    links: [
      [name, 'register'],
      ['register', name],
    ] as const,
  }));
}

/** The storage is away, or some cannot reach it; with draws of its own. */
function drawStorageFaults(seed: string, config: PlanConfig): readonly PlannedFault[] {
  const draw = createDraw(seed, 'storage-faults');
  if (draw.chance(0.4)) return [];
  return Array.from({ length: draw.pick([1, 2, 4]) }, () => {
    const at = draw.between(5000, config.activeMs - 1500);
    const forMs = draw.pick([300, 2000, 6000]);
    if (draw.chance(0.4)) return { at, forMs, kind: 'crash', process: 'storage' };
    const cut = workersOf(config).filter(() => draw.chance(0.5));
    const out = cut.map((name) => [name, 'storage'] as const);
    const back = cut.map((name) => ['storage', name] as const);
    return { at, forMs, kind: 'cut', links: draw.pick([out, back, [...out, ...back]]) };
  });
}

/** Commits that a run of this length reaches for certain, and where it usually ends. */
const FIRST_COMMITS = 30;
const MANY_COMMITS = 350;

export function drawAmbushes(seed: string): readonly PlannedAmbush[] {
  const draw = createDraw(seed, 'ambushes');
  if (draw.chance(0.4)) return [];
  return Array.from({ length: draw.pick([1, 4, 10]) }, () => ({
    commit: draw.between(2, draw.pick([FIRST_COMMITS, MANY_COMMITS, MANY_COMMITS])),
    who: draw.pick(['writer', 'writer', 'holder'] as const),
    what: draw.pick(['crash', 'crash', 'pause'] as const),
    forMs: draw.pick([100, 800, 3000, 9000]),
  })).sort((a, b) => a.commit - b.commit);
}

/** One process alone, or two halves; both ways, or one way only. */
function drawCut(draw: Draw, config: PlanConfig): readonly (readonly [string, string])[] {
  const all = [...coordinatorsOf(config), ...workersOf(config), 'log', 'register', 'world'];
  const alone = draw.pick(all);
  const isolates = draw.chance(0.5);
  const inside = all.filter((name) => (isolates ? name === alone : draw.chance(0.5)));
  const outside = all.filter((name) => !inside.includes(name));
  const out = inside.flatMap((a) => outside.map((b) => [a, b] as const));
  const back = out.map(([a, b]) => [b, a] as const);
  return draw.pick([[...out, ...back], [...out, ...back], out, back]);
}

/** The core can do everything by itself; each of the rest is dead, or as good as, in some plans. */
export function drawCore(seed: string, config: PlanConfig): PlannedCore {
  const draw = createDraw(seed, 'core');
  // A coordinator whose clock is wrong may not lead, so it cannot be the core.
  const able = coordinatorsOf(config).filter(
    (name) => Math.abs(config.clocks[name]?.offsetMs ?? 0) < 300,
  );
  const coordinator = draw.pick(able);
  const first = draw.pick(workersOf(config));
  const workers = workersOf(config).filter((name) => name === first || draw.chance(0.5));
  const rest: Record<string, 'well' | 'dead' | 'paused' | 'cut-off'> = {};
  for (const name of [...coordinatorsOf(config), ...workersOf(config)]) {
    if (name === coordinator || workers.includes(name)) continue;
    rest[name] = draw.chance(0.5) ? 'well' : draw.pick(['dead', 'dead', 'paused', 'cut-off']);
  }
  return { coordinator, workers, statements: drawLastStatements(seed, config), rest };
}
