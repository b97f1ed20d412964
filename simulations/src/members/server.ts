// A server that the cluster leans on (log, register, world). What it has stored survives a crash;
// only what was on its way to it is lost.
import { createMember, type Member } from '../member.ts';
import type { Simulation } from '../simulation.ts';

export function startServer(simulation: Simulation, name: string): Member {
  const idle = {
    stop: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return createMember(
    simulation,
    name,
    () => idle,
    () => true,
  );
}
