// Between the words of the model and the values of the core: the only place that knows both.
import {
  encodeIds,
  type IdList,
  type Job,
  type JobId,
  type Place,
  type Report,
} from '@rescind/shared';
import { BY_USER, ENDS, WHERES, type ModelJob, type Where, type Word } from './model.ts';

const PLACES: Readonly<Record<Where, Place>> = {
  pending: 'forward.pending',
  running: 'forward.running',
  'pause-requested': 'forward.pauseRequested',
  paused: 'forward.paused',
  'cancel-requested': 'forward.cancelRequested',
  reverting: 'backward.reverting',
  'pause-requested/revert': 'backward.pauseRequested',
  'paused/revert': 'backward.paused',
  succeeded: 'succeeded',
  canceled: 'canceled',
  failed: 'failed',
  'revert-failed': 'revertFailed',
};
export const idOf = (number: number): JobId => String(number) as JobId;
export const listOf = (numbers: readonly number[]): IdList => encodeIds(numbers.map(idOf));

/** A job of the core that is as the model says. */
export function realJob(each: ModelJob): Job {
  const stopping = each.where.includes('-requested');
  return {
    id: idOf(each.id),
    type: 'demo',
    details: null,
    description: '',
    schedule: null,
    owner: 'alice',
    cancelable: each.cancelable,
    place: PLACES[each.where],
    cause:
      each.error === null
        ? null
        : each.error === BY_USER
          ? { kind: 'canceled' }
          : { kind: 'error', message: each.error },
    error: each.error ?? '',
    created: each.created,
    started: 0,
    finished: 0,
    modified: each.created,
    movedIn: each.movedIn,
    stopAskedAt: stopping ? each.created : 0,
    session: each.holder,
    epoch: each.runs,
    fence: each.fence,
    runs: each.runs,
    lastRun: each.lastRun ?? 0,
    backoff: each.against,
    fraction: 0,
    checkpoint: null,
    runningStatus: '',
    pauseReason: '',
    revertDone: each.revertDone,
    executionErrors: [],
  };
}

/** What a worker says under a fence. */
export function reportOf(word: Word, id: JobId, fence: number): Report {
  const me = { job: id, fence };
  switch (word) {
    case 'progress':
      return { ...me, kind: 'progress', fraction: 0.5 };
    case 'failed':
      return { ...me, kind: 'failed', error: 'boom' };
    case 'failed, retry':
      return { ...me, kind: 'failed', error: 'boom', mark: 'retry' };
    case 'failed, permanent':
      return { ...me, kind: 'failed', error: 'boom', mark: 'permanent' };
    case 'pause-self':
      return { ...me, kind: 'pause-self', reason: 'no space' };
    case 'revert-failed':
      return { ...me, kind: 'revert-failed', error: 'cannot undo' };
    default:
      return { ...me, kind: word };
  }
}

const WHERE_OF = new Map(WHERES.map((where) => [PLACES[where], where]));

/** What is compared of a job: of the core … */
export function inWords(real: Job): string {
  const where = WHERE_OF.get(real.place)!;
  const { session, fence, error, runs, backoff, movedIn } = real;
  const lastRun = real.lastRun === 0 ? null : real.lastRun;
  return line(where, [session, fence, error, runs, backoff, lastRun, movedIn, real.revertDone]);
}

/** … and of the model. */
export function modelInWords(model: ModelJob): string {
  const { where, holder, fence, error, runs, against, lastRun, movedIn, revertDone } = model;
  return line(where, [holder, fence, error ?? '', runs, against, lastRun, movedIn, revertDone]);
}

type Compared = readonly [
  holder: string | null,
  fence: number,
  error: string,
  runs: number,
  against: number,
  lastRun: number | null,
  movedIn: number,
  revertDone: boolean,
];

function line(where: Where, compared: Compared): string {
  const [holder, fence, error, runs, against, lastRun, movedIn, revertDone] = compared;
  // Whether the revert was done before the end is nobody's business after the end.
  const done = revertDone && !ENDS.has(where) ? 'done' : 'not done';
  return (
    `${where}, held by ${holder}, fence ${fence}, error "${error}", run ${runs} at ${lastRun}, ` +
    `${against} against it, moved in ${movedIn}, revert ${done}`
  );
}
