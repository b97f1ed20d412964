import { describe, expect, it } from 'vitest';
import { createDrain, drains } from './drain.ts';

function inMacrotask<Result>(work: () => Result): Promise<Result> {
  return new Promise((resolve) => {
    setImmediate(() => resolve(work()));
  });
}

describe('the drain', () => {
  it('runs promises to rest within a call, however long their chain', async () => {
    const drain = createDrain();
    const steps = await inMacrotask(() => {
      let count = 0;
      const walk = async (): Promise<void> => {
        for (let i = 0; i < 1000; i++) {
          await Promise.resolve();
          count++;
        }
      };
      void walk();
      drain();
      return count;
    });
    expect(steps).toBe(1000);
  });

  it('says of itself whether it works where it is called', async () => {
    const drain = createDrain();
    expect(await inMacrotask(() => drains(drain))).toBe(true);
    const inPromise = await Promise.resolve().then(() => drains(drain));
    expect(inPromise).toBe(false);
  });
});
