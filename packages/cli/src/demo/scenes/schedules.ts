// "Cancel jobs for a schedule": of one schedule by its id, of two by their label, and each schedule
// hears that its job has failed.
import { jobIn, statusOf, textIn, untilEnded, untilRunning } from '../jobs.ts';
import { CANCEL_JOBS_FOR_TEST_SCHEDULES, cancelJobsForSchedule } from '../page.ts';
import type { DemoRow, Stage } from '../stage.ts';

const SCHEDULE_EXCERPT = ['id', 'label', 'schedule_status', 'next_run', 'state', 'recurrence'];

interface Scheduled {
  readonly schedule: string;
  readonly job: string;
}

export async function schedules(stage: Stage): Promise<void> {
  stage.heading('Cancel jobs for a schedule');
  await stage.run("SET CLUSTER SETTING kv.bulk_io_write.max_rate = '1 MiB';");
  const nightly = await createSchedule(stage, 'nightly', 'nodelocal://1/nightly');
  const tests = [
    await createSchedule(stage, 'test_schedule', 'nodelocal://1/test/1'),
    await createSchedule(stage, 'test_schedule', 'nodelocal://1/test/2'),
  ];
  const jobOf = (schedule: string): Promise<Scheduled> => jobOfSchedule(stage, schedule);
  const first = await jobOf(nightly);
  const others = [await jobOf(tests[0]!), await jobOf(tests[1]!)];

  const one = await stage.run(cancelJobsForSchedule(nightly));
  const answer = 'CANCEL JOBS FOR SCHEDULES';
  stage.check(`it answers ${answer} 1, as on the page`, one.tag === `${answer} 1`, one.tag);
  await checkCanceled(stage, "the schedule's job ended canceled", [first]);
  await checkRunning(stage, 'the jobs of the other schedules go on', others);

  const two = await stage.run(CANCEL_JOBS_FOR_TEST_SCHEDULES);
  stage.check(`it answers ${answer} 2, as on the page`, two.tag === `${answer} 2`, two.tag);
  await checkCanceled(stage, 'both jobs of test_schedule ended canceled', others);
  await checkSchedulesKnow(stage, [first, ...others]);
}

async function createSchedule(stage: Stage, label: string, uri: string): Promise<string> {
  const made = await stage.run(
    `CREATE SCHEDULE '${label}' FOR BACKUP DATABASE bank INTO '${uri}'\n` +
      "      RECURRING '@daily' FULL BACKUP ALWAYS WITH SCHEDULE OPTIONS first_run = 'now';",
    { columns: ['schedule_id', 'label', 'status', 'first_run', 'schedule'] },
  );
  return textIn(made.rows[0], 'schedule_id');
}

async function jobOfSchedule(stage: Stage, schedule: string): Promise<Scheduled> {
  const job = await stage.until(`schedule ${schedule} has started its BACKUP`, async () => {
    const id = jobIn({ rows: await stage.look(`SHOW JOBS FOR SCHEDULE ${schedule}`) });
    return id === '' ? undefined : id;
  });
  await untilRunning(stage, job);
  return { schedule, job };
}

async function checkCanceled(
  stage: Stage,
  claim: string,
  scheduled: readonly Scheduled[],
): Promise<void> {
  const ends: DemoRow[] = [];
  for (const { job } of scheduled) ends.push(await untilEnded(stage, job));
  stage.check(
    claim,
    ends.every((row) => row['status'] === 'canceled'),
    ends,
  );
}

async function checkRunning(
  stage: Stage,
  claim: string,
  scheduled: readonly Scheduled[],
): Promise<void> {
  const statuses: string[] = [];
  for (const { job } of scheduled) statuses.push(await statusOf(stage, job));
  stage.check(
    claim,
    statuses.every((status) => status === 'running'),
    statuses,
  );
}

/** A canceled run is a failed one to its schedule; by default it waits for its next time. */
async function checkSchedulesKnow(stage: Stage, scheduled: readonly Scheduled[]): Promise<void> {
  const { rows } = await stage.run('SHOW SCHEDULES;', { columns: SCHEDULE_EXCERPT });
  for (const { schedule, job } of scheduled) {
    const row = rows.find((each) => each['id'] === schedule);
    const state = textIn(row, 'state');
    stage.check(
      `schedule ${textIn(row, 'label')} says that its job ${job} failed, and stays active`,
      state.includes(job) && state.includes('failed') && row?.['schedule_status'] === 'ACTIVE',
      row,
    );
  }
}
