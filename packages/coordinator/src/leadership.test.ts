// Elections of real replicas over one memory log, with a clock moved by hand.
import {
  createIds,
  createLease,
  createManualClock,
  createMemoryEventLog,
  createMemoryLogStore,
  createMemoryRegister,
  createSeededRandom,
  type EventLog,
  type ManualClock,
  type MemoryLogStore,
  type Register,
} from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { createLeadership, type Leadership } from './leadership.ts';
import { createReplica, type Replica } from './replica.ts';
import type { SteadyClock } from './steady-clock.ts';

interface Seat {
  readonly leadership: Leadership;
  readonly replica: Replica;
  readonly told: string[];
  /** The clocks of its terms. */
  readonly terms: SteadyClock[];
}

function seat(
  id: string,
  clock: ManualClock,
  register: Register,
  store: MemoryLogStore,
  bend: (log: EventLog) => EventLog = (log) => log,
): Seat {
  const log = bend(createMemoryEventLog(store));
  const replica = createReplica(log);
  const told: string[] = [];
  const terms: SteadyClock[] = [];
  const leadership = createLeadership({
    id,
    log,
    replica,
    lease: createLease(register, id, clock),
    clock,
    ids: createIds(clock, createSeededRandom(id)),
    onLead: (steady) => {
      terms.push(steady);
      told.push('leads');
    },
    onStepDown: () => told.push('steps down'),
    onUnfit: (error) => told.push(`unfit: ${error.message}`),
    say: (line) => told.push(line),
  });
  return { leadership, replica, told, terms };
}

describe('leadership', () => {
  it('goes to one coordinator, which proves it with the first commit of its term', async () => {
    const clock = createManualClock();
    const [register, store] = [createMemoryRegister(), createMemoryLogStore()];
    const first = seat('c1', clock, register, store);
    const second = seat('c2', clock, register, store);
    await clock.advanceAsync(2000);
    expect([first.leadership.role, second.leadership.role]).toEqual(['leader', 'follower']);
    expect(second.replica.state).toMatchObject({ leader: 'c1', term: 1, n: 1 });
  });

  it('passes on when the leader is silent for longer than its lease', async () => {
    const clock = createManualClock();
    const [register, store] = [createMemoryRegister(), createMemoryLogStore()];
    let silent = false;
    const silenced: Register = {
      ...register,
      write: (value, revision) =>
        silent ? new Promise(() => undefined) : register.write(value, revision),
    };
    const first = seat('c1', clock, silenced, store);
    const second = seat('c2', clock, register, store);
    await clock.advanceAsync(300);
    silent = true;
    await clock.advanceAsync(600);
    expect(second.leadership.role).toBe('follower');
    await clock.advanceAsync(600);
    expect(second.leadership.role).toBe('leader');
    expect(second.replica.state.term).toBe(2);
    // The old one does not know yet; its next append would be refused.
    expect(first.leadership.role).toBe('leader');
    expect(first.replica.state.n).toBe(1);
  });

  it('steps down when told that the log has moved on, and follows again', async () => {
    const clock = createManualClock();
    const [register, store] = [createMemoryRegister(), createMemoryLogStore()];
    const first = seat('c1', clock, register, store);
    await clock.advanceAsync(300);
    const { state } = first.replica;
    await createMemoryEventLog(store).append({
      v: 1,
      n: state.n + 1,
      id: 'FOREIGN',
      prev: state.hash,
      at: state.at,
      by: 'c2',
      events: [{ type: 'LeaderElected', leader: 'c2', term: 2 }],
    });
    first.leadership.depose();
    await clock.advanceAsync(0);
    expect(first.told).toContain('steps down');
    expect(first.replica.state.leader).toBe('c2');
  });

  it('is refused to one whose clock differs from the log server by over 500 ms', async () => {
    const clock = createManualClock();
    const skewed = (log: EventLog): EventLog => ({
      ...log,
      get: async (n) => {
        const recorded = await log.get(n);
        return recorded && { ...recorded, storedAt: clock.now() + 501 };
      },
    });
    const here = seat('c1', clock, createMemoryRegister(), createMemoryLogStore(), skewed);
    await clock.advanceAsync(1000);
    expect(here.leadership.role).toBe('follower');
    expect(here.leadership.reason).toContain('its clock is 501 ms behind the log server');
    expect(here.told.filter((line) => line === 'leads')).toEqual([]);
  });

  it('is not asked for again and again by one whose clock is off', async () => {
    const clock = createManualClock();
    const store = createMemoryLogStore();
    const skewed = (log: EventLog): EventLog => ({
      ...log,
      get: async (n) => {
        const recorded = await log.get(n);
        return recorded && { ...recorded, storedAt: clock.now() + 501 };
      },
    });
    seat('c1', clock, createMemoryRegister(), store, skewed);
    await clock.advanceAsync(60_000);
    // Each try is a commit that stays in the log for good.
    expect(store.texts.length).toBeGreaterThan(1);
    expect(store.texts.length).toBeLessThan(10);
  });

  it('goes by the time that was checked when the clock is set meanwhile', async () => {
    const machine = createManualClock();
    let jumped = 0;
    const clock: ManualClock = { ...machine, now: () => machine.now() + jumped };
    const setWhileAppending = (log: EventLog): EventLog => ({
      ...log,
      append: (commit) => {
        jumped = 120_000;
        return log.append(commit);
      },
      get: async (n) => {
        const recorded = await log.get(n);
        return recorded && { ...recorded, storedAt: machine.now() };
      },
    });
    const register = createMemoryRegister();
    const here = seat('c1', clock, register, createMemoryLogStore(), setWhileAppending);
    await clock.advanceAsync(0);
    expect(here.leadership.role).toBe('leader');
    const [term] = here.terms;
    expect(term!.now()).toBe(machine.now());
    expect(term!.look()).toBe(false);
  });

  it('is not taken by one that became unfit while it was about to', async () => {
    const clock = createManualClock();
    let land = (): void => undefined;
    const slow = (log: EventLog): EventLog => ({
      ...log,
      append: async (commit) => {
        await new Promise<void>((resolve) => (land = resolve));
        return log.append(commit);
      },
    });
    const here = seat('c1', clock, createMemoryRegister(), createMemoryLogStore(), slow);
    await clock.advanceAsync(300);
    here.leadership.disqualify(new Error('a worker saw what is not there'));
    land();
    await clock.advanceAsync(300);
    expect(here.leadership.role).toBe('unfit');
    expect(here.told).not.toContain('leads');
  });

  it('is given up for good on a log that is damaged', async () => {
    const clock = createManualClock();
    const here = seat('c1', clock, createMemoryRegister(), createMemoryLogStore());
    await clock.advanceAsync(300);
    here.leadership.disqualify(new Error('commit 3 is missing'));
    await clock.advanceAsync(3000);
    expect(here.leadership.role).toBe('unfit');
    expect(here.told.slice(-1)).toEqual(['unfit: commit 3 is missing']);
  });
});
