import { describe, expect, it } from 'vitest';
import { appendOk, fill, readAll, sampleCommit } from './contract-samples.ts';
import { eventLogContract } from './contract.ts';
import { createMemoryEventLog, createMemoryLogStore } from './memory.ts';

const LIMIT = 64 * 1024;

eventLogContract(
  'the memory log',
  async () => {
    const store = createMemoryLogStore({ maxBytes: LIMIT });
    return {
      open: async () => createMemoryEventLog(store),
      async rewrite(change) {
        store.texts.splice(0, Infinity, ...change([...store.texts]));
      },
      limitBytes: LIMIT,
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
  { durable: false },
);

describe('the memory log', () => {
  it('is on its own unless it shares a store', async () => {
    const [alone, other] = [createMemoryEventLog(), createMemoryEventLog()];
    await fill(alone, 1);
    expect(await other.end()).toBe(0);
    expect(alone.durability).toBe('volatile');
  });

  it('a handle that is closed leaves the others open', async () => {
    const store = createMemoryLogStore();
    const [here, there] = [createMemoryEventLog(store), createMemoryEventLog(store)];
    const [first] = await fill(here, 1);
    await here.close();
    await fill(there, 1, first);
    expect(await readAll(there)).toHaveLength(2);
  });

  it('counts bytes and not characters against its limit', async () => {
    const log = createMemoryEventLog(createMemoryLogStore({ maxBytes: 1000 }));
    const commit = sampleCommit(1, '', { events: [], by: '€'.repeat(320) });
    expect(await log.append(commit)).toMatchObject({ outcome: 'too-large', limitBytes: 1000 });
    await appendOk(log, { ...commit, by: 'e'.repeat(320) });
  });

  it('no two of many similar commits have the same hash', async () => {
    const log = createMemoryEventLog();
    const filled = await fill(log, 5000);
    expect(new Set(filled.map(({ hash }) => hash)).size).toBe(5000);
  });
});
