// A worker's batch of reports, each judged on its own: one that is stale does not stop the others.
import type { JobEvent } from '../../job/events.ts';
import type { Stamp } from '../../job/evolve-job.ts';
import { report } from '../../job/report.ts';
import type { Command } from '../commands.ts';
import type { Decision } from '../decision.ts';
import type { Draft } from '../draft.ts';
import { evolve } from '../evolve.ts';

/** Applies each accepted report to the draft before the next one is judged. */
export function reportJobs(
  draft: Draft,
  command: Extract<Command, { readonly kind: 'Report' }>,
  stamp: Stamp,
): Decision & { readonly events: readonly JobEvent[] } {
  const events: JobEvent[] = [];
  const stale: number[] = [];
  command.reports.forEach((said, index) => {
    const verdict = report(draft.job(said.job), command.session, said);
    if ('no' in verdict) {
      stale.push(index);
      return;
    }
    for (const event of verdict.events) {
      evolve(draft, event, stamp);
      events.push(event);
    }
  });
  return { events, answer: { ok: true, kind: 'reported', stale } };
}
