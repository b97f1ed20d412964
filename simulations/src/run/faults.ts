// The plan's faults, made to happen at their time and undone at theirs.
import type { Commit } from '@rescind/shared';
import type { Cluster } from '../cluster.ts';
import type { PlannedFault } from '../plan.ts';
import type { Simulation } from '../simulation.ts';
import { createHolders } from './holders.ts';

export interface FaultCounts {
  crashes: number;
  pauses: number;
  cuts: number;
  /** A process died while a handler of it ran, or while it led and somebody held a job. */
  diedWithJob: number;
}

/** Schedules them all; once `isOver` nothing begins or ends any more. */
export function scheduleFaults(
  simulation: Simulation,
  cluster: Cluster,
  isOver: () => boolean,
): FaultCounts {
  const { plan, scheduler, fate } = simulation;
  const counts: FaultCounts = { crashes: 0, pauses: 0, cuts: 0, diedWithJob: 0 };
  const later = (delay: number, run: () => void): void => {
    scheduler.schedule(fate, delay, 'timer', () => {
      if (!isOver()) run();
    });
  };
  for (const fault of plan.faults) {
    later(fault.at - scheduler.now, () => {
      const undo = inflict(simulation, cluster, fault, counts);
      later(fault.forMs, undo);
    });
  }
  return counts;
}

/** The commits whose writer or holder the plan lies in wait for; each is met once. */
export function createAmbushes(
  simulation: Simulation,
  cluster: Cluster,
  counts: FaultCounts,
  isOver: () => boolean,
): (commit: Commit) => void {
  const { plan, scheduler, fate } = simulation;
  const holders = createHolders();
  const waiting = [...plan.ambushes];
  return (commit) => {
    holders.fold(commit);
    while (waiting[0] !== undefined && waiting[0].commit <= commit.n) {
      const { who, what, forMs } = waiting.shift()!;
      const process = who === 'writer' ? commit.by : holders.ofFirstJob(commit);
      if (process === undefined || isOver()) continue;
      const fault = { at: 0, forMs, process, waking: 'messages-first' } as const;
      const undo = inflict(simulation, cluster, { ...fault, kind: what }, counts);
      scheduler.schedule(fate, forMs, 'timer', () => {
        if (!isOver()) undo();
      });
    }
  };
}

/** Makes it happen; returns what ends it. */
function inflict(
  simulation: Simulation,
  cluster: Cluster,
  fault: PlannedFault,
  counts: FaultCounts,
): () => void {
  switch (fault.kind) {
    case 'crash':
    case 'stop': {
      const member = cluster.member(fault.process);
      if (member.up) counts.crashes++;
      if (fault.kind === 'stop') member.stop();
      else {
        if (holdsJob(cluster, fault.process)) counts.diedWithJob++;
        member.crash();
      }
      return () => member.start();
    }
    case 'pause': {
      const member = cluster.member(fault.process);
      if (!member.up || member.paused) return () => undefined;
      counts.pauses++;
      const { incarnation } = member;
      member.pause();
      return () => {
        if (member.incarnation === incarnation) member.unpause(fault.waking);
      };
    }
    case 'clock-jump': {
      const { process, byMs } = fault;
      simulation.jumpClock(process, byMs);
      return () => simulation.jumpClock(process, -byMs);
    }
    case 'cut':
      counts.cuts++;
      return cut(simulation, fault.links);
  }
}

/** A cut heals its own links only where no other cut has been made there since. */
function cut(
  { network, process }: Simulation,
  links: readonly (readonly [string, string])[],
): () => void {
  for (const [from, to] of links) network.cut(process(from), process(to));
  return () => {
    for (const [from, to] of links) network.heal(process(from), process(to));
  };
}

function holdsJob(cluster: Cluster, name: string): boolean {
  const worker = cluster.workers.find((member) => member.name === name);
  if (worker !== undefined) return worker.running > 0;
  const coordinator = cluster.coordinators.find((member) => member.name === name)?.coordinator;
  const runs = cluster.workers.some((member) => member.running > 0);
  return coordinator?.role === 'leader' && runs;
}
