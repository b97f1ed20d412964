// S36 and the selection rule: a control statement changes the jobs it selected as they were when it
// selected them; one that has moved on meanwhile is not changed.
import { decodeIds, type Commit, type JobEvent, type JobId } from '@rescind/shared';
import type { Checker, Violation } from '../checker.ts';
import { isJobEvent } from './events-of.ts';
import { LEGAL, type Stage } from './oracle.ts';

/** What SHOW JOBS calls a stage. */
const SHOWN: Readonly<Record<Stage, string>> = {
  running: 'running',
  'pause-requested': 'pause-requested',
  paused: 'paused',
  'cancel-requested': 'cancel-requested',
  undoing: 'reverting',
  'undoing, pause-requested': 'pause-requested',
  'undoing, paused': 'paused',
  succeeded: 'succeeded',
  canceled: 'canceled',
  failed: 'failed',
};

/** A job that a statement has changed, and where it was before. */
interface Changed {
  readonly job: JobId;
  readonly type: JobEvent['type'];
  readonly before: Stage;
}

export function createSelectionIsOneDecision(): Checker {
  const name = 'a selection and what it changes are one decision';
  const stages = new Map<JobId, Stage>();
  /** What the statements under way have selected by. */
  const selected = new Map<string, string>();

  const fold = (event: JobEvent): readonly Changed[] => {
    const changed: Changed[] = [];
    for (const job of decodeIds(event.jobs)) {
      const before = stages.get(job);
      const stage = event.type === 'JobCreated' ? 'running' : before && LEGAL[before][event.type];
      if (stage !== undefined) stages.set(job, stage);
      // A handler that pauses itself does so in its owner's name, without a statement.
      const isAsked = 'by' in event && event.by.statement !== undefined;
      if (before !== undefined && isAsked) changed.push({ job, type: event.type, before });
    }
    return changed;
  };

  const judge = (commit: Commit): Violation | undefined => {
    let changed: Changed[] = [];
    for (const event of commit.events) {
      if (isJobEvent(event)) changed.push(...fold(event));
      if (event.type !== 'RequestDecided') continue;
      const status = selected.get(event.request);
      const wrong = changed.find(({ before }) => status !== undefined && SHOWN[before] !== status);
      changed = [];
      if (wrong === undefined) continue;
      const { job, type, before } = wrong;
      const message =
        `${type} in commit ${commit.n} was meant for jobs that are ${status}, ` +
        `but job ${job} was ${before}`;
      return { checker: name, job, message };
    }
    return undefined;
  };

  return {
    name,
    observe(event) {
      if (event.kind === 'asked') {
        const status = / WHERE status = '([a-z-]+)'/.exec(event.sql)?.[1];
        if (status !== undefined) selected.set(event.request, status);
      }
      return event.kind === 'commit' ? judge(event.commit) : undefined;
    },
  };
}
