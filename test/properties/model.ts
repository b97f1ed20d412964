// CockroachDB's rules of job control as tables typed by hand, with the departures this project
// makes on purpose. It shares no code with the domain: what both say was written down twice.

/** Statuses, and behind `/revert` those of a job that was reverting when it was paused. */
export type Where =
  | 'pending'
  | 'running'
  | 'pause-requested'
  | 'paused'
  | 'cancel-requested'
  | 'reverting'
  | 'pause-requested/revert'
  | 'paused/revert'
  | 'succeeded'
  | 'canceled'
  | 'failed'
  | 'revert-failed';

export const WHERES: readonly Where[] = [
  'pending',
  'running',
  'pause-requested',
  'paused',
  'cancel-requested',
  'reverting',
  'pause-requested/revert',
  'paused/revert',
  'succeeded',
  'canceled',
  'failed',
  'revert-failed',
];

/** Where nothing happens to a job any more. */
export const ENDS: ReadonlySet<Where> = new Set([
  'succeeded',
  'canceled',
  'failed',
  'revert-failed',
]);

export type Verb = 'CANCEL' | 'PAUSE' | 'RESUME';

const C = 'job with status % cannot be requested to be canceled';
const P = 'job with status % cannot be requested to be paused';
const R = 'job with status % cannot be resumed';
const F =
  'job # is paused and has non-nil FinalResumeError hence cannot be canceled ' +
  'and should be reverted: $';

/**
 * What a statement does: a new status, `no-op`, or an error, in which % is the status, # the id
 * and $ the stored error.
 */
export const CONTROL: Readonly<Record<Where, Readonly<Record<Verb, string>>>> = {
  pending: { CANCEL: 'cancel-requested', PAUSE: 'pause-requested', RESUME: R },
  running: { CANCEL: 'cancel-requested', PAUSE: 'pause-requested', RESUME: 'no-op' },
  'pause-requested': { CANCEL: C, PAUSE: 'no-op', RESUME: R },
  paused: { CANCEL: 'cancel-requested', PAUSE: 'no-op', RESUME: 'running' },
  'cancel-requested': { CANCEL: 'no-op', PAUSE: P, RESUME: R },
  reverting: { CANCEL: C, PAUSE: 'pause-requested/revert', RESUME: 'no-op' },
  'pause-requested/revert': { CANCEL: C, PAUSE: 'no-op', RESUME: R },
  'paused/revert': { CANCEL: F, PAUSE: 'no-op', RESUME: 'reverting' },
  succeeded: { CANCEL: C, PAUSE: P, RESUME: R },
  canceled: { CANCEL: 'no-op', PAUSE: P, RESUME: R },
  failed: { CANCEL: C, PAUSE: P, RESUME: R },
  'revert-failed': { CANCEL: C, PAUSE: P, RESUME: R },
};

/** What a worker may say of the execution it has. */
export const WORDS = [
  'progress',
  'stopped',
  'succeeded',
  'failed',
  'failed, retry',
  'failed, permanent',
  'pause-self',
  'reverted',
  'revert-failed',
] as const;
export type Word = (typeof WORDS)[number];

type Heard = Readonly<Record<Word, string>>;

const NOT_OF_A_REVERT = {
  succeeded: 'ignored',
  failed: 'ignored',
  'failed, retry': 'ignored',
  'failed, permanent': 'ignored',
  'pause-self': 'ignored',
} as const;
const NOT_OF_A_RUN = { reverted: 'ignored', 'revert-failed': 'ignored' } as const;

/**
 * What follows from what the holder of a claim says: `ignored`, or steps. `release`: the claim is
 * given up, with nothing against the job. `again`: given up, and the next run has to wait.
 * `revert by cancel|error`: on to the revert under the same claim. `done`: its revert is complete.
 * A status: the job is there now, and nobody holds it.
 */
export const REPORTS: Readonly<Partial<Record<Where, Heard>>> = {
  running: {
    ...NOT_OF_A_RUN,
    progress: 'stay',
    stopped: 'release',
    succeeded: 'succeeded',
    failed: 'revert by error',
    'failed, retry': 'again',
    'failed, permanent': 'revert by error',
    'pause-self': 'paused',
  },
  // The pause wins: whatever the run came to, it is paused, and runs again after RESUME.
  'pause-requested': {
    ...NOT_OF_A_RUN,
    progress: 'ignored',
    stopped: 'paused',
    succeeded: 'paused',
    failed: 'paused',
    'failed, retry': 'paused',
    'failed, permanent': 'paused',
    'pause-self': 'paused',
  },
  // Departure: a CANCEL that was answered is kept, however the run ended.
  'cancel-requested': {
    ...NOT_OF_A_RUN,
    progress: 'ignored',
    stopped: 'revert by cancel',
    succeeded: 'revert by cancel',
    failed: 'revert by cancel',
    'failed, retry': 'revert by cancel',
    'failed, permanent': 'revert by cancel',
    'pause-self': 'revert by cancel',
  },
  reverting: {
    ...NOT_OF_A_REVERT,
    progress: 'stay',
    stopped: 'release',
    reverted: 'end',
    'revert-failed': 'again',
  },
  // Departure: a revert that ends while a pause is asked for is not lost, and ends at RESUME.
  'pause-requested/revert': {
    ...NOT_OF_A_REVERT,
    progress: 'ignored',
    stopped: 'paused/revert',
    reverted: 'paused/revert, done',
    'revert-failed': 'paused/revert',
  },
};

/** A request nobody is there to obey is served by the leader. */
const SERVED: Readonly<Partial<Record<Where, string>>> = {
  'pause-requested': 'paused',
  'cancel-requested': 'revert by cancel',
  'pause-requested/revert': 'paused/revert',
};

/** Where a job wants a worker. */
export const CLAIMABLE: ReadonlySet<Where> = new Set(['pending', 'running', 'reverting']);

/** Seconds from the start of a run to the next, by the number of runs counted against the job. */
const DELAY_S = [0, 30, 90, 210, 450, 930, 1890, 3810, 7650, 15_330, 30_690, 61_410, 86_400];

export interface ModelJob {
  readonly id: number;
  readonly where: Where;
  readonly cancelable: boolean;
  /** The stored error that sent it back; it alone decides between canceled and failed. */
  readonly error: string | null;
  readonly holder: string | null;
  /** Rises with every change of who may speak for the job. */
  readonly fence: number;
  readonly runs: number;
  readonly against: number;
  readonly lastRun: number | null;
  readonly created: number;
  readonly revertDone: boolean;
  /** Commit in which its status last changed. */
  readonly movedIn: number;
}

export const BY_USER = 'job canceled by user';

/** When and in which commit something happens. */
export interface Moment {
  readonly now: number;
  readonly commit: number;
}

/** What a verb comes to: an error, or the job after it (the same job for a no-op). */
export function controlled(
  job: ModelJob,
  verb: Verb,
  { commit }: Moment,
): { readonly refused: string } | { readonly job: ModelJob } {
  if (verb === 'CANCEL' && !job.cancelable) return { refused: `job ${job.id}: not cancelable` };
  const cell = CONTROL[job.where][verb];
  if (cell === 'no-op') return { job };
  if (cell.startsWith('job ')) {
    const status = job.where.replace('/revert', '');
    return {
      refused: cell
        .replace('%', status)
        .replace('#', String(job.id))
        .replace('$', job.error ?? ''),
    };
  }
  return { job: { ...job, where: cell as Where, movedIn: commit } };
}

/** At the end of a RESUME: a revert that was done before the pause only gets its end. */
export function settled(job: ModelJob, { commit }: Moment): ModelJob {
  return job.where === 'reverting' && job.revertDone ? ended(job, commit) : job;
}

/** The job after a report of its holder, or undefined where the report changes nothing. */
export function reported(job: ModelJob, word: Word, moment: Moment): ModelJob | undefined {
  const cell = REPORTS[job.where]?.[word] ?? 'ignored';
  if (cell === 'ignored') return undefined;
  if (word === 'failed' && job.where === 'running' && !job.cancelable) {
    return step(job, 'again', moment);
  }
  return step(job, cell, moment);
}

/** The job after the leader served its request, or undefined where none is to be served. */
export function served(job: ModelJob, moment: Moment): ModelJob | undefined {
  const cell = SERVED[job.where];
  return cell === undefined || job.holder !== null ? undefined : step(job, cell, moment);
}

/** The job after its worker's session ended. A worker that leaves is no mark against the job. */
export function abandoned(job: ModelJob, left: boolean): ModelJob {
  const against = left ? 0 : Math.max(0, job.runs - 1);
  return { ...job, holder: null, fence: job.fence + 1, against };
}

export function canBeClaimed(job: ModelJob, now: number): boolean {
  const delay = DELAY_S[Math.min(job.against, DELAY_S.length - 1)]!;
  const from = job.lastRun ?? job.created;
  return job.holder === null && CLAIMABLE.has(job.where) && now >= from + delay * 1000;
}

export function claimed(job: ModelJob, holder: string, { now, commit }: Moment): ModelJob {
  const started: ModelJob =
    job.where === 'pending' ? { ...job, where: 'running', movedIn: commit } : job;
  return { ...started, holder, fence: job.fence + 1, runs: job.runs + 1, lastRun: now };
}

function step(job: ModelJob, what: string, { now, commit }: Moment): ModelJob {
  const released: ModelJob = { ...job, holder: null, fence: job.fence + 1 };
  switch (what) {
    case 'stay':
      return job;
    case 'release':
      return { ...released, against: 0 };
    case 'again':
      return { ...released, against: job.runs };
    case 'revert by cancel':
    case 'revert by error':
      return {
        ...job,
        where: 'reverting',
        movedIn: commit,
        error: what === 'revert by cancel' ? BY_USER : 'boom',
        fence: job.fence + 1,
        // Who holds it goes on at once and this counts as a run; nobody's job may start at once.
        runs: job.holder === null ? 0 : 1,
        lastRun: job.holder === null ? null : now,
        against: 0,
      };
    case 'end':
      return ended(job, commit);
    case 'succeeded':
      return { ...released, where: 'succeeded', movedIn: commit };
    default: {
      const [where, done] = what.split(', ');
      return {
        ...released,
        where: where as Where,
        movedIn: commit,
        runs: 0,
        lastRun: null,
        against: 0,
        revertDone: done === 'done',
      };
    }
  }
}

function ended(job: ModelJob, commit: number): ModelJob {
  const where = job.error === BY_USER ? 'canceled' : 'failed';
  return { ...job, where, movedIn: commit, holder: null, fence: job.fence + 1 };
}
