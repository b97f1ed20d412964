// What every register keeps to, and every lease made of one, as tests: an adapter's test calls this
// with a way to make registers that share a value.
import { describe, expect, it, onTestFinished } from 'vitest';
import { createManualClock } from '../clock/manual.ts';
import { createLease, LEASE_MS, RENEW_MS, type Register } from '../lease.ts';

/** One shared value, with as many registers as a test needs. */
export interface RegisterSite extends AsyncDisposable {
  /** Another way to the same value; the same register again where it lives within one process. */
  open(): Promise<Register>;
}

/** Declares the tests; `createSite` is called once for each. */
export function leaseContract(name: string, createSite: () => Promise<RegisterSite>): void {
  const two = async (): Promise<readonly [Register, Register]> => {
    const site = await createSite();
    onTestFinished(() => site[Symbol.asyncDispose]());
    return [await site.open(), await site.open()];
  };
  describe(`${name} keeps the contract of a register:`, () => {
    ofRegisters(two);
  });
  describe(`a lease on ${name}`, () => {
    ofLeases(two);
  });
}

type Two = () => Promise<readonly [Register, Register]>;

function ofRegisters(two: Two): void {
  it('begins with no value, at revision 0', async () => {
    const [here] = await two();
    expect(await here.read()).toEqual({ revision: 0, value: null });
  });

  it('keeps what was written last, also an empty text, and raises its revision', async () => {
    const [here, there] = await two();
    let revision = 0;
    for (const value of ['c1', 'c2', '', 'c"ä€𝄞"']) {
      const next = await here.write(value, revision);
      expect(next).toBeGreaterThan(revision);
      expect(await there.read()).toEqual({ revision: next, value });
      revision = next!;
    }
  });

  it('writes only over the revision it was given', async () => {
    const [here, there] = await two();
    const first = (await here.write('c1', 0))!;
    expect(await there.write('c2', 0)).toBeNull();
    const second = (await there.write('c2', first))!;
    expect(await here.write('c1', first)).toBeNull();
    expect(await here.write('c1', second + 100)).toBeNull();
    expect(await here.read()).toEqual({ revision: second, value: 'c2' });
  });

  it('of two who write over the same revision exactly one does', async () => {
    const [here, there] = await two();
    let revision = 0;
    for (let round = 0; round < 10; round++) {
      const written = await Promise.all([
        here.write(`here ${round}`, revision),
        there.write(`there ${round}`, revision),
      ]);
      expect(written.filter((each) => each !== null)).toHaveLength(1);
      revision = (written[0] ?? written[1])!;
      const value = `${written[0] === null ? 'there' : 'here'} ${round}`;
      expect(await here.read()).toEqual({ revision, value });
    }
  });
}

function ofLeases(two: Two): void {
  const contenders = async () => {
    const [here, there] = await two();
    const clock = createManualClock();
    const one = createLease(here, 'c1', clock);
    const other = createLease(there, 'c2', clock);
    return { clock, one, other };
  };

  it('has one holder at a time, whose name the others know', async () => {
    const { clock, one, other } = await contenders();
    expect(await one.step()).toBe(true);
    for (let waited = 0; waited < 3 * LEASE_MS; waited += RENEW_MS) {
      expect(await other.step()).toBe(false);
      expect(other.holder).toBe('c1');
      clock.advance(RENEW_MS);
      expect(await one.step()).toBe(true);
    }
    expect(one.holder).toBe('c1');
  });

  it('of two who want it at the same moment one gets it', async () => {
    const { clock, one, other } = await contenders();
    const got = await Promise.all([one.step(), other.step()]);
    expect(got.filter(Boolean)).toHaveLength(1);
    clock.advance(RENEW_MS);
    expect(await Promise.all([one.step(), other.step()])).toEqual(got);
  });

  it('is free to take once nobody has renewed it for LEASE_MS, and no sooner', async () => {
    const { clock, one, other } = await contenders();
    await one.step();
    expect(await other.step()).toBe(false);
    clock.advance(LEASE_MS - 1);
    expect(await other.step()).toBe(false);
    clock.advance(1);
    expect(await other.step()).toBe(true);
    expect(other.holder).toBe('c2');
  });

  it('is lost to who comes back to find it taken', async () => {
    const { clock, one, other } = await contenders();
    await one.step();
    await other.step();
    clock.advance(LEASE_MS);
    expect(await other.step()).toBe(true);
    expect(await one.step()).toBe(false);
    expect(await one.step()).toBe(false);
    expect(one.holder).toBe('c2');
    clock.advance(RENEW_MS);
    expect(await other.step()).toBe(true);
  });

  it('that is released is free at once', async () => {
    const { one, other } = await contenders();
    await one.step();
    expect(await other.step()).toBe(false);
    await one.release();
    expect(await other.step()).toBe(true);
    expect(await one.step()).toBe(false);
  });

  it('is not released by one who no longer holds it', async () => {
    const { clock, one, other } = await contenders();
    await one.step();
    await other.step();
    clock.advance(LEASE_MS);
    await other.step();
    await one.release();
    await one.release();
    clock.advance(RENEW_MS);
    expect(await other.step()).toBe(true);
  });
}
