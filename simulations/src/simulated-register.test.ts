import { leaseContract } from '@rescind/shared/testing';
import { createSimulatedRegister } from './simulated-register.ts';
import { createStage, runByItself } from './testing/stage.ts';

leaseContract('the simulated register', async () => {
  const stage = createStage();
  const running = runByItself(stage);
  const { scheduler, network } = stage;
  const register = createSimulatedRegister(scheduler, network, stage.process('register'));
  let clients = 0;
  return {
    open: async () => register.attach(stage.process(`c${++clients}`)),
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
});
