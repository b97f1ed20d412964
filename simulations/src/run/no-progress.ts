// When a cluster that has nothing wrong with it does not come to rest: who waits for what.
import { nextRunAt, type JobId } from '@rescind/shared';
import type { Violation } from '../checker.ts';
import type { Leftovers } from '../checkers/leftovers.ts';
import type { Stages } from '../checkers/stages.ts';
import type { Cluster } from '../cluster.ts';
import { EPOCH_MS } from '../node-clock.ts';
import type { Simulation } from '../simulation.ts';

/** Jobs told of one by one; of more only the number. */
const JOBS_TOLD = 5;

export function noProgress(
  simulation: Simulation,
  cluster: Cluster,
  { stages, leftovers }: { readonly stages: Stages; readonly leftovers: Leftovers },
  sinceMs: number,
): Violation {
  const waiting = stages.unsettled().filter((job) => !leftovers.waits(job));
  const jobs = waiting
    .slice(0, JOBS_TOLD)
    .map((job) => describeJob(cluster, stages, job, simulation.scheduler.now));
  const more = waiting.length - jobs.length;
  const busy = cluster.clients.filter((client) => client.busy).length;
  const [first] = waiting;
  return {
    checker: 'everything comes to rest once nothing goes wrong any more',
    message: [
      `no rest ${Math.round(sinceMs / 1000)} s after the core was well ` +
        `(commit ${simulation.commits.length})`,
      ...jobs,
      ...(more > 0 ? [`and ${more} more jobs`] : []),
      ...describeLeftovers(leftovers, simulation),
      ...(busy > 0 ? [`${busy} clients wait for an answer`] : []),
      ...cluster.coordinators.map(describeCoordinator),
      ...cluster.workers.map(
        ({ incarnation, up, paused, running }) =>
          `${incarnation} ${condition(up, paused)}, ${running} handlers`,
      ),
    ].join('\n  '),
    ...(first === undefined ? {} : { job: first }),
  };
}

function describeJob(cluster: Cluster, stages: Stages, id: JobId, nowMs: number): string {
  const is = `job ${id} is ${stages.jobs.get(id)}`;
  const leader = cluster.coordinators.find(
    ({ paused, coordinator }) => !paused && coordinator?.role === 'leader',
  );
  const state = leader?.coordinator?.state;
  const job = state?.jobs.get(id);
  if (state === undefined || job === undefined) return `${is}, no leader knows it`;
  if (job.session !== null) {
    return `${is}, held by ${state.sessions.get(job.session)?.worker ?? 'nobody known'}`;
  }
  const due = nextRunAt(job, {
    initialDelayMs: state.setting('jobs.registry.retry.initial_delay'),
    maxDelayMs: state.setting('jobs.registry.retry.max_delay'),
  });
  const waits = Math.round((due - EPOCH_MS - nowMs) / 1000);
  return `${is}, nobody holds it, it may run again in ${waits} s after ${job.runs} runs`;
}

function describeLeftovers(leftovers: Leftovers, { storage }: Simulation): readonly string[] {
  const left = leftovers.unnamed(storage.cluster);
  return [
    ...Array.from(leftovers.unpublished, (job) => `the backup of job ${job} has no manifest`),
    ...(left.length > 0 ? [`${left.length} objects that nothing names, ${left[0]} first`] : []),
  ];
}

function describeCoordinator({
  incarnation,
  up,
  paused,
  coordinator,
}: Cluster['coordinators'][number]): string {
  const role = coordinator === undefined ? 'starting' : coordinator.status();
  const told =
    typeof role === 'string'
      ? role
      : `${role.role} at commit ${role.position}` +
        (role.reason === undefined ? '' : `: ${role.reason}`);
  return `${incarnation} ${condition(up, paused)}, ${told}`;
}

function condition(up: boolean, paused: boolean): string {
  if (!up) return 'is dead';
  return paused ? 'is frozen' : 'is up';
}
