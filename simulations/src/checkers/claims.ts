// Sessions, claims and fences as the log tells them, folded by hand for the checkers that need
// them: who may act for a job, with which fence, in which direction.
import {
  decodeIds,
  type ClusterEvent,
  type Direction,
  type JobEvent,
  type JobId,
} from '@rescind/shared';

/** The right to act for a job, from one rise of its fence to the next. */
export interface Right {
  readonly session: string;
  readonly fence: number;
  readonly direction: Direction;
}

export interface JobClaims {
  fence: number;
  session: string | null;
  direction: Direction;
  ended: JobEvent['type'] | null;
  /** Rights that once were, by fence. */
  readonly rights: Map<number, Right>;
}

export interface Claims {
  readonly jobs: ReadonlyMap<JobId, JobClaims>;
  isOpen(session: string): boolean;
  /**
   * Folds one event. `onRise` hears of each job whose fence has just risen. Returns what is wrong
   * with the event itself.
   */
  apply(event: ClusterEvent, onRise: (job: JobId) => void): string | undefined;
}

export function createClaims(): Claims {
  const jobs = new Map<JobId, JobClaims>();
  const open = new Set<string>();

  const raise = (job: JobClaims, session: string | null): void => {
    job.fence++;
    job.session = session;
    if (session === null) return;
    const { fence, direction } = job;
    job.rights.set(fence, { session, fence, direction });
  };

  const applyToJob = (
    id: JobId,
    event: JobEvent,
    onRise: (job: JobId) => void,
  ): string | undefined => {
    if (event.type === 'JobCreated') {
      jobs.set(id, {
        fence: 0,
        session: null,
        direction: 'forward',
        ended: null,
        rights: new Map(),
      });
      return undefined;
    }
    const job = jobs.get(id);
    if (job === undefined) return `job ${id} was never created`;
    const holder = job.session;
    switch (event.type) {
      case 'JobClaimed':
        if (holder !== null)
          return `job ${id} is claimed for ${event.session} while ${holder} has it`;
        if (!open.has(event.session)) {
          return `job ${id} is claimed for ${event.session}, which is no open session`;
        }
        raise(job, event.session);
        break;
      case 'JobReverting':
        job.direction = 'backward';
        raise(job, holder);
        break;
      case 'JobSucceeded':
      case 'JobCanceled':
      case 'JobFailed':
        job.ended = event.type;
        raise(job, null);
        break;
      case 'JobClaimReleased':
      case 'JobAttemptFailed':
      case 'JobPaused':
        raise(job, null);
        break;
      default:
        return undefined;
    }
    onRise(id);
    return undefined;
  };

  return {
    jobs,
    isOpen: (session) => open.has(session),
    apply(event, onRise) {
      if (event.type === 'SessionOpened') open.add(event.session.id);
      if (event.type === 'SessionEnded') open.delete(event.session);
      if (!('jobs' in event)) return undefined;
      for (const id of decodeIds(event.jobs)) {
        const wrong = applyToJob(id, event, onRise);
        if (wrong !== undefined) return wrong;
      }
      return undefined;
    },
  };
}
