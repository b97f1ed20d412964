// `rescind simulate`: one seed, many seeds, a plan from a file, planted bugs, or real processes. It
// reads its own arguments, prints what a person wants to know, and says in its status how it ended.
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { onThreads } from './campaign/crew.ts';
import { readArguments, type SimulateArguments } from './command/arguments.ts';
import { describeCampaign, describeFailure, describeRun } from './command/report.ts';
import { runCampaign, belowFloor } from './campaign.ts';
import type { Plan } from './plan.ts';
import { drawPlan } from './plan/draw-plan.ts';
import { readPlan } from './plan/read-plan.ts';
import { runProcesses } from './processes.ts';
import { run } from './run.ts';

/** 0: nothing was violated; 1: something was; 2: the arguments say nothing that can be done. */
export async function runSimulateCommand(args: readonly string[]): Promise<number> {
  const read = readArguments(args);
  if (typeof read === 'string') {
    process.stderr.write(`rescind simulate: ${read}\n`);
    return 2;
  }
  switch (read.mode) {
    case 'seed':
      return simulate(drawPlan(read.seed), `rescind simulate --seed ${read.seed}`, read);
    case 'plan': {
      const plan = await planOf(read.file);
      if (typeof plan !== 'string')
        return simulate(plan, `rescind simulate --plan ${read.file}`, read);
      process.stderr.write(`rescind simulate: ${plan}\n`);
      return 2;
    }
    case 'seeds':
      return simulateMany(read);
    case 'processes':
      return runProcesses(read, (line) => void process.stdout.write(`${line}\n`));
  }
}

async function planOf(file: string): Promise<Plan | string> {
  try {
    return readPlan(await readFile(file, 'utf8'));
  } catch (error) {
    return `cannot read ${file}: ${(error as Error).message}`;
  }
}

async function simulate(plan: Plan, again: string, args: SimulateArguments): Promise<number> {
  if (args.printPlan) {
    print(JSON.stringify(plan, null, 2));
    return 0;
  }
  const startedAt = performance.now();
  const first = await run(plan, { traced: true });
  const seconds = (performance.now() - startedAt) / 1000;
  const second = await run(plan);
  const repeats = second.hash === first.hash;
  if (args.json) print(JSON.stringify({ ...first, repeats, seconds }));
  else {
    print(describeRun(first, { repeats, seconds, again }));
  }
  return first.violation === undefined && repeats ? 0 : 1;
}

async function simulateMany(
  args: Extract<SimulateArguments, { readonly mode: 'seeds' }>,
): Promise<number> {
  const seeds = Array.from({ length: args.to - args.from + 1 }, (_, i) => String(args.from + i));
  let done = 0;
  const campaign = await runCampaign({
    seeds,
    clock: () => performance.now(),
    crew: onThreads(availableParallelism()),
    onRun(result) {
      if (result.violation !== undefined && !args.json) print(describeFailure(result));
      progress(++done, seeds.length);
      return true;
    },
  });
  const tooLow = belowFloor(campaign);
  if (args.json) print(JSON.stringify({ ...campaign, belowFloor: tooLow }));
  else print(describeCampaign(campaign, tooLow));
  return campaign.failures.length === 0 && tooLow.length === 0 ? 0 : 1;
}

/** One line that is written over, for a person who waits; in a file it would only be noise. */
function progress(done: number, all: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(done === all ? '\r\u001b[K' : `\r${done} of ${all} seeds`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
