// From a plan to a cluster that runs: real processes around a nats-server of our own or somebody
// else's, or everything in this process where there is none.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { NatsServerError, type FoundNatsServer } from '@rescind/shared/nats-server';
import { startEmbedded } from './embedded.ts';
import { CommandFailure, EXIT } from './failure.ts';
import type { ClusterPlan, StartedCluster } from './supervisor/plan.ts';
import { startProcesses, type Surroundings } from './supervisor/processes.ts';
import { lookAtServer, provideServer, startOwnServer } from './supervisor/server.ts';

/**
 * Starts what the plan says; `embedded` as asked, or because no nats-server can be had, which is
 * said. Throws CommandFailure.
 */
export async function startCluster(
  plan: ClusterPlan,
  embedded: boolean,
  surroundings: Surroundings,
): Promise<StartedCluster> {
  const { say } = surroundings;
  if (embedded) return startInOneProcess(plan, surroundings);
  if (plan.nats !== undefined) {
    const server = await lookAtServer(plan.nats, plan.monitor);
    warn(server.durability.sentence, say);
    return startProcesses(plan, server, surroundings);
  }
  const binary = await findServer(say);
  if (binary === undefined) return startInOneProcess(plan, surroundings);
  refuseOtherLog(plan.dataDir, 'log.ndjson', 'without a nats-server; start it with --embedded');
  const server = await startOwnServer(binary, {
    dataDir: plan.dataDir,
    port: plan.natsPort,
    say: (line) => say('nats', line),
  });
  say('nats', `nats-server ${server.version ?? ''} (pid ${server.first.pid}) on ${server.url}`);
  warn(server.durability.sentence, say);
  return startProcesses(plan, server, surroundings);
}

/** undefined when none can be had here; throws CommandFailure when the one named does not run. */
async function findServer(say: Surroundings['say']): Promise<FoundNatsServer | undefined> {
  try {
    return await provideServer((line) => say('nats', line));
  } catch (cause) {
    if (!(cause instanceof NatsServerError)) throw cause;
    if (cause.code !== 'missing') {
      throw new CommandFailure(EXIT.unavailable, cause.message, { cause });
    }
    say('start', `${cause.message} Running embedded, in one process, until then.`);
    return undefined;
  }
}

async function startInOneProcess(
  plan: ClusterPlan,
  surroundings: Surroundings,
): Promise<StartedCluster> {
  refuseOtherLog(plan.dataDir, 'nats/jetstream', 'with a nats-server; start it without --embedded');
  return startEmbedded(plan, surroundings);
}

/** Two logs in one folder would each look as if the other's jobs were lost. */
function refuseOtherLog(dataDir: string, name: string, how: string): void {
  const path = join(dataDir, name);
  // A server that could not take its port has made its folder already, and put nothing in it.
  if (!existsSync(path) || (statSync(path).isDirectory() && readdirSync(path).length === 0)) return;
  throw new CommandFailure(
    EXIT.failed,
    `the cluster in ${dataDir} keeps its log in ${path}, ${how}, ` +
      'or choose another folder with --data DIR',
  );
}

function warn(sentence: string | undefined, say: Surroundings['say']): void {
  if (sentence !== undefined) say('start', `warning: ${sentence}`);
}
