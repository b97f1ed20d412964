import { objectsContract } from './contract.ts';
import { createMemoryObjects } from './memory.ts';

objectsContract('a store in memory', async () => {
  const objects = createMemoryObjects();
  return { open: () => objects, [Symbol.asyncDispose]: async () => undefined };
});
