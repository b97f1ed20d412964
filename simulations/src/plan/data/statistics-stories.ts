// Statistics that users make, and what becomes of the automatic ones.
import type { Teller } from './teller.ts';
import { meddle } from './backup-stories.ts';
import { TABLES } from './tables.ts';

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
