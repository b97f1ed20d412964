// A worker's batch of reports, each judged on its own: one that is stale does not stop the others.
import { effectOf } from '../../catalog/decide/effects.ts';
import type { Stamp } from '../../job/evolve-job.ts';
import type { Refusal } from '../../job/refusal.ts';
import { report } from '../../job/report.ts';
import type { Command } from '../commands.ts';
import type { Decision } from '../decision.ts';
import type { Draft } from '../draft.ts';
import type { ClusterEvent } from '../events.ts';
import { evolve } from '../evolve.ts';

/** Applies each accepted report to the draft before the next one is judged. */
export function reportJobs(
  draft: Draft,
  command: Extract<Command, { readonly kind: 'Report' }>,
  stamp: Stamp,
): Decision {
  const events: ClusterEvent[] = [];
  const refused: [number, string][] = [];
  const stale: number[] = [];
  command.reports.forEach((said, index) => {
    const verdict = report(draft.job(said.job), command.session, said);
    if ('no' in verdict) {
      stale.push(index);
      return;
    }
    const job = draft.job(said.job)!;
    const effects =
      said.effect === undefined
        ? []
        : effectOf(draft, job, said.effect, { events: verdict.events, stamp });
    if (!Array.isArray(effects)) {
      refused.push([index, (effects as Refusal).message]);
      return;
    }
    for (const event of [...(effects as readonly ClusterEvent[]), ...verdict.events]) {
      evolve(draft, event, stamp);
      events.push(event);
    }
  });
  const answer = { ok: true, kind: 'reported', stale } as const;
  return { events, answer: refused.length === 0 ? answer : { ...answer, refused } };
}
