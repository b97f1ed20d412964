// The campaign of a mutant, in a process of its own: seeds 1 to the number given, until one of them
// notices something. Prints one JSON object; status 0 whether it was noticed or not.
import { performance } from 'node:perf_hooks';
import { runCampaign } from '../campaign.ts';

const budget = Number(process.argv[2]);
const { failures, seeds } = await runCampaign({
  seeds: Array.from({ length: budget }, (_, i) => String(i + 1)),
  clock: () => performance.now(),
  onRun: ({ violation }) => violation === undefined,
});
const [first] = failures;
const caught =
  first?.violation === undefined
    ? undefined
    : { seed: first.seed, checker: first.violation.checker, message: first.violation.message };
process.stdout.write(`${JSON.stringify({ caught, seeds })}\n`);
