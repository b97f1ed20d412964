// The scene before the page begins: two databases of some 10 MB each, one of them backed up and
// then lost, so that there is something to restore.
import { jobIn, statusOf, textIn, untilEnded } from '../jobs.ts';
import type { Stage } from '../stage.ts';

export const BACKUP_OF_DB = 'nodelocal://1/backup/db';

/** Some 150 bytes a row, so 10 MB. */
const ROWS = 65_000;

const FINGERPRINTS = 'SHOW EXPERIMENTAL_FINGERPRINTS FROM TABLE db.public.tbl';

export interface Prepared {
  /** What the rows of db.tbl were like before they were lost. */
  readonly fingerprint: string;
}

export async function prepare(stage: Stage): Promise<Prepared> {
  stage.heading('Two databases of some 10 MB, and a backup of one that is lost afterwards');
  await stage.run('CREATE DATABASE bank;');
  await stage.run('CREATE TABLE bank.accounts (id INT8 NOT NULL, owner STRING, balance INT8);');
  await insertAccounts(stage, 1);
  await stage.run('CREATE DATABASE db;');
  await stage.run('CREATE TABLE db.tbl (id INT8 NOT NULL, word STRING);');
  await stage.run(
    `INSERT INTO db.tbl SELECT i, repeat(md5(i::STRING), 4) FROM generate_series(1, ${ROWS}) AS i;`,
  );
  const fingerprint = await fingerprintOfTbl(stage);
  const backup = await stage.run(`BACKUP DATABASE db INTO '${BACKUP_OF_DB}';`);
  const id = jobIn(backup);
  await untilEnded(stage, id);
  const status = await statusOf(stage, id);
  stage.check('the BACKUP succeeded', status === 'succeeded', status);
  await stage.run(`SHOW BACKUPS IN '${BACKUP_OF_DB}';`);
  await stage.run('DROP DATABASE db CASCADE;');
  return { fingerprint };
}

/** One batch of rows more, the `nth`. */
export async function insertAccounts(stage: Stage, nth: number, batches = 1): Promise<void> {
  const from = (nth - 1) * ROWS + 1;
  const to = from + batches * ROWS - 1;
  await stage.run(
    'INSERT INTO bank.accounts SELECT i, repeat(md5(i::STRING), 4), i % 1000 ' +
      `FROM generate_series(${from}, ${to}) AS i;`,
  );
}

export async function fingerprintOfTbl(stage: Stage): Promise<string> {
  return textIn((await stage.look(FINGERPRINTS))[0], 'fingerprint');
}
