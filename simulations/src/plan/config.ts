// The size of a cluster and the strength of its faults. Every class of fault is off in a part of
// the plans: what never happens together is where some bugs hide.
import type { ClockSkew } from '../node-clock.ts';
import type { PlanConfig } from '../plan.ts';
import { drawDataConfig } from './data-config.ts';
import { createDraw } from './draw.ts';
import { drawLinks } from './links.ts';

/** For how long statements and faults come. */
const ACTIVE_MS = 91_000;

/** A few statements decided together are too large for it, each of them is not. */
const SMALL_LOG_BYTES = 2500;
/** Rows of an INSERT and histograms are larger. */
const SMALL_DATA_LOG_BYTES = 40_000;

export function drawConfig(seed: string): PlanConfig {
  const draw = createDraw(seed, 'config');
  const coordinators = draw.pick([2, 2, 3]);
  const drawnWorkers = draw.pick([3, 3, 4, 5]);
  const data = drawDataConfig(seed);
  const workers = data === null ? drawnWorkers : Math.min(drawnWorkers, 4);
  const busLinks = drawLinks(draw);
  return {
    coordinators,
    workers,
    clients: 3,
    slots: draw.pick([2, 4, 20]),
    activeMs: ACTIVE_MS,
    busLinks,
    // A lease that is lost all the time would leave nobody to make other mistakes.
    registerLinks: { ...busLinks, drop: busLinks.drop / 5, slow: busLinks.slow / 5 },
    logLinks: { ...drawLinks(draw), duplicate: 0, fifo: false },
    worldLinks: { ...drawLinks(draw), fifo: false },
    data,
    logFaults: draw.chance(0.65)
      ? {
          ackLost: draw.pick([0, 0.02, 0.1]),
          requestLost: draw.pick([0, 0.02, 0.1]),
          late: draw.pick([0, 0.02, 0.05]),
          unreachable: draw.pick([0, 0.02, 0.1]),
        }
      : { ackLost: 0, requestLost: 0, late: 0, unreachable: 0 },
    logMaxBytes: draw.chance(0.2) ? (data === null ? SMALL_LOG_BYTES : SMALL_DATA_LOG_BYTES) : null,
    clocks: drawClocks(seed, coordinators, workers),
  };
}

/** At most one coordinator is so wrong that it may not lead. */
function drawClocks(
  seed: string,
  coordinators: number,
  workers: number,
): Readonly<Record<string, ClockSkew>> {
  const draw = createDraw(seed, 'clocks');
  if (draw.chance(0.4)) return {};
  const clocks: Record<string, ClockSkew> = {};
  const rates = draw.chance(0.5) ? [1] : [1, 0.99, 1.01, 0.8, 1.25];
  for (let i = 1; i <= coordinators; i++) {
    clocks[`c${i}`] = { offsetMs: draw.between(-200, 200), rate: draw.pick(rates) };
  }
  if (draw.chance(0.2)) clocks['c2'] = { offsetMs: draw.pick([-3000, 3000]), rate: 1 };
  for (let i = 1; i <= workers; i++) {
    clocks[`w${i}`] = { offsetMs: draw.between(-60_000, 60_000), rate: draw.pick(rates) };
  }
  return clocks;
}
