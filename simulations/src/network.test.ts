import { describe, expect, it } from 'vitest';
import { createStage } from './testing/stage.ts';
import type { LinkFaults } from './network/fate.ts';

/** What of 400 messages from one process to another arrives, in which order. */
async function deliver(
  faults: Partial<LinkFaults>,
  seed?: string,
  between: (n: number) => void = () => undefined,
): Promise<number[]> {
  const stage = createStage(faults, seed);
  const [here, there] = [stage.process('here'), stage.process('there')];
  const arrived: number[] = [];
  for (let n = 0; n < 400; n++) {
    between(n);
    stage.network.send(here, there, () => arrived.push(n));
  }
  await stage.play(1_000_000);
  return arrived;
}

const inOrder = Array.from({ length: 400 }, (_, n) => n);
const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);

describe('a link', () => {
  it('without faults delivers everything once, in order where it keeps order', async () => {
    expect(await deliver({ fifo: true, meanMs: 20 })).toEqual(inOrder);
  });

  it('lets messages overtake each other where it does not', async () => {
    const arrived = await deliver({ fifo: false, meanMs: 20 });
    expect(arrived).not.toEqual(inOrder);
    expect(sorted(arrived)).toEqual(inOrder);
  });

  it('loses about as many as it is told to', async () => {
    const arrived = await deliver({ drop: 0.15 });
    expect(arrived.length).toBeGreaterThan(300);
    expect(arrived.length).toBeLessThan(375);
  });

  it('repeats about as many as it is told to', async () => {
    const arrived = await deliver({ duplicate: 0.3 });
    expect(arrived.length).toBeGreaterThan(480);
    expect(arrived.length).toBeLessThan(560);
    expect(new Set(arrived).size).toBe(400);
  });

  it('does the same to the same messages for the same seed, and only for it', async () => {
    const faults = { drop: 0.1, duplicate: 0.1, fifo: false };
    expect(await deliver(faults, 'one')).toEqual(await deliver(faults, 'one'));
    expect(await deliver(faults, 'one')).not.toEqual(await deliver(faults, 'two'));
  });
});

describe('what happens on one link', () => {
  it('changes nothing on another', async () => {
    const alone = await deliver({ drop: 0.2, fifo: false });
    const stage = createStage({ drop: 0.2, fifo: false });
    const [here, there, other] = ['here', 'there', 'other'].map((name) => stage.process(name));
    const arrived: number[] = [];
    for (let n = 0; n < 400; n++) {
      stage.network.send(here!, other!, () => undefined);
      stage.network.send(here!, there!, () => arrived.push(n));
    }
    await stage.play(1_000_000);
    expect(sorted(arrived)).toEqual(sorted(alone));
  });
});

describe('a cut', () => {
  it('lets nothing through one way, not even what was on its way, until it heals', async () => {
    const stage = createStage({ meanMs: 5 });
    const [here, there] = [stage.process('here'), stage.process('there')];
    const arrived: string[] = [];
    const send = (what: string): void => {
      stage.network.send(here, there, () => arrived.push(what));
      stage.network.send(there, here, () => arrived.push(`${what} back`));
    };
    send('before');
    stage.network.cut(here, there);
    send('during');
    await stage.play(1000);
    stage.network.heal(here, there);
    send('after');
    await stage.play(2000);
    expect(arrived.toSorted()).toEqual(['after', 'after back', 'before back', 'during back']);
  });
});

describe('a calm', () => {
  it('loses and repeats nothing', async () => {
    const stage = createStage({ drop: 0.5, duplicate: 0.5, slow: 0.5, slowMs: 1000 });
    const [here, there] = [stage.process('here'), stage.process('there')];
    const arrived: number[] = [];
    stage.network.calm();
    for (let n = 0; n < 100; n++) stage.network.send(here, there, () => arrived.push(n));
    await stage.play(900);
    expect(arrived).toHaveLength(100);
  });
});
