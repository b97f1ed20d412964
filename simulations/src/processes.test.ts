import { findNatsServer } from '@rescind/shared/nats-server';
import { expect, it } from 'vitest';
import { runProcesses } from './processes.ts';

/** Only a server that is there already: a test downloads nothing. */
const server = await findNatsServer({ timeoutMs: 1 }).catch(() => undefined);
const missing = server === undefined;
const note = missing ? ' (not run: nats-server missing)' : '';

it.runIf(!missing || process.env['CI'] !== undefined)(
  `real processes keep every invariant while they are killed and frozen${note}`,
  async () => {
    const lines: string[] = [];
    const status = await runProcesses({ seconds: 15, seed: '1', json: true }, (line) => {
      lines.push(line);
    });
    const outcome = JSON.parse(lines.join('')) as {
      violation?: unknown;
      faults: Record<string, number>;
      statements: { said: number };
    };
    expect(outcome.violation).toBeUndefined();
    expect(status).toBe(0);
    expect(Object.keys(outcome.faults).length).toBeGreaterThan(1);
    expect(outcome.statements.said).toBeGreaterThan(10);
  },
  200_000,
);
