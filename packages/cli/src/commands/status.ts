// `rescind status`: who is there, who leads, how far the log is, what the jobs are at. It answers
// also while parts of the cluster are down, and names each one that does not.
import {
  resultOf,
  type Bus,
  type Client,
  type ClusterStatus,
  type CoordinatorStatus,
} from '@rescind/shared';
import { readOptions, type Command } from '../command.ts';
import {
  CLUSTER_HELP,
  CLUSTER_OPTIONS,
  clientOn,
  findCluster,
  type FoundCluster,
} from '../connect.ts';
import { EXIT } from '../failure.ts';
import { printStatus } from '../status/print.ts';
import { isProcessAlive } from '../process/alive.ts';
import { reportStatus, type Contents } from '../status/report.ts';

const help = `Usage: rescind status [options]

Shows the cluster's processes with their pids and roles, its leader, term and position, its
sessions, how many jobs are in which status, and how much data there is. What does not answer is
named.

  --json            one JSON object instead of text
${CLUSTER_HELP}

Exit status: 0 when a coordinator leads, 1 when none does, 69 when no cluster was found.
`;

const CONNECT_MS = 1000;
/** A coordinator that is alive answers within a few milliseconds, on a busy machine within more. */
const ROLL_CALL_MS = 150;
const SECOND_ROLL_CALL_MS = 600;
/** A query goes to any coordinator, perhaps to one that is frozen: so many short tries. */
const QUERY_TRY_MS = 300;
const QUERY_MS = 3000;

export const status: Command = {
  help,
  async run(args, terminal) {
    const { values } = readOptions('status', args, {
      ...CLUSTER_OPTIONS,
      json: { type: 'boolean' },
    });
    const found = await findCluster(values);
    const heard = await hear(found);
    const report = reportStatus({ ...found, ...heard, isRunning: isProcessAlive });
    terminal.out(
      values.json === true ? `${JSON.stringify(report, null, 2)}\n` : printStatus(report),
    );
    return report.leader === null ? EXIT.failed : EXIT.ok;
  },
};

interface Heard {
  readonly unreachable: string | undefined;
  readonly rollCall: readonly CoordinatorStatus[];
  readonly status: ClusterStatus | undefined;
  readonly contents: Contents | undefined;
}

const SILENCE = { status: undefined, contents: undefined } as const;

/** Asks everybody; silence is an answer too. */
async function hear(found: FoundCluster): Promise<Heard> {
  let bus: Bus;
  try {
    bus = await found.connect(CONNECT_MS);
  } catch (error) {
    return { unreachable: (error as Error).message, rollCall: [], ...SILENCE };
  }
  try {
    const patience = { timeoutMs: QUERY_TRY_MS, patienceMs: QUERY_MS };
    const client = clientOn(bus, found.cluster, 'root', patience);
    const expected = found.file?.coordinators.length ?? 1;
    const first = await client.rollCall(ROLL_CALL_MS);
    const all = first.length >= expected;
    const rollCall = all ? first : await client.rollCall(SECOND_ROLL_CALL_MS);
    if (rollCall.length === 0) return { unreachable: undefined, rollCall, ...SILENCE };
    const reply = await client.query({ kind: 'Status' });
    if (!reply.ok) return { unreachable: undefined, rollCall, ...SILENCE };
    const { status: answer } = resultOf(reply, 'Status');
    return { unreachable: undefined, rollCall, status: answer, contents: await count(client) };
  } catch (error) {
    return { unreachable: (error as Error).message, rollCall: [], ...SILENCE };
  } finally {
    await bus.close();
  }
}

/** Counts what there is, besides jobs. */
async function count(client: Client): Promise<Contents | undefined> {
  const [catalog, schedules] = await Promise.all([
    client.query({ kind: 'Catalog' }),
    client.query({ kind: 'Schedules' }),
  ]);
  if (!catalog.ok || !schedules.ok) return undefined;
  const { databases, tables } = resultOf(catalog, 'Catalog');
  return {
    databases: databases.length,
    tables: tables.length,
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    schedules: resultOf(schedules, 'Schedules').rows.length,
  };
}
