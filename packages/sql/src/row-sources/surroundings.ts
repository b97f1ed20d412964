// What statements see of the session they are in, besides the cluster.
import type { Storage } from '@rescind/shared';
import { SqlError } from '../sql-error.ts';
import { FIRST_DATABASE } from '../table-name.ts';

export interface Surroundings {
  /** Objects and collections; without it whatever lies there cannot be read or written. */
  readonly storage?: Storage | undefined;
  /** The session's database. */
  readonly database: string;
}

/** Those of nobody in particular. */
export const NO_SURROUNDINGS: Surroundings = { database: FIRST_DATABASE };

/** The storage. Throws 0A000 when the session was given none; `what` begins the sentence. */
export function theStorage({ storage }: Surroundings, what: string): Storage {
  if (storage !== undefined) return storage;
  throw new SqlError({
    code: '0A000',
    message: `${what} is not supported in a session without storage`,
    hint: 'Pass `storage` to createSession; `rescind sql --data DIR` does.',
  });
}
