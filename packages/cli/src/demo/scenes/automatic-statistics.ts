// "Cancel automatic table statistics jobs": one that is canceled comes back at once, until the
// setting ends them for good. The jobs last by the rows they read and by nothing else, so one may
// have ended before its CANCEL arrives; then there are more rows, and another.
import { SqlError } from '@rescind/sql';
import { commitOf, JOB_EXCERPT, textIn, untilEnded } from '../jobs.ts';
import { cancelJob, STOP_AUTOMATIC_STATISTICS } from '../page.ts';
import { NeverSeenError, type Ran, type Stage } from '../stage.ts';
import { insertAccounts } from './prepare.ts';

const ROUNDS = 4;
const SETTING = 'sql.stats.automatic_collection.enabled';
const TERMINAL: ReadonlySet<string> = new Set(['succeeded', 'canceled', 'failed']);

interface Canceled {
  readonly id: string;
  readonly answer: Ran;
}

export async function automaticStatistics(stage: Stage): Promise<void> {
  stage.heading('Cancel automatic table statistics jobs');
  // Batches of rows so far; each round adds more than the last.
  let batches = 1;
  for (let round = 1; round <= ROUNDS; round++) {
    await insertAccounts(stage, batches + 1, 2 * round);
    batches += 2 * round;
    const first = await cancelRunning(stage);
    if (first === undefined) continue;
    await untilEnded(stage, first.id);
    const again = await successorOf(stage, first.id);
    await stage.run(STOP_AUTOMATIC_STATISTICS);
    const second = await cancelUnlessEnded(stage, again);
    await checkCameBack(stage, first, again);
    if (second !== undefined) {
      await checkStaysAway(stage, again, batches);
      return;
    }
    await stage.run(`RESET CLUSTER SETTING ${SETTING};`);
  }
  throw new NeverSeenError('an automatic statistics job that lasts until its CANCEL arrives');
}

/** Meets a job running and cancels it; undefined when it was faster. */
async function cancelRunning(stage: Stage): Promise<Canceled | undefined> {
  const id = await stage.until('an automatic statistics job of bank.accounts runs', async () => {
    const row = (await automaticJobs(stage)).find((each) => !TERMINAL.has(each.status));
    return row?.id;
  });
  const shown = await stage.run('SHOW AUTOMATIC JOBS;', { columns: JOB_EXCERPT });
  const row = shown.rows.find((each) => each['job_id'] === id);
  if (TERMINAL.has(textIn(row, 'status'))) return undefined;
  const answer = await cancelUnlessEnded(stage, id);
  return answer === undefined ? undefined : { id, answer };
}

async function cancelUnlessEnded(stage: Stage, id: string): Promise<Ran | undefined> {
  try {
    return await stage.run(cancelJob(id));
  } catch (error) {
    if (error instanceof SqlError && error.message.includes('status succeeded')) return undefined;
    throw error;
  }
}

/** The newest automatic job, when it is newer than this one. */
async function successorOf(stage: Stage, id: string): Promise<string> {
  return stage.until(`another automatic job after ${id}`, async () => {
    const newer = (await automaticJobs(stage)).find((each) => BigInt(each.id) > BigInt(id));
    return newer?.id;
  });
}

async function checkCameBack(stage: Stage, first: Canceled, again: string): Promise<void> {
  const { id, answer } = first;
  stage.check('it answers CANCEL JOBS 1', answer.tag === 'CANCEL JOBS 1', answer.tag);
  stage.check('a NOTICE names the setting', answer.notices.join(' ').includes(SETTING), answer);
  const [canceled, created] = [
    await commitOf(stage, id, 'JobCanceled'),
    await commitOf(stage, again, 'JobCreated'),
  ];
  stage.check(
    `the job is back under a new id, made in the very commit that canceled it (${canceled})`,
    canceled !== undefined && canceled === created,
    [canceled, created],
  );
}

/** The second CANCEL came while the setting was off. */
async function checkStaysAway(stage: Stage, id: string, batches: number): Promise<void> {
  const end = textIn(await untilEnded(stage, id), 'status');
  stage.check('with the setting off, the CANCEL ends it for good', end === 'canceled', end);
  await insertAccounts(stage, batches + 1);
  const shown = await stage.run('SHOW AUTOMATIC JOBS;', { columns: JOB_EXCERPT });
  const others = shown.rows.filter((row) => {
    const isNewer = BigInt(textIn(row, 'job_id')) > BigInt(id);
    return isNewer || !TERMINAL.has(textIn(row, 'status'));
  });
  stage.check('it does not come back, though more rows were written', others.length === 0, others);
  // Otherwise it might only have been too early to see.
  await stage.run(`RESET CLUSTER SETTING ${SETTING};`);
  await successorOf(stage, id);
  stage.check('it is back only when the setting is on again', true);
}

/** Newest first. */
async function automaticJobs(
  stage: Stage,
): Promise<readonly { readonly id: string; readonly status: string }[]> {
  const rows = await stage.look('SHOW AUTOMATIC JOBS');
  return rows
    .filter((row) => textIn(row, 'description').endsWith(' bank.public.accounts'))
    .map((row) => ({ id: textIn(row, 'job_id'), status: textIn(row, 'status') }));
}
