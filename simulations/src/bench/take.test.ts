import { describe, expect, it } from 'vitest';
import type { Bench, Family } from './family.ts';
import type { Rig } from './rig/rig.ts';
import { take, type TakeOptions } from './take.ts';

const family = (name: string, run: (bench: Bench) => Promise<void>, limitMs = 60_000): Family => ({
  name: `${name}-family`,
  limitMs,
  figures: [{ name, unit: 'ms' }],
  run,
});

/** Takes two runs of everything; counts the rigs that were opened and closed. */
async function taken(
  families: readonly Family[],
  given: Partial<TakeOptions> = {},
): Promise<Awaited<ReturnType<typeof take>> & { readonly open: number }> {
  let open = 0;
  const rig = (signal: AbortSignal): Rig => {
    open++;
    const close = async (): Promise<void> => void open--;
    return { signal, [Symbol.asyncDispose]: close } as unknown as Rig;
  };
  const { report, remarks } = await take(families, {
    runs: 2,
    quick: true,
    open: async (signal) => rig(signal),
    wants: () => true,
    say: () => undefined,
    signal: new AbortController().signal,
    ...given,
  });
  return { report, remarks, open };
}

const good = family('good', async ({ sample, runs }) => {
  for (let run = 1; run <= runs; run++) sample('good', run);
});

/** A promise that nothing settles. */
const forever = (): Promise<void> =>
  new Promise(() => {
    // Nobody resolves it.
  });

describe('taking figures', () => {
  it('gives each one the median, least and greatest of its runs', async () => {
    const { report, open } = await taken([good]);
    expect(report).toEqual({
      results: [{ name: 'good', unit: 'ms', value: 1.5, min: 1, max: 2 }],
    });
    expect(open).toBe(0);
  });

  it('goes on after one that fails, and says why it did', async () => {
    const bad = family('bad', () => Promise.reject(new Error('the server is gone')));
    const { report, open } = await taken([bad, good]);
    expect(report.results.map(({ name }) => name)).toEqual(['good']);
    expect(report.failed).toEqual([{ name: 'bad', reason: 'the server is gone' }]);
    expect(open).toBe(0);
  });

  it('gives up one that hangs, and closes what it works with', async () => {
    const hangs = family('hangs', forever, 20);
    const { report, open } = await taken([hangs, good]);
    expect(report.results.map(({ name }) => name)).toEqual(['good']);
    expect(report.failed).toEqual([{ name: 'hangs', reason: 'not done after 0.02 s' }]);
    expect(open).toBe(0);
  });

  it('does not report a figure with fewer runs than were asked for', async () => {
    const half = family('half', async ({ sample }) => {
      sample('half', 1);
      throw new Error('the second run failed');
    });
    const { report } = await taken([half]);
    expect(report).toEqual({
      results: [],
      failed: [{ name: 'half', reason: 'the second run failed' }],
    });
  });

  it('reports the rest as failed when it is stopped', async () => {
    const stop = new AbortController();
    const stops = family('stops', async () => {
      stop.abort(new Error('stopped by SIGINT'));
      return forever();
    });
    const { report } = await taken([good, stops, good], { signal: stop.signal });
    expect(report.results).toHaveLength(1);
    expect(report.failed?.map(({ reason }) => reason)).toEqual([
      'stopped by SIGINT',
      'stopped by SIGINT',
    ]);
  });

  it('measures only what is wanted', async () => {
    const { report } = await taken([good, family('other', () => Promise.reject(new Error('no')))], {
      wants: (_, figure) => figure.name === 'good',
    });
    expect(report.failed).toBeUndefined();
  });
});
