// What clients say about data: tables are made and filled, backed up and restored, counted, and
// backed up by schedules; each job has a story of its own, and users are busy meanwhile.
import type { DataConfig, PlanConfig, PlannedStatement } from '../plan.ts';
import { createDraw, type Draw } from './draw.ts';
import { backupStory, restoreStory } from './data/backup-stories.ts';
import { scheduleStory } from './data/schedule-stories.ts';
import { statisticsStory, withheldStory } from './data/statistics-stories.ts';
import { fillTables, insertInto, TABLES } from './data/tables.ts';
import type { SayData, Teller } from './data/teller.ts';
import { usersBusy } from './data/users.ts';

/** Numbers below it are those of the simulated jobs. */
const FIRST_NUMBER = 1000;
/** The tables are there by then, if nothing is in the way. */
const FILLED_MS = 6000;

export function drawDataStatements(
  seed: string,
  config: PlanConfig & { readonly data: DataConfig },
): readonly PlannedStatement[] {
  const draw = createDraw(seed, 'data-statements');
  const { activeMs } = config;
  const out: PlannedStatement[] = [];
  let number = FIRST_NUMBER;
  const say: SayData = (at, sql, makes) => {
    if (at >= activeMs) return;
    const statement = { at, client: `u${draw.between(1, config.clients)}`, sql };
    out.push(makes === undefined ? statement : { ...statement, makes });
  };
  const teller: Teller = { draw, say, next: () => number++, activeMs };
  const when = (part: number): number => draw.between(FILLED_MS, Math.floor(activeMs * part));

  for (const sql of drawDataSettings(draw)) say(draw.between(100, 500), sql);
  fillTables(teller);
  for (let i = draw.between(3, 6); i > 0; i--) backupStory(teller, i < 3 ? FILLED_MS : when(0.7));
  // Most of them when there is something to restore.
  for (let i = draw.between(5, 9); i > 0; i--) restoreStory(teller, when(0.85) + FILLED_MS);
  for (let i = draw.between(2, 4); i > 0; i--) statisticsStory(teller, when(0.9));
  for (let i = draw.between(1, 2); i > 0; i--) withheldStory(teller, when(0.9));
  for (let i = draw.between(3, 7); i > 0; i--) say(when(0.95), insertInto(draw, draw.pick(TABLES)));
  for (let i = draw.between(1, 3); i > 0; i--) scheduleStory(teller, when(0.6));
  usersBusy(teller, when);
  return out.sort((a, b) => a.at - b.at);
}

function drawDataSettings(draw: Draw): readonly string[] {
  const stale = draw.pick([5, 10, 20]);
  return [
    `SET CLUSTER SETTING sql.stats.automatic_collection.min_stale_rows = ${stale}`,
    `SET CLUSTER SETTING jobs.objects.sweep_interval = '${draw.pick(['1s', '2s', '5s'])}'`,
    ...(draw.chance(0.7)
      ? [`SET CLUSTER SETTING kv.bulk_io_write.max_rate = '${draw.pick([4, 8, 16])} KiB'`]
      : []),
  ];
}
