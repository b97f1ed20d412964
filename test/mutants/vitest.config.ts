// Runs the mutants of the decisions: every planted bug must turn a unit test red.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/mutants/decide.ts'], reporters: ['verbose'], testTimeout: 60_000 },
});
