// Many seeds: what went wrong, and whether the seeds were worth anything.
import { alone, type Crew } from './campaign/crew.ts';
import type { RunResult } from './run.ts';
import { DATA_CASES } from './run/data-cases.ts';

export interface Campaign {
  readonly seeds: number;
  readonly failures: readonly RunResult[];
  readonly means: CampaignMeans;
  /** What no seed has met, of what checkers lie in wait for. */
  readonly unmet: readonly string[];
  /** Seconds of this process, and seeds and simulated events in one of them. */
  readonly seconds: number;
  readonly seedsPerSecond: number;
  readonly eventsPerSecond: number;
}

/** What a seed is, on average. */
export interface CampaignMeans {
  readonly virtualSeconds: number;
  readonly coordinators: number;
  readonly workers: number;
  readonly statements: number;
  /** Share of seeds in which a process died with a job in flight. */
  readonly diedWithJob: number;
  /** Share of seeds that have tables, backups and schedules. */
  readonly withData: number;
  /** Per seed that has them. */
  readonly canceledRestores: number;
}

/** Below any of these a campaign proves too little. */
export const SEED_FLOOR: CampaignMeans = {
  virtualSeconds: 100,
  coordinators: 2,
  workers: 3,
  statements: 60,
  diedWithJob: 0.4,
  withData: 0.15,
  canceledRestores: 0.5,
};

/** So many seeds meet everything that checkers lie in wait for. */
const MEETS_ALL = 400;

/**
 * What was too little, in words: means below the floor, and what was never met. Of less than 20
 * seeds means say nothing, nor does of less than 400 what they have not met.
 */
export function belowFloor({ seeds, means, unmet }: Campaign): readonly string[] {
  if (seeds < 20) return [];
  const low = (Object.keys(SEED_FLOOR) as (keyof CampaignMeans)[])
    .filter((key) => means[key] < SEED_FLOOR[key])
    .map(
      (key) =>
        `${key} is ${means[key].toFixed(2)} on average, at least ${SEED_FLOOR[key]} is asked`,
    );
  return seeds < MEETS_ALL ? low : [...low, ...unmet.map((what) => `in none of them ${what}`)];
}

export interface CampaignOptions {
  readonly seeds: readonly string[];
  /** Hears of each run as it ends; false ends the campaign. */
  readonly onRun?: (result: RunResult) => boolean;
  /** Who runs them; by default this thread alone. */
  readonly crew?: Crew;
  /** Milliseconds that only rise. */
  readonly clock: () => number;
}

export async function runCampaign(options: CampaignOptions): Promise<Campaign> {
  const { seeds, onRun = () => true, clock, crew = alone } = options;
  const startedAt = clock();
  const results = await crew(seeds, onRun);
  const seconds = (clock() - startedAt) / 1000;
  const mean = (of: (result: RunResult) => number): number =>
    results.reduce((sum, result) => sum + of(result), 0) / Math.max(1, results.length);
  // A run that ended early tells little of what a seed is.
  const whole = results.filter(({ violation }) => violation === undefined);
  return {
    seeds: results.length,
    failures: results.filter(({ violation }) => violation !== undefined),
    means: meansOf(whole),
    unmet: unmetIn(whole),
    seconds,
    seedsPerSecond: results.length / seconds,
    eventsPerSecond: (mean(({ stats }) => stats.events) * results.length) / seconds,
  };
}

function unmetIn(results: readonly RunResult[]): readonly string[] {
  const met = new Set(results.flatMap(({ stats }) => stats.data?.met ?? []));
  return DATA_CASES.filter((what) => !met.has(what));
}

function meansOf(results: readonly RunResult[]): CampaignMeans {
  const mean = (of: (stats: RunResult['stats']) => number): number =>
    results.reduce((sum, { stats }) => sum + of(stats), 0) / Math.max(1, results.length);
  const withData = mean(({ data }) => (data === null ? 0 : 1));
  return {
    virtualSeconds: mean((stats) => stats.virtualMs / 1000),
    coordinators: mean((stats) => stats.coordinators),
    workers: mean((stats) => stats.workers),
    statements: mean((stats) => stats.statements.said),
    diedWithJob: mean((stats) => (stats.faults.diedWithJob > 0 ? 1 : 0)),
    withData,
    canceledRestores: mean(({ data }) => data?.canceledRestores ?? 0) / Math.max(withData, 1e-9),
  };
}
