// `rescind start`: a whole cluster in the foreground, until it is told to stop.
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSystemClock } from '@rescind/shared/node';
import { readCount, readOptions, type Command, type Terminal } from '../command.ts';
import { DEFAULT_DATA_DIR, readClusterName } from '../connect.ts';
import { EXIT, usageError } from '../failure.ts';
import { openSqlPort, SQL_PORT, type SqlPort } from '../sql-port.ts';
import { startCluster } from '../start-cluster.ts';
import { lockDataDir } from '../supervisor/data-lock.ts';
import type { ClusterPlan, StartedCluster } from '../supervisor/plan.ts';
import type { Surroundings } from '../supervisor/processes.ts';
import { untilStopped } from '../supervisor/until-stopped.ts';

const help = `Usage: rescind start [options]

Runs a cluster in the foreground: one nats-server, coordinators and workers, each a process of its
own. What dies is started again. Ctrl-C stops everything in order; a second Ctrl-C at once.

  --coordinators N  how many coordinators, 1 to 9; one leads, the others stand by; default 2
  --workers N       how many workers, 1 to 99; default 3
  --slots N         how many jobs a worker may hold at once, 1 to 10000; default 1000
  --jobs MODULE     a JavaScript module that exports job definitions; may be given several times;
                    default examples/convert-folder.mjs when run from the repository
  --data DIR        where everything is kept; default ${DEFAULT_DATA_DIR}
  --external-dir DIR
                    where nodelocal:// URIs lead, backups for example; default is the folder
                    extern in that of --data
  --cluster NAME    the cluster's name; default main
  --port-nats N     port of the nats-server; 0 takes a free one; default 4222
  --sql-port N      port on 127.0.0.1 for psql and other clients of PostgreSQL, who are trusted to
                    be whom they say; 0 takes a free one; default 26257
  --nats URL        use this nats-server instead of running one
  --monitor URL     its monitoring page, where that is not on port 8222 of the same host
  --embedded        all in one process, on a log in a file, without a nats-server

Which nats-server is run: the one named by RESCIND_NATS_SERVER, else one from the project's cache,
the PATH, or fetched into the cache. Where none can be had the cluster runs embedded.

Exit status: 0 after a stop, 65 when the log is damaged, 69 when something needed is not there.
`;

const OPTIONS = {
  coordinators: { type: 'string', default: '2' },
  workers: { type: 'string', default: '3' },
  slots: { type: 'string', default: '1000' },
  jobs: { type: 'string', multiple: true },
  data: { type: 'string', default: DEFAULT_DATA_DIR },
  'external-dir': { type: 'string' },
  cluster: { type: 'string', default: 'main' },
  'port-nats': { type: 'string', default: '4222' },
  'sql-port': { type: 'string', default: String(SQL_PORT) },
  nats: { type: 'string' },
  monitor: { type: 'string' },
  embedded: { type: 'boolean', default: false },
} as const;

export const start: Command = {
  help,
  async run(args, terminal) {
    const { plan, embedded, sqlPort } = readPlan(args);
    const surroundings: Surroundings = {
      clock: createSystemClock(),
      say: (part, line) => terminal.err(`[${part}] ${line}\n`),
    };
    const lock = await lockDataDir(plan.dataDir);
    try {
      const cluster = await startCluster(plan, embedded, surroundings);
      const started = withSqlPort(cluster, plan, sqlPort, surroundings);
      return await attend(started, plan, terminal);
    } finally {
      await lock.release();
    }
  },
};

function readPlan(args: readonly string[]): {
  readonly plan: ClusterPlan;
  readonly embedded: boolean;
  readonly sqlPort: number;
} {
  const { values } = readOptions('start', args, OPTIONS);
  const { nats, monitor, embedded } = values;
  if (embedded && nats !== undefined) {
    throw usageError('--embedded runs without a nats-server, so --nats does not go with it');
  }
  const plan: ClusterPlan = {
    dataDir: resolve(values.data),
    externDir: resolve(values['external-dir'] ?? join(values.data, 'extern')),
    cluster: readClusterName(values.cluster),
    coordinators: readCount('coordinators', values.coordinators, { min: 1, max: 9 }),
    workers: readCount('workers', values.workers, { min: 1, max: 99 }),
    slots: readCount('slots', values.slots, { min: 1, max: 10_000 }),
    jobs: readJobs(values.jobs),
    nats,
    monitor,
    natsPort: readCount('port-nats', values['port-nats'], { min: 0, max: 65_535 }),
  };
  const sqlPort = readCount('sql-port', values['sql-port'], { min: 0, max: 65_535 });
  return { plan, embedded, sqlPort };
}

/** Paths of modules beside the built-in jobs; whether they define any is seen when they load. */
function readJobs(given: readonly string[] | undefined): readonly string[] {
  const jobs = given?.map((each) => resolve(each)) ?? defaultJobs();
  const missing = jobs.find((each) => !existsSync(each));
  if (missing !== undefined) throw usageError(`--jobs: there is no file ${missing}`);
  return jobs;
}

/** The repository's example, for whoever runs `npm start` in it; nothing elsewhere. */
function defaultJobs(): readonly string[] {
  const example = new URL('../../../../examples/convert-folder.mjs', import.meta.url);
  return existsSync(example) ? [fileURLToPath(example)] : [];
}

/** The cluster with a SQL port once it is up; without one it runs all the same. */
function withSqlPort(
  cluster: StartedCluster,
  { dataDir }: ClusterPlan,
  port: number,
  { say }: Surroundings,
): StartedCluster {
  let opened: Promise<SqlPort | undefined> | undefined;
  const open = async (): Promise<SqlPort | undefined> => {
    try {
      const sql = await openSqlPort(dataDir, port);
      say('sql', `psql -h 127.0.0.1 -p ${sql.port} -U root defaultdb`);
      return sql;
    } catch (error) {
      say('start', `warning: ${(error as Error).message}`);
      return undefined;
    }
  };
  const up = cluster.up.then(async (summary) => {
    opened = open();
    await opened;
    return summary;
  });
  return {
    ...cluster,
    up,
    async stop() {
      await (await opened)?.close();
      await cluster.stop();
    },
  };
}

async function attend(
  started: StartedCluster,
  plan: ClusterPlan,
  terminal: Terminal,
): Promise<number> {
  const data = plan.dataDir === resolve(DEFAULT_DATA_DIR) ? '' : ` --data ${plan.dataDir}`;
  started.up.then(
    (summary) => terminal.out(`${summary}; try: ${ownName()} sql${data} -e "SHOW JOBS"\n`),
    // What kept it from coming up is told by `failed`.
    () => undefined,
  );
  const failure = await untilStopped(started, (line) => terminal.err(`[start] ${line}\n`));
  if (failure !== undefined) throw failure;
  return EXIT.ok;
}

/** How this program was called, for a line that a person may copy. */
function ownName(): string {
  const script = process.argv[1] ?? '';
  return script.endsWith('.js') ? `node ${relative(process.cwd(), script)}` : 'rescind';
}
