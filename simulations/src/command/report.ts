// What a person reads after a run or a campaign: the verdict in words first, then how to see it
// again, then figures.
import type { Campaign } from '../campaign.ts';
import type { RunResult } from '../run.ts';

export interface RunReport {
  /** Whether a second run of the same plan had the same hash. */
  readonly repeats: boolean;
  readonly seconds: number;
  /** The command that shows it again. */
  readonly again: string;
}

export function describeRun(result: RunResult, { repeats, seconds, again }: RunReport): string {
  const { seed, violation, hash, stats } = result;
  const verdict =
    violation === undefined
      ? `✓ seed ${seed}: every invariant held, and everything came to rest`
      : `✗ seed ${seed}: violated "${violation.checker}"\n  ${violation.message}`;
  const twice = repeats
    ? 'the same again in a second run'
    : 'ANOTHER in a second run of the same plan';
  return [
    verdict,
    ...commitLines(result),
    ...(violation === undefined ? [] : ['', `  again:  ${again}`]),
    '',
    `  hash ${hash}, ${twice}`,
    ...figures(stats),
    `  ${seconds.toFixed(2)} s, ${pace(stats.virtualMs, seconds)} times as fast as real time`,
  ].join('\n');
}

function pace(virtualMs: number, seconds: number): number {
  return Math.round(virtualMs / 1000 / seconds);
}

/** One failed seed of a campaign. */
export function describeFailure(result: RunResult): string {
  const { seed, violation } = result;
  if (violation === undefined) return `✓ seed ${seed}`;
  return [
    `✗ seed ${seed}: violated "${violation.checker}"`,
    `  ${violation.message}`,
    ...commitLines(result),
    `  again:  rescind simulate --seed ${seed}`,
    '',
  ].join('\n');
}

export function describeCampaign(campaign: Campaign, tooLow: readonly string[]): string {
  const { seeds, failures, means, seconds, seedsPerSecond, eventsPerSecond } = campaign;
  const verdict =
    failures.length === 0
      ? `✓ ${seeds} seeds: every invariant held in every one`
      : `✗ ${failures.length} of ${seeds} seeds failed: ${listed(failures)}`;
  return [
    verdict,
    ...tooLow.map((what) => `✗ the seeds are worth too little: ${what}`),
    `  a seed is ${means.virtualSeconds.toFixed(0)} virtual seconds, ` +
      `${means.coordinators.toFixed(1)} coordinators, ${means.workers.toFixed(1)} workers, ` +
      `${means.statements.toFixed(0)} statements; in ${Math.round(100 * means.diedWithJob)} % ` +
      'a process died with a job in flight',
    `  ${Math.round(100 * means.withData)} % of them have tables, backups and schedules, with ` +
      `${means.canceledRestores.toFixed(1)} canceled RESTOREs each`,
    `  ${seconds.toFixed(1)} s: ${seedsPerSecond.toFixed(1)} seeds/s, ` +
      `${Math.round(eventsPerSecond).toLocaleString('en-US')} events/s`,
  ].join('\n');
}

function listed(failures: readonly RunResult[]): string {
  const names = failures.slice(0, 10).map(({ seed }) => seed);
  return names.join(', ') + (failures.length > names.length ? ', …' : '');
}

function commitLines({ violation, lastCommits }: RunResult): readonly string[] {
  if (violation === undefined) return [];
  const whose =
    violation.job === undefined ? 'the last commits' : `the last commits of job ${violation.job}`;
  return ['', `  ${whose}:`, ...lastCommits.map((line) => `    ${line}`)];
}

function figures(stats: RunResult['stats']): readonly string[] {
  const { statements, faults, jobs, appends, data } = stats;
  const counted = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ');
  return [
    `  ${Math.round(stats.virtualMs / 1000)} virtual seconds, ${stats.events} events, ` +
      `${stats.messages} messages (${stats.lost} lost), ${stats.commits} commits`,
    `  ${stats.coordinators} coordinators, ${stats.workers} workers; ` +
      `${statements.said} statements: ${statements.answered} answered, ` +
      `${statements.refused} refused, ${statements.unknown} unknown`,
    `  faults: ${faults.crashes} ends of processes (${faults.diedWithJob} with a job in flight), ` +
      `${faults.pauses} pauses, ${faults.cuts} cuts; appends: ${counted(appends)}`,
    `  jobs: ${counted(jobs)}`,
    ...(data === null ? [] : [`  of data: ${counted(data.jobs)}; ${data.objects} objects`]),
  ];
}
