// A worker's batch of reports, each judged on its own: one that is stale does not stop the others.
import { effectOf } from '../../catalog/decide/effects.ts';
import { isRefusal } from '../../catalog/decide/names.ts';
import type { JobEvent } from '../../job/events.ts';
import type { Stamp } from '../../job/evolve-job.ts';
import type { Refusal } from '../../job/refusal.ts';
import { failedForGood, report, type Report } from '../../job/report.ts';
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
    const decided = withEffect(draft, said, verdict.events, stamp);
    if (isRefusal(decided)) {
      refused.push([index, decided.message]);
      return;
    }
    for (const event of decided) {
      evolve(draft, event, stamp);
      events.push(event);
    }
  });
  const answer = { ok: true, kind: 'reported', stale } as const;
  return { events, answer: refused.length === 0 ? answer : { ...answer, refused } };
}

/** What a report leads to together with its effect; or why its checkpoint cannot be kept. */
function withEffect(
  draft: Draft,
  said: Report,
  events: readonly JobEvent[],
  stamp: Stamp,
): readonly ClusterEvent[] | Refusal {
  const { effect } = said;
  if (effect === undefined) return events;
  const job = draft.job(said.job)!;
  const effects = effectOf(draft, job, effect, { events, stamp });
  if (!isRefusal(effects)) return [...effects, ...events];
  if (said.kind !== 'succeeded') return effects;
  // A success that cannot become true is none.
  return [failedForGood(job, effects.message)];
}
