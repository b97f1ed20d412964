import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { builtFile } from './installed-packages.ts';
import { MUTANTS } from './mutants.ts';
import { mutate, tryMutant } from './mutants/workshop.ts';

/** Those that a harness which does not find them is not worth its name. */
const PLANTED = new Set([
  'answer-before-append',
  'revert-before-stopped',
  'unknown-taken-as-failed',
]);

describe('every planted bug', () => {
  it.each(MUTANTS)('still has its place in the build: $name', async (mutant) => {
    const text = await readFile(await builtFile(mutant.file), 'utf8');
    expect(mutate(mutant, text)).not.toBe(text);
  });
});

describe('the simulator notices', () => {
  it.each(MUTANTS.filter(({ name }) => PLANTED.has(name)))(
    '$name: $breaks',
    async (mutant) => {
      const { caught, seeds } = await tryMutant(mutant);
      expect(caught, `survived ${seeds} seeds`).toBeDefined();
    },
    120_000,
  );
});
