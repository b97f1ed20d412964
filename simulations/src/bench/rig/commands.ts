// The commands that load is made of.
import type { Actor, ApiCommand, Command, IdList, JobId, Json } from '@rescind/shared';

/** A job type that does nothing at all; see jobs.ts. */
export const NOOP = 'bench-noop';
/** A job type that notes when it is started, and is done; see jobs.ts. */
export const START = 'bench-start';
/** A job type that runs until its signal fires, and notes both; see jobs.ts. */
export const WAIT = 'bench-wait';

export const BY: Actor = { user: 'root' };

/** Details as a user's job has them: the event of one new job takes about 200 bytes. */
export function detailsOf(index: number): Json {
  return { source: `/srv/pictures/2026/album-${index % 1000}/`, format: 'avif', part: index };
}

/** One job a command, as most clients send them. */
export function createOne(index: number): Command {
  return { kind: 'CreateJobs', jobType: NOOP, details: [detailsOf(index)], by: BY };
}

export function cancelOne(id: JobId): Command {
  return { kind: 'ControlJobs', verb: 'cancel', jobs: id as string as IdList, by: BY };
}

/** The same as a client of the bus says it; `count` jobs of one type. */
export function createOverBus(type: string, first: number, count: number): ApiCommand {
  const details = Array.from({ length: count }, (_, i) => detailsOf(first + i));
  return { kind: 'CreateJobs', type, details };
}
