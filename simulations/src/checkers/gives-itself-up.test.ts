import { describe, expect, it } from 'vitest';
import type { Fact } from '../history.ts';
import { commitOf, JOB, life, run } from '../testing/histories.ts';
import { createGivesItselfUp } from './gives-itself-up.ts';

const open = commitOf(1, [life.opened('s1'), life.created, life.claimed('s1')]);
const expired = commitOf(2, [life.over('s1'), life.released]);
const stopAsked: Fact = {
  kind: 'stop-asked',
  worker: 'w1#1',
  job: JOB,
  fence: 1,
  direction: 'forward',
};
const slept = (kind: 'process-paused' | 'process-woke'): Fact => ({ kind, process: 'w1#1' });

/** The message of the first violation; each fact comes at its time in ms. */
function verdict(facts: readonly (readonly [number, Fact])[]): string | undefined {
  const checker = createGivesItselfUp();
  for (const [at, fact] of facts) {
    const found = checker.observe({ at, ...fact });
    if (found !== undefined) return found.message;
  }
  return undefined;
}

describe('a worker whose session expires', () => {
  it('passes when its run was told to stop, has settled, or died with its process', () => {
    for (const end of [stopAsked, run.settled('w1#1', 1), run.died('w1#1')]) {
      expect(
        verdict([
          [0, open],
          [1, run.started('w1#1', 1)],
          [5000, end],
          [6000, expired],
        ]),
      ).toBeUndefined();
    }
  });

  it('passes when it is suspended, or has just woken', () => {
    const sleeping = [
      [0, open],
      [1, run.started('w1#1', 1)],
      [10, slept('process-paused')],
    ] as const;
    expect(verdict([...sleeping, [6000, expired]])).toBeUndefined();
    expect(verdict([...sleeping, [5900, slept('process-woke')], [6000, expired]])).toBeUndefined();
  });

  it('is refused when its run goes on', () => {
    expect(
      verdict([
        [0, open],
        [1, run.started('w1#1', 1)],
        [6000, expired],
      ]),
    ).toBe(
      'w1#1 still works on job 7 with fence 1, and nothing has told it to stop, ' +
        'when its session expires in commit 2',
    );
  });

  it('is refused when it woke long ago', () => {
    expect(
      verdict([
        [0, open],
        [1, run.started('w1#1', 1)],
        [10, slept('process-paused')],
        [20, slept('process-woke')],
        [6000, expired],
      ]),
    ).toContain('still works');
  });
});
