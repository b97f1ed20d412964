import { leaseContract } from './contract.ts';
import { createMemoryRegister } from './memory.ts';

leaseContract('the memory register', async () => {
  const register = createMemoryRegister();
  return { open: async () => register, [Symbol.asyncDispose]: () => register.close() };
});
