#!/usr/bin/env node
// The command `rescind`, as npm links it: it must be here before anything is built, so it only
// hands on to the build and says what to do when there is none.
import { existsSync } from 'node:fs';

const built = new URL('../packages/cli/dist/main.js', import.meta.url);

if (existsSync(built)) {
  await import(built.href);
} else {
  process.stderr.write('rescind is not built yet: run `npm run build` first\n');
  process.exitCode = 69;
}
