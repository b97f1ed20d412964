// S51: a coordinator's state at a position is what the log folds to up to there, field by field,
// and so is what it knows besides jobs: tables, schedules, protections, wishes.
import {
  ClusterState,
  Draft,
  evolve,
  jobRow,
  type Commit,
  type Job,
  type JobId,
  type JobRow,
} from '@rescind/shared';
import type { Checker, Violation } from '../checker.ts';
import type { SeenState } from '../history/seen-state.ts';

/** A part of a catalog, whatever is in it. */
type Entities = ReadonlyMap<unknown, unknown>;

/** A fold of the log of the checker's own, as far as a coordinator was last seen to be. */
interface Shadow {
  readonly state: ClusterState;
  /** What was compared last: both sides are immutable, so the same two need no second look. */
  readonly compared: Map<JobId, { readonly expected: Job; readonly seen: Job }>;
  /** The same of what is in the catalog, by map and key. */
  readonly entities: Map<string, { readonly expected: unknown; readonly seen: unknown }>;
}

/** The parts of a catalog that are compared entity by entity. */
const PARTS = [
  'databases',
  'tables',
  'statistics',
  'protections',
  'publications',
  'schedules',
  'users',
  'wishes',
] as const;

export function createReplayEqualsState(): Checker {
  const name = 'replay equals state';
  const commits: Commit[] = [];
  const shadows = new Map<string, Shadow>();

  const shadowAt = (coordinator: string, position: number): Shadow => {
    let shadow = shadows.get(coordinator);
    // A coordinator that was started anew begins at the beginning again.
    if (shadow === undefined || shadow.state.n > position) {
      shadow = { state: new ClusterState(), compared: new Map(), entities: new Map() };
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
    const shadow = shadowAt(coordinator, position);
    const { state, compared } = shadow;
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
    const wrong = differenceOfCatalogs(shadow, seen.catalog);
    return wrong === undefined ? undefined : { checker: name, message: `${where}: ${wrong}` };
  };

  const compareRows = (position: number, rows: readonly JobRow[]): Violation | undefined => {
    if (position > commits.length) {
      const message = `rows of commit ${position}, but the log ends at ${commits.length}`;
      return { checker: name, message };
    }
    const { state } = shadowAt('rows', position);
    const context = {
      now: 0,
      backoff: {
        initialDelayMs: state.setting('jobs.registry.retry.initial_delay'),
        maxDelayMs: state.setting('jobs.registry.retry.max_delay'),
      },
      workerOf: (session: string) => state.sessions.get(session)?.worker,
    };
    const expected = [...state.order].reverse().map((id) => jobRow(state.jobs.get(id)!, context));
    for (let i = 0; i < Math.max(rows.length, expected.length); i++) {
      const [is, should] = [JSON.stringify(rows[i]), JSON.stringify(expected[i])];
      if (is === should) continue;
      const message = `SHOW JOBS at commit ${position} shows ${is}, the log says ${should}`;
      return { checker: name, message };
    }
    return undefined;
  };

  return {
    name,
    observe(event) {
      switch (event.kind) {
        case 'commit':
          commits.push(event.commit);
          return undefined;
        case 'state-seen':
          return compare(event.coordinator, event.state);
        case 'rows-seen':
          return compareRows(event.position, event.rows);
        default:
          return undefined;
      }
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

function differenceOfCatalogs(
  { state, entities }: Shadow,
  seen: SeenState['catalog'],
): string | undefined {
  for (const part of PARTS) {
    const is: Entities = seen[part];
    const should: Entities = state.catalog[part];
    if (is.size !== should.size) return `has ${is.size} ${part}, the log ${should.size}`;
    for (const [key, expected] of should) {
      const id = `${part} ${String(key)}`;
      const shown = is.get(key);
      const last = entities.get(id);
      if (last !== undefined && last.expected === expected && last.seen === shown) continue;
      const [told, known] = [textOf(shown ?? null), textOf(expected)];
      if (told !== known) return `${id} is ${told}, the log says ${known}`;
      entities.set(id, { expected, seen: shown });
    }
  }
  return undefined;
}

/** Without the rows that the log keeps for a table, whose number and length tell them apart. */
function textOf(entity: unknown): string {
  const inline = (entity as { readonly inline?: readonly unknown[] } | null)?.inline;
  return JSON.stringify(
    inline === undefined ? entity : { ...(entity as object), inline: inline.length },
  );
}

function differenceOf(expected: Job, seen: Job | undefined): string | undefined {
  if (seen === undefined) return 'is not there';
  for (const key of Object.keys(expected) as (keyof Job)[]) {
    if (seen[key] === expected[key]) continue;
    const [is, should] = [JSON.stringify(seen[key]), JSON.stringify(expected[key])];
    if (is !== should) return `has ${key} ${is}, the log says ${should}`;
  }
  return undefined;
}
