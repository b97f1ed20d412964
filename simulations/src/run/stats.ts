// What a run was made of, in numbers.
import type { Stages } from '../checkers/stages.ts';
import type { Cluster } from '../cluster.ts';
import type { StatementCounts } from '../members/client.ts';
import type { Simulation } from '../simulation.ts';
import { collectDataStats, type DataStats } from './data-stats.ts';
import type { FaultCounts } from './faults.ts';

export interface RunStats {
  readonly virtualMs: number;
  readonly coordinators: number;
  readonly workers: number;
  readonly statements: StatementCounts;
  readonly events: number;
  readonly messages: number;
  readonly lost: number;
  readonly commits: number;
  /** Jobs by where they are at the end. */
  readonly jobs: Readonly<Record<string, number>>;
  /** Null for a run without data. */
  readonly data: DataStats | null;
  readonly faults: FaultCounts;
  /** Appends by what became of them. */
  readonly appends: Readonly<Record<string, number>>;
}

export function collectStats(
  simulation: Simulation,
  cluster: Cluster,
  faults: FaultCounts,
  stages: Stages,
): RunStats {
  const { plan, scheduler, network, commits, fates, storage } = simulation;
  const jobs: Record<string, number> = {};
  for (const stage of stages.jobs.values()) jobs[stage] = (jobs[stage] ?? 0) + 1;
  return {
    virtualMs: Math.round(scheduler.now),
    coordinators: cluster.coordinators.length,
    workers: cluster.workers.length,
    statements: sum(cluster.clients.map((client) => client.counts)),
    events: scheduler.events,
    messages: network.sent,
    lost: network.lost,
    commits: commits.length,
    jobs,
    data: plan.config.data === null ? null : collectDataStats(commits, storage),
    faults,
    appends: Object.fromEntries(fates.counts),
  };
}

function sum(counts: readonly StatementCounts[]): StatementCounts {
  const total: StatementCounts = { said: 0, answered: 0, refused: 0, unknown: 0, skipped: 0 };
  for (const one of counts) {
    for (const key of Object.keys(total) as (keyof StatementCounts)[]) total[key] += one[key];
  }
  return total;
}
