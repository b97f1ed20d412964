// Measures families one after another. One that fails or hangs is reported with its reason, and
// the others go on; nothing of it is left running.
import type { Family, FigureInfo } from './family.ts';
import { resultOf, type Failure, type Report, type Result } from './report.ts';
import type { Rig } from './rig/rig.ts';

export interface TakeOptions {
  readonly runs: number;
  readonly quick: boolean;
  /** Opens what one family works with; closed when the family is done or given up. */
  readonly open: (signal: AbortSignal) => Promise<Rig>;
  readonly wants: (family: Family, figure: FigureInfo) => boolean;
  /** One line at a time for a person who waits. */
  readonly say: (line: string) => void;
  /** Ends it early: what was measured so far is reported, the rest as failed. */
  readonly signal: AbortSignal;
}

export interface Taken {
  readonly report: Report;
  readonly remarks: readonly string[];
}

export async function take(families: readonly Family[], options: TakeOptions): Promise<Taken> {
  const results: Result[] = [];
  const failed: Failure[] = [];
  const remarks: string[] = [];
  for (const family of families) {
    const figures = family.figures.filter((figure) => options.wants(family, figure));
    if (figures.length === 0) continue;
    const startedAt = performance.now();
    options.say(`${family.name} …`);
    const samples = new Map<string, number[]>();
    const reason = await takeOne(family, samples, remarks, options);
    for (const figure of figures) {
      const values = samples.get(figure.name) ?? [];
      const result = resultOf(figure, values);
      if (result !== undefined && values.length === options.runs) results.push(result);
      else failed.push({ name: figure.name, reason: reason ?? 'it was not measured' });
    }
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    options.say(`${family.name}: ${reason ?? 'done'} (${seconds} s)`);
  }
  return { report: failed.length === 0 ? { results } : { results, failed }, remarks };
}

/** Why it failed, or undefined when it did not. */
async function takeOne(
  family: Family,
  samples: Map<string, number[]>,
  remarks: string[],
  options: TakeOptions,
): Promise<string | undefined> {
  const { runs, quick, signal: stop } = options;
  const giveUp = new AbortController();
  const limit = setTimeout(
    () => giveUp.abort(new Error(`not done after ${family.limitMs / 1000} s`)),
    family.limitMs,
  );
  const signal = AbortSignal.any([giveUp.signal, stop]);
  const givenUp = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  givenUp.catch(() => undefined);
  try {
    signal.throwIfAborted();
    await using rig = await options.open(signal);
    const work = family.run({
      rig,
      runs,
      quick,
      wants: (name) =>
        family.figures.some((each) => each.name === name && options.wants(family, each)),
      remark: (line) => remarks.push(`${family.name}: ${line}`),
      sample(name, value) {
        const known = samples.get(name);
        if (known === undefined) samples.set(name, [value]);
        else known.push(value);
      },
    });
    // Given up, it goes on failing at what is torn down under it; nobody listens any more.
    work.catch(() => undefined);
    await Promise.race([work, givenUp]);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    clearTimeout(limit);
  }
}
