// The plan's faults, made to happen at their time and undone at theirs.
import type { Cluster } from '../cluster.ts';
import type { PlannedFault } from '../plan.ts';
import type { Simulation } from '../simulation.ts';

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
