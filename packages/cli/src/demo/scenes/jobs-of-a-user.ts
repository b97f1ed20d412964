// "Cancel multiple jobs": all jobs of the user maxroach by one statement, and nobody else's.
import { SqlError } from '@rescind/sql';
import { JOB_EXCERPT, jobIn, statusOf, textIn, untilEnded, untilRunning } from '../jobs.ts';
import { CANCEL_JOBS_OF_MAXROACH, cancelJob } from '../page.ts';
import type { Stage } from '../stage.ts';
import { RESTORE_DB } from './one-job.ts';
import { fingerprintOfTbl, type Prepared } from './prepare.ts';

const BACKUP_BANK = 'BACKUP DATABASE bank INTO';

export async function jobsOfAUser(stage: Stage, { fingerprint }: Prepared): Promise<void> {
  stage.heading('Cancel multiple jobs');
  await stage.run('CREATE USER maxroach CONTROLJOB;');
  const asMaxroach = { user: 'maxroach' };
  const his: string[] = [];
  for (const statement of [
    RESTORE_DB,
    `${BACKUP_BANK} 'nodelocal://1/maxroach/1' WITH DETACHED;`,
    `${BACKUP_BANK} 'nodelocal://1/maxroach/2' WITH DETACHED;`,
  ]) {
    his.push(jobIn(await stage.run(statement, asMaxroach)));
  }
  const roots = jobIn(await stage.run(`${BACKUP_BANK} 'nodelocal://1/backup/bank' WITH DETACHED;`));
  for (const id of [...his, roots]) await untilRunning(stage, id);

  await checkPrivilege(stage, roots);
  const { tag } = await stage.run(CANCEL_JOBS_OF_MAXROACH);
  stage.check('it answers CANCEL JOBS 3', tag === 'CANCEL JOBS 3', tag);
  for (const id of his) await untilEnded(stage, id);
  const shown = await stage.run('SHOW JOBS;', { columns: JOB_EXCERPT });
  const ofHis = shown.rows.filter((row) => row['user_name'] === 'maxroach');
  stage.check(
    'every job of maxroach ended canceled',
    his.every((id) => statusIn(ofHis, id) === 'canceled'),
    ofHis,
  );
  const others = statusIn(shown.rows, roots);
  stage.check("root's BACKUP goes on", others === 'running', others);

  await stage.run('RESET CLUSTER SETTING kv.bulk_io_write.max_rate;');
  await untilEnded(stage, roots);
  const end = await statusOf(stage, roots);
  stage.check("root's BACKUP succeeded", end === 'succeeded', end);
  await restoreAfterAll(stage, fingerprint);
}

/** Under "Required privileges": non-admin users cannot cancel admin users' jobs. */
async function checkPrivilege(stage: Stage, roots: string): Promise<void> {
  const refused = await stage.run(cancelJob(roots), { user: 'maxroach' }).then(
    () => '',
    (error: unknown) => {
      if (error instanceof SqlError) return error.code;
      throw error;
    },
  );
  stage.check("maxroach, who is no admin, cannot cancel root's job", refused === '42501', refused);
}

/** What a CANCEL took back can be done again. */
async function restoreAfterAll(stage: Stage, fingerprint: string): Promise<void> {
  const id = jobIn(await stage.run(RESTORE_DB));
  await untilEnded(stage, id);
  const restored = await fingerprintOfTbl(stage);
  stage.check(
    'the same RESTORE, not canceled, brings every row back',
    restored !== '' && restored === fingerprint,
    [restored, fingerprint],
  );
}

function statusIn(rows: readonly Readonly<Record<string, unknown>>[], id: string): string {
  return textIn(
    rows.find((row) => row['job_id'] === id),
    'status',
  );
}
