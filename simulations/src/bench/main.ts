// The benchmark: takes the figures docs/performance.md speaks of on a real nats-server and, where
// a figure speaks of processes, on real processes.
import { writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { readArguments, USAGE } from './arguments.ts';
import { families } from './families.ts';
import type { Family, FigureInfo } from './family.ts';
import { table } from './report.ts';
import { openRig } from './rig/rig.ts';
import { take } from './take.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

async function run(given: readonly string[]): Promise<number> {
  const { json, only, quick, runs, dir, profile } = readArguments(given);
  const names = families.flatMap(({ name, figures }) => [
    name,
    ...figures.map((each) => each.name),
  ]);
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new Error(`no figure is called ${unknown.join(', ')}; there are: ${names.join(' ')}`);
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
  }
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const loadBefore = loadavg()[0]!;
  const wants = (family: Family, figure: FigureInfo): boolean =>
    only.length === 0 || only.includes(family.name) || only.includes(figure.name);
  const { report, remarks } = await take(families, {
    runs,
    quick,
    open: (signal) => openRig({ dir, profile }, signal),
    wants,
    say,
    signal: stop.signal,
  });
  process.stdout.write(`${table(families, report)}\n\n`);
  for (const remark of remarks) process.stdout.write(`${remark}\n`);
  const machine = `${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'})`;
  const load = `load ${loadBefore.toFixed(2)} before, ${loadavg()[0]!.toFixed(2)} after`;
  process.stdout.write(`median of ${runs}, ${machine}, node ${process.version}, ${load}\n`);
  if (json !== undefined) await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
  return report.failed === undefined ? 0 : EXIT_FAILED;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`bench: ${(error as Error).message}\n`);
  process.exitCode = (error as Error).message.includes(USAGE) ? EXIT_USAGE : EXIT_FAILED;
}
