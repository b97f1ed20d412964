// S51: a coordinator's state at a position is what the log folds to up to there, field by field.
import { ClusterState, Draft, evolve, type Commit, type Job, type JobId } from '@rescind/shared';
import type { Checker, Violation } from '../checker.ts';
import type { SeenState } from '../history/seen-state.ts';

/** A fold of the log of the checker's own, as far as a coordinator was last seen to be. */
interface Shadow {
  readonly state: ClusterState;
  /** What was compared last: both sides are immutable, so the same two need no second look. */
  readonly compared: Map<JobId, { readonly expected: Job; readonly seen: Job }>;
}

export function createReplayEqualsState(): Checker {
  const name = 'replay equals state';
  const commits: Commit[] = [];
  const shadows = new Map<string, Shadow>();

  const shadowAt = (coordinator: string, position: number): Shadow => {
    let shadow = shadows.get(coordinator);
    // A coordinator that was started anew begins at the beginning again.
    if (shadow === undefined || shadow.state.n > position) {
      shadow = { state: new ClusterState(), compared: new Map() };
      shadows.set(coordinator, shadow);
    }
    while (shadow.state.n < position) fold(shadow.state, commits[shadow.state.n]!);
    return shadow;
  };

  const compare = (coordinator: string, seen: SeenState): Violation | undefined => {
    const { position, count } = seen;
    const where = `${coordinator} at commit ${position}`;
    if (position > commits.length) {
      return { checker: name, message: `${where}: the log ends at commit ${commits.length}` };
    }
    const { state, compared } = shadowAt(coordinator, position);
    if (state.jobs.size !== count) {
      const message = `${where} knows ${count} jobs, the log ${state.jobs.size}`;
      return { checker: name, message };
    }
    for (const [job, expected] of state.jobs) {
      const shown = seen.job(job);
      const last = compared.get(job);
      if (shown !== undefined && last?.expected === expected && last.seen === shown) continue;
      const difference = differenceOf(expected, shown);
      if (difference !== undefined) {
        return { checker: name, job, message: `${where}: job ${job} ${difference}` };
      }
      compared.set(job, { expected, seen: shown! });
    }
    return undefined;
  };

  return {
    name,
    observe(event) {
      if (event.kind === 'commit') commits.push(event.commit);
      return event.kind === 'state-seen' ? compare(event.coordinator, event.state) : undefined;
    },
  };
}

/** The hash is of no interest here: the log's own readers hold the chain. */
function fold(state: ClusterState, { n, at, events }: Commit): void {
  const draft = new Draft(state);
  draft.at = at;
  for (const event of events) evolve(draft, event, { at, n });
  draft.adopt(n, at, '');
}

function differenceOf(expected: Job, seen: Job | undefined): string | undefined {
  if (seen === undefined) return 'is not there';
  for (const key of Object.keys(expected) as (keyof Job)[]) {
    const [is, should] = [JSON.stringify(seen[key]), JSON.stringify(expected[key])];
    if (is !== should) return `has ${key} ${is}, the log says ${should}`;
  }
  return undefined;
}
