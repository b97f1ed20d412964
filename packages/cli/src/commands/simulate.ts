// `rescind simulate`: hands its arguments to the simulations, which read them themselves.
import type { Command } from '../command.ts';

const help = `Usage: rescind simulate [options]

Runs the workload and the checkers of the simulations: by default a whole cluster in one process on
a virtual clock, with --processes over real processes that are killed and restarted.

  --seed N          run this seed
  --processes       over spawned processes instead
  --seconds N       how long
`;

export const simulate: Command = {
  help,
  async run(args) {
    // Late: no other command should wait for the simulations to be loaded.
    const { runSimulateCommand } = await import('@rescind/simulations');
    return runSimulateCommand([...args]);
  },
};
