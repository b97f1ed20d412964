// Tests run on the sources themselves, through the export condition `rescind-source`. What starts
// whole clusters of processes runs after the rest and one file at a time: two clusters on two cores
// would measure each other.
import { defineConfig } from 'vitest/config';

const conditions = ['rescind-source', 'node'];
const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions } },
};
const deps = { server: { deps: { inline: [/@rescind\//] } } };

export default defineConfig({
  ...shared,
  test: {
    // The default leaves one of two cores idle: the tests then take more than their five minutes.
    maxWorkers: 2,
    projects: [
      {
        ...shared,
        test: {
          name: 'rooms',
          include: [
            'packages/*/src/**/*.test.ts',
            'simulations/src/**/*.test.ts',
            'test/**/*.test.ts',
          ],
          exclude: ['test/e2e/**'],
          testTimeout: 30_000,
          ...deps,
        },
      },
      {
        ...shared,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          ...deps,
        },
      },
    ],
  },
});
