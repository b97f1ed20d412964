// The same workload and the same checkers over real processes: a nats-server, coordinators and
// workers that are killed and frozen at drawn moments. What happened is judged afterwards, from the
// real log, the clients' answers and what the jobs left on disk.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Violation } from './checker.ts';
import { createCheckers, observe } from './checkers.ts';
import type { Fact } from './history.ts';
import { createStages } from './checkers/stages.ts';
import { inflictFaults } from './processes/faults.ts';
import { mergeFacts } from './processes/merge-facts.ts';
import { startRig, type Rig } from './processes/rig.ts';
import { collectDataStats, type DataStats } from './run/data-stats.ts';
import { lastCommitsOf } from './run/last-commits.ts';

export interface ProcessesOptions {
  /** For so long there are statements and faults, and then a rest. */
  readonly seconds: number;
  readonly seed: string;
  readonly json: boolean;
}

/** At the end nothing goes wrong any more; the last part of the time is for coming to rest. */
const REST_SECONDS = 12;
const ACTIVE_SECONDS_MIN = 3;
/** If it takes longer than that, something hangs. */
const REST_MAX_MS = 90_000;
const LOOK_MS = 200;

/** Runs to the end; 0 when everything held. */
export async function runProcesses(
  options: ProcessesOptions,
  print: (line: string) => void,
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'rescind-processes-'));
  const activeMs = Math.max(ACTIVE_SECONDS_MIN, options.seconds - REST_SECONDS) * 1000;
  await using rig = await startRig({ folder, seed: options.seed, activeMs });
  if (!options.json) print(`seed ${options.seed}: ${rig.description}`);
  const faults = await inflictFaults(rig, options.seed, activeMs);
  const rested = await comeToRest(rig);
  const rows = await rig.readRows();
  await rig.stop();
  const objects = await rig.readObjects();
  const seen: readonly Fact[] = [...rows, { kind: 'objects-seen', objects }];
  const violation = rig.complaint ?? (rested ? undefined : stuck(rig)) ?? judge(rig, seen);
  if (violation === undefined) await rm(folder, { recursive: true, force: true });
  const data = collectDataStats(
    rig.commits.map(({ commit }) => commit),
    objects,
  );
  report({ rig, violation, faults, data, folder, options, print });
  return violation === undefined ? 0 : 1;
}

async function comeToRest(rig: Rig): Promise<boolean> {
  await rig.healAll();
  const until = rig.elapsed() + REST_MAX_MS;
  while (rig.elapsed() < until) {
    if (rig.complaint !== undefined) return true;
    if (await rig.isAtRest()) return true;
    await rig.pause(LOOK_MS);
  }
  return false;
}

function stuck(rig: Rig): Violation {
  const stages = createStages();
  for (const { commit } of rig.commits) stages.fold(commit);
  const jobs = stages.unsettled();
  const told = jobs.slice(0, 5).map((job) => `job ${job} is ${stages.jobs.get(job)}`);
  const [job] = jobs;
  return {
    checker: 'everything comes to rest once nothing goes wrong any more',
    message: [`no rest after ${REST_MAX_MS / 1000} s`, ...told, ...rig.describeProcesses()].join(
      '\n  ',
    ),
    ...(job === undefined ? {} : { job }),
  };
}

/** `seen`: what is seen of the cluster when it is at rest. */
function judge(rig: Rig, seen: readonly Fact[]): Violation | undefined {
  const checkers = createCheckers({ clocksAgree: false, hasData: true });
  const facts = mergeFacts({
    commits: rig.commits,
    client: rig.clientFacts,
    deaths: rig.deaths,
    worldFolder: rig.worldFolder,
  });
  let at = 0;
  for (const fact of [...facts, ...seen, { kind: 'end' } as const]) {
    const found = observe(checkers, { at: at++, ...fact });
    if (found !== undefined) return found;
  }
  return undefined;
}

interface Outcome {
  readonly rig: Rig;
  readonly violation: Violation | undefined;
  readonly faults: Readonly<Record<string, number>>;
  readonly data: DataStats;
  readonly folder: string;
  readonly options: ProcessesOptions;
  readonly print: (line: string) => void;
}

function report({ rig, violation, faults, data, folder, options, print }: Outcome): void {
  const { statements } = rig;
  const stages = createStages();
  for (const { commit } of rig.commits) stages.fold(commit);
  const jobs: Record<string, number> = {};
  for (const stage of stages.jobs.values()) jobs[stage] = (jobs[stage] ?? 0) + 1;
  if (options.json) {
    const { seed, seconds } = options;
    const commits = rig.commits.length;
    print(JSON.stringify({ seed, seconds, violation, faults, statements, jobs, data, commits }));
    return;
  }
  const counted = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ');
  if (violation === undefined) print('✓ every invariant held, and everything came to rest');
  else {
    print(`✗ violated "${violation.checker}"\n  ${violation.message}`);
    const lines = lastCommitsOf(
      rig.commits.map(({ commit }) => commit),
      violation.job,
    );
    for (const line of lines) print(`    ${line}`);
    print(`  what the processes left is in ${folder}`);
    print(`  again (not the same to the last bit): ${againCommand(options)}`);
  }
  print(`  faults: ${counted(faults)}`);
  print(
    `  ${statements.said} statements: ${statements.answered} answered, ${statements.refused} ` +
      `refused, ${statements.unknown} unknown; ${rig.commits.length} commits`,
  );
  print(`  jobs: ${counted(jobs)}`);
  print(`  of data: ${counted(data.jobs)}; ${data.objects} objects`);
}

function againCommand({ seconds, seed }: ProcessesOptions): string {
  return `rescind simulate --processes --seconds ${seconds} --seed ${seed}`;
}
