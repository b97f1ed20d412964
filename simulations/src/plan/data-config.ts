// Which plans have data: tables, backups, statistics and schedules beside the simulated jobs.
import type { DataConfig } from '../plan.ts';
import { createDraw } from './draw.ts';
import { drawLinks } from './links.ts';

/** Share of the seeds; the others have more of the simulated jobs. */
const SHARE = 0.2;

export function drawDataConfig(seed: string): DataConfig | null {
  const draw = createDraw(seed, 'data');
  if (!draw.chance(SHARE)) return null;
  return { storageLinks: { ...drawLinks(draw), fifo: false } };
}
