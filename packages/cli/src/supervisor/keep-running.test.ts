import { createManualClock } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { keepRunning, type Exit, type KeepRunningOptions, type Kept } from './keep-running.ts';

const KILLED: Exit = { code: null, signal: 'SIGKILL' };

function keepFake(given: Partial<KeepRunningOptions> = {}): {
  readonly kept: Kept;
  readonly clock: ReturnType<typeof createManualClock>;
  readonly said: string[];
  readonly pids: (number | null)[];
  readonly finals: Exit[];
  readonly killed: number[];
  /** Ends the process that runs now. */
  readonly die: (exit: Exit) => Promise<void>;
} {
  const clock = createManualClock();
  const said: string[] = [];
  const pids: (number | null)[] = [];
  const finals: Exit[] = [];
  const killed: number[] = [];
  let end: (exit: Exit) => void = () => undefined;
  let next = 100;
  const kept = keepRunning({
    name: 'worker w1',
    clock,
    start() {
      const pid = next++;
      const exited = new Promise<Exit>((resolve) => {
        end = resolve;
      });
      const stop = async (): Promise<void> => end({ code: 0, signal: null });
      return Promise.resolve({ pid, exited, stop, kill: () => void killed.push(pid) });
    },
    isFinal: ({ code }) => code === 65,
    onFinal: (exit) => finals.push(exit),
    onPid: (pid) => pids.push(pid),
    say: (line) => said.push(line),
    ...given,
  });
  const die = async (exit: Exit): Promise<void> => {
    end(exit);
    await clock.advanceAsync(0);
  };
  return { kept, clock, said, pids, finals, killed, die };
}

describe('a process that is kept running', () => {
  it('is started again under a new pid after it was killed, and a person hears of it', async () => {
    const { clock, pids, said, die } = keepFake();
    await clock.advanceAsync(0);
    await die(KILLED);
    expect(pids).toEqual([100, null, 101]);
    expect(said).toEqual(['worker w1 (pid 100) was killed by SIGKILL; starting it again']);
  });

  it('is not started before its pause is over', async () => {
    const { clock, pids, die } = keepFake();
    await clock.advanceAsync(0);
    await die(KILLED);
    await die(KILLED);
    expect(pids).toEqual([100, null, 101, null]);
    await clock.advanceAsync(99);
    expect(pids).toHaveLength(4);
    await clock.advanceAsync(1);
    expect(pids.at(-1)).toBe(102);
  });

  it('is reported as in a crash loop, with how long the next start waits', async () => {
    const { clock, said, die } = keepFake();
    for (let deaths = 0; deaths < 5; deaths++) {
      await clock.advanceAsync(600);
      await die({ code: 1, signal: null });
    }
    expect(said.at(-1)).toBe(
      'worker w1 (pid 104) ended with status 1; that was death 5 within 30 s (crash loop): ' +
        'the next start waits 1 s',
    );
  });

  it('is quoted when it said why it ended', async () => {
    const { clock, said, die } = keepFake({ lastWords: () => 'no nats-server can be reached' });
    await clock.advanceAsync(0);
    await die({ code: 69, signal: null });
    expect(said).toEqual([
      'worker w1 (pid 100) ended with status 69 (no nats-server can be reached); starting it again',
    ]);
  });

  it('is left alone after an end that a new start would repeat', async () => {
    const { clock, pids, finals, die } = keepFake();
    await clock.advanceAsync(0);
    await die({ code: 65, signal: null });
    await clock.advanceAsync(60_000);
    expect(finals).toEqual([{ code: 65, signal: null }]);
    expect(pids).toEqual([100, null]);
  });

  it('is tried again when it cannot even be started', async () => {
    let tries = 0;
    const { clock, said } = keepFake({
      start() {
        tries += 1;
        return Promise.reject(new Error('no such file'));
      },
    });
    await clock.advanceAsync(100);
    expect(tries).toBeGreaterThanOrEqual(2);
    expect(said[0]).toBe('worker w1 cannot be started: no such file; starting it again');
  });

  it('ends and stays ended once it is stopped, also in the middle of a pause', async () => {
    const { kept, clock, pids, die } = keepFake();
    await clock.advanceAsync(0);
    await die(KILLED);
    await die(KILLED);
    await kept.stop();
    await clock.advanceAsync(60_000);
    expect(pids).toEqual([100, null, 101, null]);
  });

  it('is killed without being waited for', async () => {
    const { kept, clock, killed } = keepFake();
    await clock.advanceAsync(0);
    kept.kill();
    expect(killed).toEqual([100]);
  });
});
