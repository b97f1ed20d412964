// CANCEL, PAUSE and RESUME: select the jobs, name them in one command, and select again when one
// of them has moved in between.
import { encodeIds, type Verb } from '@rescind/shared';
import { jobIdsOf, selectIds } from '../job-ids.ts';
import type { Plan } from '../plan.ts';
import type { StatementResult } from '../result.ts';
import { readFrom } from '../row-sources.ts';
import { expectReply } from './expect-reply.ts';
import type { Means } from './means.ts';

/** How often a statement selects again; then the client gets 40001 and may try himself. */
const SELECTS_AGAIN_MAX = 5;

/**
 * All jobs or none. The count is the cluster's: every id counts, also of a job that was so already,
 * and one that is named twice counts twice. No id, no command: the answer is 0.
 */
export async function controlJobs(
  { verb, jobs, reason, statement }: Extract<Plan, { readonly kind: 'ControlJobs' }>,
  { backend, engine }: Means,
): Promise<StatementResult> {
  const context = contextOf(verb);
  for (let again = 0; ; again++) {
    const sources = readFrom(backend, engine);
    const ids = jobIdsOf(await selectIds(jobs, { engine, sources, context }));
    if (ids.length === 0) return { tag: `${context} 0` };
    const selectedAt = sources.position;
    const reply = await backend.command(
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
    return { tag: `${context} ${expectReply(reply, 'controlled').count}` };
  }
}

function contextOf(verb: Verb): string {
  return `${verb.toUpperCase()} JOBS`;
}
