// When nothing goes wrong any more: the core is well, and each of the rest is what the plan says,
// for ever. From here on everything has to come to rest.
import type { Cluster } from '../cluster.ts';
import { coordinatorsOf, workersOf } from '../plan/names.ts';
import type { Simulation } from '../simulation.ts';

export function beginEndPhase(simulation: Simulation, cluster: Cluster): void {
  const { plan, network, fates, process } = simulation;
  const members = [...coordinatorsOf(plan.config), ...workersOf(plan.config)];
  const all = [...members, 'log', 'register', 'world', 'storage'];
  cluster.closeActivePhase();
  network.calm();
  fates.calm();
  simulation.setClocksRight();
  for (const from of all) {
    for (const to of all) network.heal(process(from), process(to));
  }
  for (const name of all) {
    const fate = plan.core.rest[name] ?? 'well';
    const member = cluster.member(name);
    if (fate === 'dead') {
      cluster.bury(name);
      member.crash();
      continue;
    }
    if (fate === 'cut-off') isolate(simulation, name, all);
    if (fate === 'paused') member.pause();
    else member.unpause('in-order');
    member.start();
  }
}

function isolate(
  { plan, network, process }: Simulation,
  name: string,
  all: readonly string[],
): void {
  const clients = Array.from({ length: plan.config.clients }, (_, i) => `u${i + 1}`);
  for (const other of [...all, ...clients]) {
    if (other === name) continue;
    network.cut(process(name), process(other));
    network.cut(process(other), process(name));
  }
}
