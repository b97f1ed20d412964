// Tests run on the sources themselves, through the export condition `rescind-source`.
import { defineConfig } from 'vitest/config';

const conditions = ['rescind-source', 'node'];
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'simulations/src/**/*.test.ts', 'test/**/*.test.ts'],
    server: { deps: { inline: [/@rescind\//] } },
  },
});
