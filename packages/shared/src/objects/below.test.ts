import { describe, expect, it } from 'vitest';
import { objectsBelow } from './below.ts';
import { objectsContract } from './contract.ts';
import { createMemoryObjects } from './memory.ts';

objectsContract('a folder of a store', async () => {
  const outer = createMemoryObjects();
  await outer.put('x/yy/z', new Uint8Array());
  return { open: () => objectsBelow(outer, 'x/y', 'below'), [Symbol.asyncDispose]: async () => {} };
});

describe('a folder of a store', () => {
  it('shows and reaches nothing of what is beside it', async () => {
    const outer = createMemoryObjects();
    await outer.put('a/secret', new Uint8Array(1));
    const below = objectsBelow(outer, 'a/b', 'below');
    await below.put('1', new Uint8Array(2));
    expect(await outer.get('a/b/1')).toHaveLength(2);
    await expect(below.get('../secret')).rejects.toThrow(RangeError);
    expect(() => objectsBelow(outer, 'a/..', 'below')).toThrow(RangeError);
  });
});
