// What a session carries out its statements with.
import type { Clock, Ids, Random } from '@rescind/shared';
import type { Backend } from '../backend.ts';
import type { SelectionEngine } from '../engine.ts';
import { readFrom, type Reading } from '../row-sources.ts';
import type { Surroundings } from '../row-sources/surroundings.ts';
import { SqlError } from '../sql-error.ts';

/** Time, chance and names: what `createSystemPorts` of @rescind/shared/node returns. */
export interface SessionPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
}

export interface Means extends Surroundings {
  readonly backend: Backend;
  readonly engine: SelectionEngine;
  readonly ports: SessionPorts | undefined;
  /** Makes another database the session's own. */
  setDatabase(name: string): void;
}

/** Begins to read for one statement. */
export function reading(means: Means): Reading {
  return readFrom(means.backend, means.engine, means);
}

/** The ports. Throws 0A000 when the session was given none; `what` begins the sentence. */
export function thePorts({ ports }: Means, what: string): SessionPorts {
  if (ports !== undefined) return ports;
  throw new SqlError({
    code: '0A000',
    message: `${what} is not supported in a session without a clock and a source of names`,
    hint: 'Pass `ports` to createSession: createSystemPorts() of @rescind/shared/node.',
  });
}
