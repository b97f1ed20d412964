// The arguments of `rescind simulate`, read into one of its modes.
import { parseArgs } from 'node:util';

export type SimulateArguments = {
  readonly json: boolean;
  readonly printPlan: boolean;
} & (
  | { readonly mode: 'seed'; readonly seed: string }
  | { readonly mode: 'seeds'; readonly from: number; readonly to: number }
  | { readonly mode: 'plan'; readonly file: string }
  | { readonly mode: 'processes'; readonly seconds: number; readonly seed: string }
);

/** Seeds of one campaign at most. */
const SEEDS_MAX = 1_000_000;

/** The arguments, or a sentence on what is wrong with them. */
export function readArguments(args: readonly string[]): SimulateArguments | string {
  const parsed = parse(args);
  if (typeof parsed === 'string') return parsed;
  const { seed, seeds, plan, processes = false, seconds } = parsed;
  const common = { json: parsed.json ?? false, printPlan: parsed['print-plan'] ?? false };
  if (processes) {
    const length = readWhole(seconds ?? '60', 5, 86_400);
    if (length === undefined) return '--seconds takes a whole number from 5 to 86400';
    return { ...common, mode: 'processes', seconds: length, seed: seed ?? '1' };
  }
  if ([seed, seeds, plan].filter((one) => one !== undefined).length > 1) {
    return 'give one of --seed, --seeds and --plan';
  }
  if (plan !== undefined) return { ...common, mode: 'plan', file: plan };
  if (seeds === undefined) return { ...common, mode: 'seed', seed: seed ?? '1' };
  return readRange(seeds, common);
}

function readRange(
  text: string,
  common: { readonly json: boolean; readonly printPlan: boolean },
): SimulateArguments | string {
  const [from, to] = text.split('..').map((end) => readWhole(end, 0, Number.MAX_SAFE_INTEGER));
  if (from === undefined || to === undefined || to < from || to - from >= SEEDS_MAX) {
    return `--seeds takes a range such as 1..500, not "${text}"`;
  }
  return { ...common, mode: 'seeds', from, to };
}

function parse(args: readonly string[]): ReturnType<typeof parseOptions> | string {
  try {
    return parseOptions(args);
  } catch (error) {
    return (error as Error).message;
  }
}

function parseOptions(args: readonly string[]): {
  seed?: string;
  seeds?: string;
  plan?: string;
  processes?: boolean;
  seconds?: string;
  json?: boolean;
  'print-plan'?: boolean;
} {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string' },
      plan: { type: 'string' },
      processes: { type: 'boolean' },
      seconds: { type: 'string' },
      json: { type: 'boolean' },
      'print-plan': { type: 'boolean' },
    },
  });
  return values;
}

function readWhole(text: string, low: number, high: number): number | undefined {
  if (!/^\d{1,15}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= low && value <= high ? value : undefined;
}
