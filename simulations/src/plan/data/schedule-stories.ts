// Schedules of backups every minute, with every policy, and what users do to them and their jobs.
import type { Teller } from './teller.ts';

export function scheduleStory(teller: Teller, at: number): void {
  const { draw, say, next, activeMs } = teller;
  const number = next();
  const [running, failure] = [
    draw.pick(['wait', 'skip', 'start']),
    draw.pick(['retry', 'reschedule', 'pause']),
  ];
  const first = draw.chance(0.4) ? `, first_run = '2026-01-01 00:00:${draw.between(10, 59)}'` : '';
  say(
    at,
    `CREATE SCHEDULE 'schedule ${number}' FOR BACKUP DATABASE shop ` +
      `INTO 'nodelocal://1/s${number}' ` +
      `RECURRING '* * * * *' WITH SCHEDULE OPTIONS on_previous_running = '${running}', ` +
      `on_execution_failure = '${failure}'${first}`,
    number,
  );
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
  if (draw.chance(0.4)) say(later(), `RESUME ${jobs}`);
  if (draw.chance(0.3)) say(later(), `CANCEL ${jobs}`);
  if (draw.chance(0.5)) say(later(), `PAUSE SCHEDULE ${schedule}`);
  if (draw.chance(0.5)) say(later(), `RESUME SCHEDULE ${schedule}`);
  if (draw.chance(0.2)) say(later(), `DROP SCHEDULE ${schedule}`);
}
