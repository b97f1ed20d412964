import { describe, expect, it } from 'vitest';
import { createStage } from '../testing/stage.ts';
import { call } from './call.ts';

describe('an answer', () => {
  it('comes back to the process that asked', async () => {
    const { scheduler, network, process, play } = createStage();
    const [from, to] = [process('asks'), process('answers')];
    const serve = (): Promise<number> => Promise.resolve(7);
    const heard: unknown[] = [];
    void call(scheduler, network, { from, to, serve, timeoutMs: 1000 }).then((it) => heard.push(it));
    await play(10_000);
    expect(heard).toEqual([{ ok: true, answer: 7 }]);
  });

  it('never wakes a dead process in its successor', async () => {
    const { scheduler, network, process, play } = createStage();
    const [from, to] = [process('asks'), process('answers')];
    // While the question is being answered the one who asked dies, and another one starts.
    const serve = (): Promise<number> => {
      scheduler.crash(from);
      scheduler.restart(from);
      return Promise.resolve(7);
    };
    const heard: unknown[] = [];
    void call(scheduler, network, { from, to, serve, timeoutMs: 1000 }).then((it) => heard.push(it));
    await play(10_000);
    expect(heard).toEqual([]);
  });
});
