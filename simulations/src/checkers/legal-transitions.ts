// S03, S05-S08, S10, S12, S14, S15, S54: every event of a job is one that may follow where the job
// was, by the oracle's table, and has what it needs: a claim, a cause, a flag.
import type { Cause, JobEvent, JobId } from '@rescind/shared';
import type { Checker } from '../checker.ts';
import { findInJobEvents } from './events-of.ts';
import { LEGAL, type Stage } from './oracle.ts';

interface Record {
  stage: Stage;
  cancelable: boolean;
  claimed: boolean;
  cause: Cause['kind'] | null;
  /** A pause won over the end of a revert: RESUME leads to the end at once. */
  undone: boolean;
}

export function createLegalTransitions(): Checker {
  const name = 'only legal transitions';
  const jobs = new Map<JobId, Record>();

  const apply = (job: JobId, event: JobEvent): string | undefined => {
    const record = jobs.get(job);
    if (event.type === 'JobCreated') {
      if (record !== undefined) return 'is created a second time';
      jobs.set(job, newRecord(event.cancelable ?? true));
      return undefined;
    }
    if (record === undefined) return `has ${event.type} but was never created`;
    const next = LEGAL[record.stage][event.type];
    if (next === undefined) return `has ${event.type} while ${record.stage}`;
    const missing = whatIsMissing(record, event);
    if (missing !== undefined) return `has ${event.type} while ${record.stage}, ${missing}`;
    move(record, event, next);
    return undefined;
  };

  return {
    name,
    observe(event) {
      if (event.kind !== 'commit') return undefined;
      const { n } = event.commit;
      return findInJobEvents(event.commit, (job, jobEvent) => {
        const wrong = apply(job, jobEvent);
        if (wrong === undefined) return undefined;
        return { checker: name, job, message: `job ${job} ${wrong} (commit ${n})` };
      });
    },
  };
}

function newRecord(cancelable: boolean): Record {
  return { stage: 'running', cancelable, claimed: false, cause: null, undone: false };
}

/** What the event would need beyond the stage; undefined when it has it. */
function whatIsMissing(record: Record, event: JobEvent): string | undefined {
  const { claimed, cause, stage, cancelable, undone } = record;
  switch (event.type) {
    case 'JobClaimed':
      return claimed ? 'which somebody has claimed already' : undefined;
    case 'JobClaimReleased':
    case 'JobProgressed':
    case 'JobAttemptFailed':
    case 'JobSucceeded':
      return claimed ? undefined : 'which nobody has claimed';
    case 'JobCancelRequested':
      return cancelable ? undefined : 'which is not cancelable';
    case 'JobReverting':
      if (stage === 'cancel-requested') {
        return event.cause.kind === 'canceled' ? undefined : 'and the cause is not the cancel';
      }
      if (!claimed) return 'which nobody has claimed';
      return event.cause.kind === 'error' ? undefined : 'and nobody has canceled it';
    case 'JobPaused':
      return event.revertDone === true && cause === null ? 'and nothing was undone' : undefined;
    case 'JobCanceled':
      if (cause !== 'canceled') return 'and nobody has canceled it';
      return claimed || undone ? undefined : 'which nobody has claimed';
    case 'JobFailed':
      if (cause !== 'error') return 'and it had no error';
      return claimed || undone ? undefined : 'which nobody has claimed';
    default:
      return undefined;
  }
}

function move(record: Record, event: JobEvent, next: Stage): void {
  record.stage = next;
  switch (event.type) {
    case 'JobClaimed':
      record.claimed = true;
      return;
    case 'JobReverting':
      record.cause = event.cause.kind;
      return;
    case 'JobPaused':
      record.claimed = false;
      record.undone ||= event.revertDone === true;
      return;
    case 'JobClaimReleased':
    case 'JobAttemptFailed':
    case 'JobSucceeded':
    case 'JobCanceled':
    case 'JobFailed':
      record.claimed = false;
      return;
    default:
  }
}
