// A cluster of real processes: one nats-server, coordinators and workers, each a process of its
// own, started again when it dies, and none left when this process is gone.
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock } from '@rescind/shared';
import { CommandFailure, EXIT } from '../failure.ts';
import { createAttendance } from './attendance.ts';
import { startChild } from './child.ts';
import {
  keepClusterFile,
  objectsDir,
  type ClusterFile,
  type ClusterFileWriter,
} from './cluster-file.ts';
import { keepRunning, type Kept } from './keep-running.ts';
import { narrate } from './narrate.ts';
import type { ClusterPlan, StartedCluster } from './plan.ts';
import type { ClusterServerAt, OwnServer } from './server.ts';

export interface Surroundings {
  readonly clock: Clock;
  /** One line for a person, of a named part. */
  readonly say: (part: string, line: string) => void;
}

type Role = 'coordinators' | 'workers';

interface Member {
  readonly role: Role;
  readonly name: string;
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts everything around a server that already runs. */
export function startProcesses(
  plan: ClusterPlan,
  server: ClusterServerAt | OwnServer,
  { clock, say }: Surroundings,
): StartedCluster {
  const members = membersOf(plan, server);
  const attendance = createAttendance(members.map(({ name }) => name));
  const file = keepClusterFile(plan.dataDir, initialFile(plan, server, members, clock), (error) =>
    say('start', `cannot write the cluster file: ${error.message}`),
  );
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });
  const parts = { clock, say, file, fail, attendance };
  const nats = 'first' in server ? keepServer(server, parts) : undefined;
  const kept = members.map((member) => ({ member, kept: keepMember(member, parts) }));
  const stopAll = async (role: Role): Promise<void> => {
    await Promise.all(
      kept.filter(({ member }) => member.role === role).map((each) => each.kept.stop()),
    );
  };
  let stopping: Promise<void> | undefined;

  return {
    failed,
    up: attendance.complete.then(() => file.flush()).then(() => summary(plan, server)),
    stop() {
      stopping ??= (async () => {
        // Workers first: they end their sessions, so that no job waits for them to expire.
        await stopAll('workers');
        await stopAll('coordinators');
        await nats?.stop();
        await file.remove();
      })();
      return stopping;
    },
    kill() {
      for (const each of kept) each.kept.kill();
      nats?.kill();
    },
  };
}

interface Parts extends Surroundings {
  readonly file: ClusterFileWriter;
  readonly fail: (error: Error) => void;
  readonly attendance: ReturnType<typeof createAttendance>;
}

function keepServer(server: OwnServer, { clock, say, file }: Parts): Kept {
  return keepRunning(
    {
      name: 'nats-server',
      clock,
      start: () => server.restart(),
      isFinal: () => false,
      onFinal: () => undefined,
      onPid: (pid) =>
        file.update((current) => ({
          ...current,
          nats: current.nats === null ? null : { ...current.nats, pid },
        })),
      say: (line) => say('nats', line),
    },
    server.first,
  );
}

function keepMember(member: Member, { clock, say, file, fail, attendance }: Parts): Kept {
  const { role, name, script, env } = member;
  const title = `${role === 'workers' ? 'worker' : 'coordinator'} ${name}`;
  let lastError: string | undefined;
  return keepRunning({
    name: title,
    clock,
    start: () => {
      lastError = undefined;
      return startChild({
        script,
        env,
        onMessage(message) {
          attendance.heard(name, message);
          const { error } = message as { readonly error?: unknown };
          if (typeof error === 'string') lastError = error;
          const line = narrate(message);
          if (line !== undefined) say(name, line);
        },
        onLine: (line) => say(name, line),
      });
    },
    lastWords: () => lastError,
    isFinal: ({ code }) => code === EXIT.data,
    onFinal: () =>
      fail(new CommandFailure(EXIT.data, lastError ?? `${title} cannot go on; see its last lines`)),
    onPid: (pid) => {
      if (pid === null) attendance.gone(name);
      file.update((current) => ({
        ...current,
        [role]: current[role].map((each) => (each.name === name ? { name, pid } : each)),
      }));
    },
    say: (line) => say('start', line),
  });
}

function membersOf(plan: ClusterPlan, server: ClusterServerAt): readonly Member[] {
  const { fsync } = server.durability;
  const env = {
    RESCIND_NATS_URL: server.url,
    RESCIND_CLUSTER: plan.cluster,
    RESCIND_DATA: plan.dataDir,
    RESCIND_DURABILITY: fsync === 'always' ? 'fsync' : 'no-fsync',
    RESCIND_JOBS: plan.jobs.join(delimiter),
    RESCIND_SLOTS: String(plan.slots),
    RESCIND_OBJECTS: objectsDir(plan.dataDir),
    RESCIND_EXTERN: plan.externDir,
  };
  const named = (role: Role, letter: string, count: number): readonly Member[] =>
    Array.from({ length: count }, (_, index) => {
      const name = `${letter}${index + 1}`;
      return { role, name, script: scriptOf(role), env: { ...env, RESCIND_NAME: name } };
    });
  return [...named('coordinators', 'c', plan.coordinators), ...named('workers', 'w', plan.workers)];
}

/** A package's process stands beside its entry. */
function scriptOf(role: Role): string {
  const entry = role === 'workers' ? '@rescind/worker' : '@rescind/coordinator';
  return fileURLToPath(new URL('main.js', import.meta.resolve(entry)));
}

function initialFile(
  plan: ClusterPlan,
  server: ClusterServerAt | OwnServer,
  members: readonly Member[],
  clock: Clock,
): ClusterFile {
  const idle = (role: Role): ClusterFile[Role] =>
    members.filter((each) => each.role === role).map(({ name }) => ({ name, pid: null }));
  return {
    version: 1,
    cluster: plan.cluster,
    mode: 'processes',
    started: new Date(clock.now()).toISOString(),
    supervisor: process.pid,
    nats: {
      url: server.url,
      monitorUrl: server.monitorUrl,
      pid: 'first' in server ? server.first.pid : null,
      ours: 'first' in server,
      version: server.version,
      fsync: server.durability.fsync,
    },
    bridge: null,
    externDir: plan.externDir,
    coordinators: idle('coordinators'),
    workers: idle('workers'),
  };
}

function summary(plan: ClusterPlan, server: ClusterServerAt): string {
  const count = (number: number, noun: string): string =>
    `${number} ${noun}${number === 1 ? '' : 's'}`;
  const address = server.url.replace(/^nats:\/\//, '');
  const coordinators = count(plan.coordinators, 'coordinator');
  return `up: nats ${address}, ${coordinators}, ${count(plan.workers, 'worker')}`;
}
