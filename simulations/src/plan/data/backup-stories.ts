// Backups and restores: each is made, and somebody may want something of it while it runs.
import type { Teller } from './teller.ts';
import type { Draw } from '../draw.ts';
import { COLUMNS, insertInto, TABLES } from './tables.ts';

/** One place: the number of the node means nothing. */
const DAILY = ['nodelocal://1/daily', 'nodelocal://2/daily', 'nodelocal://self/daily'] as const;
const COLLECTIONS = [...DAILY, ...DAILY, 'nodelocal://1/weekly'] as const;

const BACKUPS = [
  'BACKUP DATABASE shop',
  'BACKUP DATABASE shop',
  'BACKUP DATABASE shop, ops',
  'BACKUP TABLE shop.public.items, ops.public.notes',
  'BACKUP',
] as const;

export function backupStory(teller: Teller, at: number): void {
  const { draw, say, next } = teller;
  const number = next();
  const sql = `${draw.pick(BACKUPS)} INTO '${draw.pick(COLLECTIONS)}' WITH detached`;
  // Rows that came a moment before, and a table that goes a moment after.
  if (draw.chance(0.4)) say(at - draw.around(30), insertInto(draw, draw.pick(TABLES)));
  say(at, sql, number);
  // Two at one time into one place: at most one gets it.
  if (draw.chance(0.2)) say(at, sql, next());
  if (draw.chance(0.3)) dropMeanwhile(teller, at);
  meddle(teller, number, at, draw.chance(0.35));
}

function dropMeanwhile({ draw, say }: Teller, at: number): void {
  const table = draw.pick(TABLES);
  const dropped = at + draw.around(draw.pick([20, 1500]));
  say(dropped, `DROP TABLE ${table}`);
  say(dropped + 100, `CREATE TABLE IF NOT EXISTS ${table} (${COLUMNS})`);
  say(dropped + 400, insertInto(draw, table));
}

export function restoreStory(teller: Teller, at: number): void {
  const { draw, say, next } = teller;
  const number = next();
  const { sql, database } = restore(draw, number);
  say(at, `${sql} FROM LATEST IN '${draw.pick(COLLECTIONS)}'${withOptions(sql, database)}`, number);
  // Somebody else finds the new database useful, at once or a little later.
  const found = at + (draw.chance(0.5) ? draw.between(200, 1500) : 1000);
  say(found, `CREATE TABLE ${database}.public.mine_${number} (id INT8)`);
  // Somebody has rows for its tables, while they are being filled or later.
  if (draw.chance(0.35)) {
    say(at + draw.between(100, 4000), insertInto(draw, `${database}.public.items`));
  }
  if (draw.chance(0.15)) {
    say(at + draw.between(100, 6000), `DROP DATABASE ${database} CASCADE`);
  }
  if (draw.chance(0.15)) {
    say(at + draw.between(100, 4000), `ALTER DATABASE ${database} RENAME TO ${database}_again`);
  }
  meddle(teller, number, at, draw.chance(0.65));
}

/** New databases mostly of their own name; sometimes two restores want the same. */
function restore(draw: Draw, number: number): { readonly sql: string; readonly database: string } {
  if (draw.chance(0.35)) {
    return {
      sql: `RESTORE TABLE shop.public.${draw.pick(['items', 'orders'])}`,
      database: draw.chance(0.5) ? 'target' : 'ops',
    };
  }
  return {
    sql: 'RESTORE DATABASE shop',
    database: draw.chance(0.2) ? 'copy' : `copy_${number}`,
  };
}

function withOptions(sql: string, database: string): string {
  const option = sql.startsWith('RESTORE TABLE') ? 'into_db' : 'new_db_name';
  return ` WITH ${option} = '${database}', detached`;
}

/** Pauses, cancels and resumes, sooner or later; `cancels`: two of them at least are a CANCEL. */
export function meddle({ draw, say }: Teller, number: number, at: number, cancels: boolean): void {
  const job = `{job ${number}}`;
  const within = (): number => at + draw.around(1800);
  if (draw.chance(0.4)) {
    const paused = within();
    say(paused, `PAUSE JOB ${job}`);
    if (draw.chance(0.7)) say(paused + draw.around(2500), `RESUME JOB ${job}`);
  }
  if (!cancels) return;
  const canceled = within();
  say(canceled, `CANCEL JOB ${job}`);
  say(within(), `CANCEL JOB ${job}`);
  if (draw.chance(0.5)) {
    // While it is undone, which takes no longer than a few messages: before that it is refused.
    const paused = canceled + draw.around(40);
    for (let i = 0; i < 4; i++) say(paused + 45 * i * i, `PAUSE JOB ${job}`);
    if (draw.chance(0.7)) say(paused + 500 + draw.around(2500), `RESUME JOB ${job}`);
  }
}
