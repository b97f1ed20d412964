// Schedules of backups every minute, with every policy, and what users do to them and their jobs.
import type { Draw } from '../draw.ts';
import type { Teller } from './teller.ts';

export function scheduleStory(teller: Teller, at: number): void {
  const { draw, say, next, activeMs } = teller;
  const number = next();
  const [running, failure] = [
    draw.pick(['wait', 'skip', 'start']),
    draw.pick(['retry', 'reschedule', 'pause']),
  ];
  const first = draw.chance(0.55) ? `, first_run = '${firstRun(draw)}'` : '';
  const create = (of: number): string =>
    `CREATE SCHEDULE 'schedule ${of}' FOR BACKUP DATABASE shop INTO 'nodelocal://1/s${number}' ` +
    `RECURRING '* * * * *' WITH SCHEDULE OPTIONS on_previous_running = '${running}', ` +
    `on_execution_failure = '${failure}'${first}`;
  say(at, create(number), number);
  // Two at one time into one place: at most one of their jobs gets it.
  if (draw.chance(0.4)) {
    const twin = next();
    say(at, create(twin), twin);
  }
  const schedule = `{job ${number}}`;
  // Around the times it may run at: when it is made, and each full minute.
  const when = (): number => draw.pick([at, 60_000]) + draw.between(100, 4000);
  const later = (): number => draw.between(at, activeMs);
  const jobs = `JOBS FOR SCHEDULES (SELECT id FROM [SHOW SCHEDULES])`;
  if (draw.chance(0.6)) say(when(), `CANCEL JOBS FOR SCHEDULE ${schedule}`);
  if (draw.chance(0.5)) say(when(), `PAUSE JOBS FOR SCHEDULE ${schedule}`);
  if (draw.chance(0.3)) {
    // Its job ends badly when it is paused itself.
    const paused = when();
    say(paused, `PAUSE SCHEDULE ${schedule}`);
    say(paused + draw.around(500), `CANCEL JOBS FOR SCHEDULE ${schedule}`);
  }
  if (draw.chance(0.3)) {
    // Its job is neither here nor there when its next time comes.
    const canceled = 60_000 - draw.between(1000, 4000);
    say(canceled, `CANCEL JOBS FOR SCHEDULE ${schedule}`);
    for (let i = 1; i < 5; i++) say(canceled + 40 * i, `PAUSE JOBS FOR SCHEDULE ${schedule}`);
  }
  if (draw.chance(0.4)) say(later(), `RESUME ${jobs}`);
  if (draw.chance(0.3)) say(later(), `CANCEL ${jobs}`);
  if (draw.chance(0.5)) say(later(), `PAUSE SCHEDULE ${schedule}`);
  if (draw.chance(0.5)) say(later(), `RESUME SCHEDULE ${schedule}`);
  if (draw.chance(0.2)) say(later(), `DROP SCHEDULE ${schedule}`);
}

/** Now and then long ago: the times since then are not made up. */
function firstRun(draw: Draw): string {
  return draw.chance(0.3) ? '2025-12-31 23:40:00' : `2026-01-01 00:00:${draw.between(10, 59)}`;
}
