import { busContract } from '@rescind/shared/testing';
import { describe, expect, it } from 'vitest';
import { createNodeClock } from './node-clock.ts';
import { createSimulatedBus } from './simulated-bus.ts';
import { createStage, runByItself, type Stage } from './testing/stage.ts';

function busOn(stage: Stage, onHandlerError: (error: unknown) => void = () => undefined) {
  const { scheduler, network } = stage;
  const bus = createSimulatedBus({
    seed: 'a test',
    scheduler,
    network,
    onDelivery: () => undefined,
    onHandlerError: (_, error) => onHandlerError(error),
  });
  return (name: string) => {
    const process = stage.process(name);
    const clock = createNodeClock(scheduler, process, { offsetMs: 0, rate: 1 });
    return { process, bus: bus.attach(process, clock) };
  };
}

busContract('the simulated bus', async () => {
  const stage = createStage();
  const running = runByItself(stage);
  const join = busOn(stage);
  let participants = 0;
  return {
    join: async () => join(`p${++participants}`).bus,
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
});

describe('the simulated bus', () => {
  it('knows at once that a dead process does not listen any more', async () => {
    const stage = createStage();
    const join = busOn(stage);
    const [asking, serving] = [join('asking'), join('serving')];
    serving.bus.subscribe('work', (message) => message.respond('done'));
    stage.scheduler.crash(serving.process);
    const asked = asking.bus.request('work', '', { timeoutMs: 1000 }).catch(String);
    await stage.play(500);
    expect(await asked).toBe('NoResponderError: nobody serves work');
  });

  it('does not know that a frozen one will not answer', async () => {
    const stage = createStage();
    const join = busOn(stage);
    const [asking, serving] = [join('asking'), join('serving')];
    serving.bus.subscribe('work', (message) => message.respond('done'));
    stage.scheduler.pause(serving.process);
    const asked = asking.bus.request('work', '', { timeoutMs: 1000 }).catch(String);
    await stage.play(2000);
    expect(await asked).toBe('TimeoutError: no answer on work within 1000 ms');
  });

  it('tells whoever asked that a request was passed on to nobody', async () => {
    const stage = createStage();
    const join = busOn(stage);
    const [asking, passing] = [join('asking'), join('passing')];
    passing.bus.subscribe('work', ({ data, reply }) => {
      passing.bus.publish('nobody', data, { reply: reply! });
    });
    const asked = asking.bus.request('work', '', { timeoutMs: 1000 }).catch(String);
    await stage.play(500);
    expect(await asked).toBe('NoResponderError: nobody serves work');
  });
});
