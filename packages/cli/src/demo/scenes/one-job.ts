// "Cancel a single job": a RESTORE that lasts, canceled by its id, and nothing of it is left.
import type { Objects } from '@rescind/shared';
import {
  commitOf,
  JOB_EXCERPT,
  jobIn,
  jobRow,
  statusOf,
  textIn,
  untilEnded,
  untilRunning,
} from '../jobs.ts';
import { cancelJob, SHOW_JOBS } from '../page.ts';
import type { DemoRow, Stage } from '../stage.ts';
import { BACKUP_OF_DB } from './prepare.ts';

export const RESTORE_DB = `RESTORE DATABASE db FROM LATEST IN '${BACKUP_OF_DB}' WITH DETACHED;`;

export async function oneJob(stage: Stage, objects: Objects): Promise<void> {
  stage.heading('Cancel a single job');
  await stage.run("SET CLUSTER SETTING kv.bulk_io_write.max_rate = '1 MiB';");
  const id = jobIn(await stage.run(RESTORE_DB));
  await untilRunning(stage, id);
  await stage.until('the RESTORE has stored its first rows', async () =>
    (await countObjects(objects, id)) > 0 ? true : undefined,
  );
  const shown = await stage.run(SHOW_JOBS, { columns: JOB_EXCERPT });
  const row = shown.rows.find((each) => each['job_id'] === id);
  stage.check(
    'SHOW JOBS shows the RESTORE, running; the first of its rows are in the store',
    textIn(row, 'job_type') === 'RESTORE' && textIn(row, 'status') === 'running',
    row,
  );
  stage.check('the database that it restores is there already', await hasDatabase(stage, 'db'));
  const { tag } = await stage.run(cancelJob(id));
  stage.check('it answers CANCEL JOBS 1', tag === 'CANCEL JOBS 1', tag);
  await stage.run(`SHOW JOB WHEN COMPLETE ${id};`, { columns: JOB_EXCERPT });
  const status = await statusOf(stage, id);
  stage.check('the job ended canceled', status === 'canceled', status);
  await checkNothingLeft(stage, objects, id);
}

/** A canceled RESTORE takes back what it made, in the commit that ends it. */
async function checkNothingLeft(stage: Stage, objects: Objects, id: string): Promise<void> {
  stage.check('the restored database is gone', !(await hasDatabase(stage, 'db')));
  const made = await stage.run('CREATE DATABASE db;');
  stage.check('its name was free', made.tag === 'CREATE DATABASE', made.tag);
  await stage.run('DROP DATABASE db;');

  const clearing = await gcJobsOf(stage, id);
  stage.check('exactly one GC job clears up after it', clearing.length === 1, clearing);
  const gc = textIn(clearing[0], 'job_id');
  const [canceled, begun] = [
    await commitOf(stage, id, 'JobCanceled'),
    await commitOf(stage, gc, 'JobCreated'),
  ];
  stage.check(
    `made in the very commit that canceled the RESTORE (${canceled})`,
    canceled !== undefined && canceled === begun,
    [canceled, begun],
  );
  const end = await untilEnded(stage, gc);
  stage.check('the GC job succeeded', textIn(end, 'status') === 'succeeded', end);
  const left = await countObjects(objects, id);
  stage.check('no object of the RESTORE is left in the store', left === 0, left);
}

async function hasDatabase(stage: Stage, name: string): Promise<boolean> {
  const rows = await stage.look('SHOW DATABASES');
  return rows.some((row) => row['database_name'] === name);
}

/** Those that clear the data of a job: they are named after its statement. */
async function gcJobsOf(stage: Stage, id: string): Promise<readonly DemoRow[]> {
  const cause = textIn(await jobRow(stage, id), 'description');
  const rows = await stage.look('SHOW JOBS');
  return rows.filter(
    (row) => row['job_type'] === 'SCHEMA CHANGE GC' && row['description'] === `GC for ${cause}`,
  );
}

async function countObjects(objects: Objects, job: string): Promise<number> {
  let count = 0;
  for await (const object of objects.list(`jobs/${job}/`)) {
    if (object.name !== '') count += 1;
  }
  return count;
}
