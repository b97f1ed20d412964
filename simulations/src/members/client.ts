// A simulated client: a SQL session of its own that says its statements one after the other.
import { createClient, createIds, createSeededRandom, sleep, type Client } from '@rescind/shared';
import { createClientBackend, createSession, SqlError, type StatementResult } from '@rescind/sql';
import type { JobNames } from './job-names.ts';
import type { PlannedStatement } from '../plan.ts';
import { escaped, type Simulation } from '../simulation.ts';

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

/** SQLSTATE of a statement that no coordinator answered. */
const UNREACHABLE = '08006';

/** Begins at once. Statements whose turn comes when `isOver` are skipped. */
export function startClient(
  simulation: Simulation,
  name: string,
  statements: readonly PlannedStatement[],
  names: JobNames,
  isOver: (statement: PlannedStatement) => boolean,
): ClientMember {
  const { plan, scheduler } = simulation;
  const process = simulation.process(name);
  const clock = simulation.clockOf(process);
  const ids = createIds(clock, createSeededRandom(`${plan.seed}:ids:${name}`));
  const bus = simulation.bus.attach(process, clock);
  const client = createClient({ bus, cluster: 'sim', user: name, clock, ids, application: 'sim' });
  const counts: StatementCounts = { said: 0, answered: 0, refused: 0, unknown: 0, skipped: 0 };
  const session = createSession({
    backend: createClientBackend(recorded(client, () => ids.next(), simulation)),
  });
  let busy = true;

  const say = async (statement: PlannedStatement): Promise<void> => {
    const sql = names.fillIn(statement);
    if (sql === undefined || isOver(statement)) {
      counts.skipped++;
      return;
    }
    counts.said++;
    busy = true;
    try {
      const results = await session.execute(sql);
      counts.answered++;
      const job = jobOf(results);
      if (job !== undefined) names.learn(statement, job);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      if (error.code === UNREACHABLE) counts.unknown++;
      else counts.refused++;
    }
  };

  const sayAll = async (): Promise<void> => {
    for (const statement of statements) {
      busy = false;
      const wait = statement.at - scheduler.now;
      if (wait > 0) await sleep(clock, wait);
      await say(statement);
    }
    busy = false;
  };
  sayAll().catch((error: unknown) => simulation.violate(escaped(name, error)));
  return {
    get busy() {
      return busy;
    },
    counts,
  };
}

/** The id a CREATE JOB answered. */
function jobOf(results: readonly StatementResult[]): string | undefined {
  const [result] = results;
  return result?.tag.startsWith('CREATE JOB') === true ? String(result.rows?.[0]?.[0]) : undefined;
}

/** The client, with every command and its final answer on record. */
function recorded(client: Client, nextId: () => string, simulation: Simulation): Client {
  return {
    ...client,
    get position() {
      return client.position;
    },
    async command(command, context = {}) {
      const requestId = context.requestId ?? nextId();
      simulation.record({ kind: 'asked', requestId, command });
      const reply = await client.command(command, { ...context, requestId });
      simulation.record({ kind: 'answered', reply });
      return reply;
    },
  };
}
