import { expect, it } from 'vitest';
import { createManualClock } from './clock/manual.ts';
import { createMemoryRegister } from './lease/memory.ts';
import { createLease, LEASE_MS } from './lease.ts';

it('a holder whose renewal landed while its answer was lost goes on holding', async () => {
  const clock = createManualClock();
  const register = createMemoryRegister();
  let loses = false;
  const lossy: typeof register = {
    ...register,
    write: async (value, revision) => {
      const written = await register.write(value, revision);
      if (loses) throw new Error('no answer in time');
      return written;
    },
  };
  const lease = createLease(lossy, 'c1', clock);
  expect(await lease.step()).toBe(true);
  loses = true;
  clock.advance(200);
  expect(await lease.step()).toBe(true);
  loses = false;
  clock.advance(LEASE_MS);
  expect(await lease.step()).toBe(true);
  expect(lease.holder).toBe('c1');
});
