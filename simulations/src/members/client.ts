// A client: a SQL session of its own that says its statements one after the other. The same over a
// simulated bus and over a real one.
import {
  createClient,
  createSeededRandom,
  sleep,
  type Bus,
  type Client,
  type Clock,
  type Ids,
  type Storage,
} from '@rescind/shared';
import { createClientBackend, createSession, SqlError, type StatementResult } from '@rescind/sql';
import type { Fact } from '../history.ts';
import type { PlannedStatement } from '../plan.ts';
import type { JobNames } from './job-names.ts';

export interface ClientMember {
  /** True while a statement of it is under way. */
  readonly busy: boolean;
  readonly counts: StatementCounts;
}

export interface StatementCounts {
  said: number;
  answered: number;
  refused: number;
  /** Nobody answered: what came of it is unknown. */
  unknown: number;
  /** Its turn came too late, or the job it speaks of is not known. */
  skipped: number;
}

export interface ClientOptions {
  readonly name: string;
  readonly cluster: string;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Undefined where no statement needs it. */
  readonly storage: Storage | undefined;
  /** In order of time. */
  readonly statements: readonly PlannedStatement[];
  readonly names: JobNames;
  /** Milliseconds since the run began: what the statements' times are counted in. */
  readonly elapsed: () => number;
  /** A statement whose turn comes then is not said any more. */
  readonly isOver: (statement: PlannedStatement) => boolean;
  readonly record: (fact: Fact) => void;
  /** Something was thrown that no statement may answer. */
  readonly onError: (error: unknown) => void;
}

/** SQLSTATE of a statement that no coordinator answered. */
const UNREACHABLE = '08006';

/** Begins at once. */
export function startClient(options: ClientOptions): ClientMember {
  const { name, cluster, bus, clock, ids, names } = options;
  const client = createClient({ bus, cluster, user: name, clock, ids, application: 'sim' });
  const counts: StatementCounts = { said: 0, answered: 0, refused: 0, unknown: 0, skipped: 0 };
  let busy = true;
  let saying = '';
  const backend = createClientBackend(recorded(client, options, () => saying));
  // Only random() asks for chance, which no statement of a plan does.
  const ports = { clock, ids, random: createSeededRandom(name) };
  const session = createSession({ backend, storage: options.storage, ports });

  const say = async (statement: PlannedStatement): Promise<void> => {
    const sql = names.fillIn(statement);
    if (sql === undefined || options.isOver(statement)) {
      counts.skipped++;
      return;
    }
    counts.said++;
    busy = true;
    saying = sql;
    try {
      const results = await session.execute(sql);
      counts.answered++;
      const made = statement.makes === undefined ? undefined : idOf(results);
      if (made !== undefined) names.learn(statement, made);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      if (error.code === UNREACHABLE) counts.unknown++;
      else counts.refused++;
    }
  };

  const sayAll = async (): Promise<void> => {
    for (const statement of options.statements) {
      busy = false;
      const wait = statement.at - options.elapsed();
      if (wait > 0) await sleep(clock, wait);
      await say(statement);
    }
    busy = false;
  };
  sayAll().catch(options.onError);
  return {
    get busy() {
      return busy;
    },
    counts,
  };
}

/** The id of the job or schedule that a statement has made: its first value. */
function idOf(results: readonly StatementResult[]): string | undefined {
  const id = results[0]?.rows?.[0]?.[0];
  return id === undefined ? undefined : String(id);
}

/** The client, with every command and its final answer on record. */
function recorded(client: Client, { ids, record }: ClientOptions, saying: () => string): Client {
  return {
    ...client,
    get position() {
      return client.position;
    },
    async command(command, context = {}) {
      const requestId = context.requestId ?? ids.next();
      // The log tells requests apart by who made them, too.
      const request = `${client.user}/${requestId}`;
      record({ kind: 'asked', request, command, sql: saying() });
      const reply = await client.command(command, { ...context, requestId });
      record({ kind: 'answered', request, reply });
      return reply;
    },
  };
}
