import { describe, expect, it } from 'vitest';
import { createStage } from '../testing/stage.ts';
import { call } from './call.ts';

describe('an answer', () => {
  it('comes back to the process that asked', async () => {
    const stage = createStage();
    const heard = ask(stage, () => undefined);
    await stage.play(10_000);
    expect(heard).toEqual([{ ok: true, answer: 7 }]);
  });

  it('never wakes a dead process in its successor', async () => {
    const stage = createStage();
    const heard = ask(stage, (asks) => {
      stage.scheduler.crash(asks);
      stage.scheduler.restart(asks);
    });
    await stage.play(10_000);
    expect(heard).toEqual([]);
  });
});

type Stage = ReturnType<typeof createStage>;

/** What one process hears from another, which answers 7; `meanwhile` happens before it does. */
function ask(
  stage: Stage,
  meanwhile: (asks: ReturnType<Stage['process']>) => void,
): readonly unknown[] {
  const [from, to] = [stage.process('asks'), stage.process('answers')];
  const serve = (): Promise<number> => {
    meanwhile(from);
    return Promise.resolve(7);
  };
  const heard: unknown[] = [];
  const asked = call(stage.scheduler, stage.network, { from, to, serve, timeoutMs: 1000 });
  void asked.then((outcome) => heard.push(outcome));
  return heard;
}
