// `rescind simulate`: hands its arguments to the simulations, which read them themselves.
import type { Command } from '../command.ts';

const help = `Usage: rescind simulate [options]

Runs a whole cluster, production code, in one process on a virtual clock, under faults drawn from a
seed, and checks its invariants; the same seed gives the same run. Or, with --processes, the same
workload and checks over real processes that are killed.

  --seed N          one seed; default 1
  --seeds A..B      every seed of a range
  --plan FILE       a plan printed before
  --print-plan      print the plan instead of running it
  --processes       real processes instead, for --seconds N (default 60)
  --json            one JSON object instead of text

Exit status: 0 when nothing was violated, 1 when something was, 2 for a wrong command line.
`;

export const simulate: Command = {
  help,
  async run(args) {
    // Late: no other command should wait for the simulations to be loaded.
    const { runSimulateCommand } = await import('@rescind/simulations');
    return runSimulateCommand([...args]);
  },
};
