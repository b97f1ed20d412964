// Statistics that users make, and what becomes of the automatic ones: users cancel and pause them,
// also when they are not to come back, or not yet.
import type { Teller } from './teller.ts';
import { meddle } from './backup-stories.ts';
import { TABLES } from './tables.ts';

/** Whether automatic statistics are made. */
export const COLLECTING = 'sql.stats.automatic_collection.enabled';

const AUTOMATIC = `(SELECT job_id FROM [SHOW AUTOMATIC JOBS] WHERE status =`;

export function statisticsStory(teller: Teller, at: number): void {
  const { draw, say, next, activeMs } = teller;
  const number = next();
  say(at, `CREATE STATISTICS s${number} FROM ${draw.pick(TABLES)}`, number);
  meddle(teller, number, at, draw.chance(0.3));
  for (let i = draw.between(1, 3); i > 0; i--) {
    say(draw.between(3000, activeMs), `CANCEL JOBS ${AUTOMATIC} 'running')`);
  }
  if (draw.chance(0.5)) {
    const paused = draw.between(3000, activeMs);
    say(paused, `PAUSE JOBS ${AUTOMATIC} 'running')`);
    if (draw.chance(0.5)) say(paused + draw.around(2000), `CANCEL JOBS ${AUTOMATIC} 'paused')`);
    if (draw.chance(0.7)) say(paused + draw.around(3000), `RESUME JOBS ${AUTOMATIC} 'paused')`);
  }
}

/** An automatic one is canceled when another is under way, or when they are off. */
export function withheldStory(teller: Teller, at: number): void {
  const { draw, say, next } = teller;
  // It lasts for a moment: it is caught when it runs, or it is not.
  for (let i = 0; i < 5; i++) say(at + 250 * i, `PAUSE JOBS ${AUTOMATIC} 'running')`);
  const caught = at + 1500;
  if (draw.chance(0.5)) {
    say(caught, `SET CLUSTER SETTING ${COLLECTING} = off`);
    if (draw.chance(0.7)) say(caught + draw.around(4000), `SET CLUSTER SETTING ${COLLECTING} = on`);
  } else {
    const number = next();
    say(caught, `CREATE STATISTICS s${number} FROM ${draw.pick(TABLES)}`, number);
    for (let i = 1; i < 4; i++) say(caught + 60 * i, `PAUSE JOB {job ${number}}`);
    say(caught + draw.between(1500, 6000), `RESUME JOB {job ${number}}`);
  }
  for (let i = 1; i < 3; i++) say(caught + 500 * i, `CANCEL JOBS ${AUTOMATIC} 'paused')`);
}
