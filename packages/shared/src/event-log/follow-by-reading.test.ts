import { expect, it } from 'vitest';
import { encodeCommit } from './codec.ts';
import { sampleCommit } from './contract-samples.ts';
import { followByReading, type ReadableTail } from './follow-by-reading.ts';

/** A log whose commits carry their own text as their hash. */
function tailOf(): ReadableTail & { append(): void } {
  const texts: string[] = [];
  const listeners = new Set<() => void>();
  return {
    async *readWith(verifier) {
      const end = texts.length;
      while (verifier.next <= end) {
        const text = texts[verifier.next - 1]!;
        yield verifier.verify({ text, hash: text, storedAt: null });
      }
    },
    onAppend(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    append() {
      texts.push(encodeCommit(sampleCommit(texts.length + 1, texts.at(-1) ?? '')));
      for (const listener of listeners) listener();
    },
  };
}

const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await Promise.resolve();
};

it('an append is seen in whatever moment of the reading before it comes', async () => {
  for (let first = 0; first <= 30; first++) {
    const tail = tailOf();
    const seen: number[] = [];
    const following = followByReading(
      tail,
      1,
      ({ commit }) => seen.push(commit.n),
      (error) => expect.fail(error.message),
    );
    tail.append();
    await turns(first);
    tail.append();
    await turns(100);
    expect(seen, `${first} turns`).toEqual([1, 2]);
    following.stop();
  }
});
