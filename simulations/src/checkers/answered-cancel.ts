// D3 (S53, L06): a job whose CANCEL was answered ends in canceled, whatever else happens to it. It
// may rest paused while it is undone; it may never succeed or fail.
import { decodeIds, type ApiCommand, type JobId } from '@rescind/shared';
import type { Checker, Violation } from '../checker.ts';
import { findInJobEvents } from './events-of.ts';

export function createAnsweredCancel(): Checker {
  const name = 'an answered CANCEL ends in canceled';
  /** Sent and not answered yet: the jobs a cancel names, where the client knows them. */
  const asked = new Map<string, readonly JobId[]>();
  const answered = new Map<JobId, string>();
  const requested = new Set<JobId>();
  const ended = new Map<JobId, string>();

  const judge = (job: JobId): Violation | undefined => {
    const end = ended.get(job);
    const which = answered.get(job);
    if (end === undefined || which === undefined || end === 'JobCanceled') return undefined;
    const message = `job ${job}: the CANCEL ${which} was answered, but it ended with ${end}`;
    return { checker: name, job, message };
  };

  return {
    name,
    observe(event) {
      switch (event.kind) {
        case 'asked':
          asked.set(event.request, canceledIds(event.command));
          return undefined;
        case 'answered': {
          const { request, reply } = event;
          if (!reply.ok) return undefined;
          for (const job of asked.get(request) ?? []) {
            answered.set(job, `of request ${request}`);
            const violation = judge(job);
            if (violation !== undefined) return violation;
          }
          return undefined;
        }
        case 'receipt':
          if (event.outcome !== 'requested' && event.outcome !== 'already') return undefined;
          answered.set(event.job, 'with a receipt');
          return judge(event.job);
        case 'commit':
          return findInJobEvents(event.commit, (job, { type }) => {
            if (type === 'JobCancelRequested') {
              requested.add(job);
              answered.set(job, `in commit ${event.commit.n}`);
            }
            if (!isEnd(type)) return undefined;
            ended.set(job, type);
            return judge(job);
          });
        case 'end':
          return lostCancel();
        default:
          return undefined;
      }
    },
  };

  /** Answered, and the log knows nothing of it. */
  function lostCancel(): Violation | undefined {
    for (const [job, which] of answered) {
      if (requested.has(job)) continue;
      const message = `job ${job}: the CANCEL ${which} was answered, but was lost`;
      return { checker: name, job, message };
    }
    return undefined;
  }
}

function isEnd(type: string): boolean {
  return type === 'JobSucceeded' || type === 'JobFailed' || type === 'JobCanceled';
}

/** Of a selection only the coordinator knows the ids; the log's own events stand for those. */
function canceledIds(command: ApiCommand): readonly JobId[] {
  if (command.kind !== 'ControlJobs' || command.verb !== 'cancel') return [];
  const { target } = command;
  if ('ids' in target) return target.ids as readonly JobId[];
  return 'idList' in target ? decodeIds(target.idList) : [];
}
