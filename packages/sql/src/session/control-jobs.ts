// CANCEL, PAUSE and RESUME: select the jobs, name them in one command, and select again when one
// of them has moved in between.
import { encodeIds, type JobId, type Verb } from '@rescind/shared';
import { jobIdsOf, selectIds } from '../job-ids.ts';
import type { Plan } from '../plan.ts';
import { tagResult, type StatementResult } from '../result.ts';
import type { Reading } from '../row-sources.ts';
import type { ControlJobsForSchedules } from '../syntax/ast/job.ts';
import { expectReply } from './expect-reply.ts';
import { reading, type Means } from './means.ts';

/** How often a statement selects again; then the client gets 40001 and may try himself. */
const SELECTS_AGAIN_MAX = 5;

interface Control {
  readonly verb: Verb;
  /** Before the count in the tag, and in messages. */
  readonly context: string;
  readonly reason?: string | undefined;
  readonly statement: string;
  /** The jobs, as they are now. */
  readonly select: (sources: Reading) => Promise<readonly JobId[]>;
}

/** The jobs that a query names. */
export function controlJobs(
  { verb, jobs, reason, statement }: Extract<Plan, { readonly kind: 'ControlJobs' }>,
  means: Means,
): Promise<StatementResult> {
  const { engine } = means;
  const context = `${verb.toUpperCase()} JOBS`;
  const select = async (sources: Reading): Promise<readonly JobId[]> =>
    jobIdsOf(await selectIds(jobs, { engine, sources, context }));
  return control({ verb, context, reason, statement, select }, means);
}

/** Statuses in which each statement takes a schedule's jobs; others are passed over. */
const TAKEN: Readonly<Record<Verb, readonly string[]>> = {
  cancel: ['pending', 'running', 'paused'],
  pause: ['pending', 'running', 'reverting'],
  resume: ['paused'],
};

const VERBS = { CANCEL: 'cancel', PAUSE: 'pause', RESUME: 'resume' } as const;

/** The jobs that schedules have made, as far as the statement concerns them in their status. */
export function controlJobsForSchedules(
  { command, schedules }: ControlJobsForSchedules,
  statement: string,
  means: Means,
): Promise<StatementResult> {
  const verb = VERBS[command];
  const context = `${command} JOBS FOR SCHEDULES`;
  const select = async (sources: Reading): Promise<readonly JobId[]> => {
    const ids = await sources.scheduleIds(schedules, context);
    // No schedule must never be sent as if it were no condition.
    if (ids.length === 0) return [];
    const rows = await sources.jobRows({ schedules: ids.map(String), scope: 'all' });
    return rows
      .filter(({ status }) => TAKEN[verb].includes(status))
      .map(({ job_id: id }) => id as JobId);
  };
  return control({ verb, context, statement, select }, means);
}

/**
 * All jobs or none. The count is the cluster's: every id counts, also of a job that was so already,
 * and one that is named twice counts twice. No id, no command: the answer is 0.
 */
async function control(
  { verb, context, reason, statement, select }: Control,
  means: Means,
): Promise<StatementResult> {
  for (let again = 0; ; again++) {
    const sources = reading(means);
    const ids = await select(sources);
    if (ids.length === 0) return { tag: `${context} 0` };
    const selectedAt = sources.position;
    const reply = await means.backend.command(
      {
        kind: 'ControlJobs',
        verb,
        target: { idList: encodeIds(ids) },
        ...(reason === undefined ? {} : { reason }),
        // Ids that were written down are meant whatever has become of the jobs.
        ...(selectedAt === undefined ? {} : { selectedAt }),
      },
      statement,
    );
    const changed = !reply.ok && reply.error.kind === 'changed';
    if (changed && again < SELECTS_AGAIN_MAX) continue;
    const { count, notices } = expectReply(reply, 'controlled');
    return tagResult(`${context} ${count}`, notices);
  }
}
