// The engine for every selection: PostgreSQL in a thread of this process, started when it is first
// needed. The rows that a query reads are loaded for it and dropped afterwards, so nothing in the
// database has to be kept in step with anything.
import type { Clock } from '@rescind/shared';
import type { RowSources, SelectionEngine } from '../engine.ts';
import { SqlError } from '../sql-error.ts';
import type { Query } from '../syntax/ast.ts';
import type { Relation } from '../value.ts';
import type { Request } from './pglite/requests.ts';
import { runQuery, type Surroundings } from './pglite/run-query.ts';
import { createDatabaseThread, ThreadLostError, type Answer } from './pglite/thread.ts';
import { createWorkspace } from './pglite/workspace.ts';

export interface PgliteOptions {
  /** Measures deadlines, and is what now() says. */
  readonly clock: Clock;
  /** A query that takes longer is ended with its thread: 57014. Default 30,000 ms. */
  readonly statementTimeoutMs?: number;
  /**
   * A folder of this machine in which the started database is kept, for quicker starts. Whoever may
   * write to it decides what queries answer. Without it every start is a slow one.
   */
  readonly cacheFolder?: string;
}

export interface PgliteEngine extends SelectionEngine {
  /** As every engine does; `signal` ends the query: 57014. */
  evaluate(
    query: Query,
    sources: RowSources,
    wanted?: 'INT8',
    signal?: AbortSignal,
  ): Promise<Relation>;
  /** Ends the thread; queries fail from now on. The process may also just end. */
  dispose(): Promise<void>;
}

const STATEMENT_TIMEOUT_MS = 30_000;

/** So often a query whose relations were lost with their thread is begun anew. */
const ATTEMPTS = 4;

/** Dropped relations leave traces in the catalog; so often they are swept up. */
const EVALUATIONS_BETWEEN_SWEEPS = 200;

const SWEEP = [
  ...['pg_attribute', 'pg_class', 'pg_depend', 'pg_namespace', 'pg_shdepend', 'pg_type'].map(
    (catalog) => `VACUUM pg_catalog.${catalog}`,
  ),
  'CHECKPOINT',
];

interface Given extends Pick<Surroundings, 'sources' | 'wanted'> {
  readonly signal: AbortSignal | undefined;
}

/** An engine that has no thread yet. */
export function createPgliteEngine(options: PgliteOptions): PgliteEngine {
  const { clock, statementTimeoutMs = STATEMENT_TIMEOUT_MS, cacheFolder } = options;
  const thread = createDatabaseThread({ clock, statementTimeoutMs, cacheFolder });
  let evaluations = 0;

  const attempt = async (query: Query, given: Given): Promise<Relation> => {
    const { generation } = thread;
    const number = ++evaluations;
    const ask = (request: Request): Promise<Answer> =>
      thread.ask(request, generation, given.signal);
    const workspace = createWorkspace(`rescind_e${number}`, ask);
    try {
      return await runQuery(query, { ...given, workspace, now: clock.now(), ask });
    } finally {
      const sweep = number % EVALUATIONS_BETWEEN_SWEEPS === 0 ? SWEEP : [];
      for (const sql of [...workspace.drops(), ...sweep]) {
        // Nobody waits for it; a thread that has ended has nothing to drop.
        thread.ask({ kind: 'Run', sql }, generation).catch(() => undefined);
      }
    }
  };

  return {
    name: 'pglite',
    async evaluate(query, sources, wanted, signal) {
      for (let left = ATTEMPTS; ; left--) {
        try {
          return await attempt(query, { sources, wanted, signal });
        } catch (error) {
          if (!(error instanceof ThreadLostError)) throw error;
          if (left > 1) continue;
          const message = 'the selection engine was restarted too often';
          throw new SqlError({ code: '57P01', message });
        }
      }
    },
    dispose: () => thread.dispose(),
  };
}
