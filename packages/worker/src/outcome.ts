// What an ended handler is reported as. A run that was asked to stop decides nothing: at most its
// error is kept in the history.
import type { Direction, JobEffect, Report } from '@rescind/shared';
import { errorText } from './error-text.ts';
import { markOf } from './marks.ts';
import { isObedience, type StopRequested, type StopKind } from './stop-requested.ts';

type WithoutExecution<R> = R extends Report ? Omit<R, 'job' | 'fence'> : never;

/** The last report of an execution, without whose it is. */
export type Outcome = Exclude<WithoutExecution<Report>, { readonly kind: 'progress' }>;

/** How a handler's promise settled. */
export type Settled =
  | { readonly ok: true; readonly effect?: JobEffect }
  | { readonly ok: false; readonly error: unknown };

export interface Ending {
  readonly direction: Direction;
  readonly settled: Settled;
  /** Why it was asked to stop, if it was: the signal's reason, and what is known of it by now. */
  readonly stop: { readonly reason: StopRequested; readonly kind: StopKind } | null;
  /** Whether the handler could have noticed that it was asked to. */
  readonly sawStop: boolean;
}

const STOPPED: Outcome = { kind: 'stopped' };

/** Pure. */
export function outcomeOf(ending: Ending): Outcome {
  const { direction, settled, stop } = ending;
  if (stop !== null) return stoppedOutcome(ending, stop);
  if (settled.ok) return done(direction, settled);
  return failure(direction, settled.error);
}

function stoppedOutcome(
  { direction, settled, sawStop }: Ending,
  { reason, kind }: NonNullable<Ending['stop']>,
): Outcome {
  // Nobody decided on the job: it goes on elsewhere, whatever this run came to.
  if (kind !== 'cancel' && kind !== 'pause') return STOPPED;
  if (!settled.ok) {
    if (isObedience(settled.error, reason) || markOf(settled.error)?.kind === 'pause') {
      return STOPPED;
    }
    return failure(direction, settled.error);
  }
  if (direction === 'forward') return done(direction, settled);
  // A revert that looked at its signal may have returned early. Taken for done it would leave its
  // work undone for ever; called once more it loses nothing, for it is idempotent.
  return sawStop ? STOPPED : done(direction, settled);
}

function done(direction: Direction, { effect }: Extract<Settled, { readonly ok: true }>): Outcome {
  const kind = direction === 'forward' ? 'succeeded' : 'reverted';
  return effect === undefined ? { kind } : { kind, effect };
}

function failure(direction: Direction, thrown: unknown): Outcome {
  const error = errorText(thrown);
  // Every error of a revert is retried, also one marked permanent.
  if (direction === 'backward') return { kind: 'revert-failed', error };
  const mark = markOf(thrown);
  switch (mark?.kind) {
    case undefined:
      return { kind: 'failed', error };
    case 'pause':
      return { kind: 'pause-self', reason: mark.reason };
    case 'retry':
    case 'permanent':
      return { kind: 'failed', error, mark: mark.kind };
  }
}
