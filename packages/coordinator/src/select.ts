// Selections of jobs that come over the bus, run on this coordinator's own copy of the cluster.
import { MESSAGE_VERSION, type Refusal } from '@rescind/shared';
import { createClientBackend, selectJobIds } from '@rescind/sql';
import type { SelectJobs } from './command-service.ts';
import type { QueryService } from './query-service.ts';

/** The position told is that of the rows the selection used. */
export function selectWithSql(queries: QueryService): SelectJobs {
  return (text, user) =>
    selectJobIds(
      text,
      createClientBackend({
        user,
        // A command has a deadline of seconds; it must not wait for the end of jobs.
        query: (query) =>
          query.kind === 'Settled'
            ? Promise.resolve({ v: MESSAGE_VERSION, ok: false, error: CANNOT_WAIT })
            : queries.answer({ v: MESSAGE_VERSION, user, query }),
        command: () => Promise.reject(new Error('a selection commands nothing')),
      }),
    );
}

const CANNOT_WAIT: Refusal = {
  kind: 'invalid',
  code: '0A000',
  message: 'SHOW JOBS WHEN COMPLETE inside a selection of a command is not supported',
};
