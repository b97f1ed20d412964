import { describe, expect, it } from 'vitest';
import { Overlay } from './overlay.ts';

const base = (): Map<number, string> =>
  new Map([
    [1, 'one'],
    [2, 'two'],
    [3, 'three'],
  ]);

describe('an overlay', () => {
  it('shows what it was laid over, and over it what was written', () => {
    const overlay = new Overlay(base());
    expect([...overlay.values()]).toEqual(['one', 'two', 'three']);
    overlay.set(2, 'TWO');
    overlay.set(4, 'four');
    overlay.delete(1);
    expect([...overlay.values()]).toEqual(['three', 'TWO', 'four']);
    expect([1, 2, 3, 4, 5].map((key) => overlay.get(key))).toEqual([
      undefined,
      'TWO',
      'three',
      'four',
      undefined,
    ]);
    expect([1, 2, 5].map((key) => overlay.has(key))).toEqual([false, true, false]);
  });

  it('changes nothing below until it is adopted', () => {
    const below = base();
    const overlay = new Overlay(below);
    overlay.set(2, 'TWO');
    overlay.delete(1);
    overlay.set(4, 'four');
    overlay.delete(9);
    expect(below).toEqual(base());
    overlay.adopt();
    expect([...below]).toEqual([
      [2, 'TWO'],
      [3, 'three'],
      [4, 'four'],
    ]);
  });

  it('adopts nothing where nothing was written', () => {
    const below = base();
    new Overlay(below).adopt();
    expect(below).toEqual(base());
  });

  it('may bring back what it has taken away', () => {
    const below = base();
    const overlay = new Overlay(below);
    overlay.delete(1);
    overlay.set(1, 'again');
    expect(overlay.get(1)).toBe('again');
    overlay.adopt();
    expect(below.get(1)).toBe('again');
  });

  it('may be written to while somebody goes through it', () => {
    const overlay = new Overlay(base());
    const seen: string[] = [];
    overlay.set(3, 'THREE');
    for (const value of overlay.values()) {
      seen.push(value);
      if (value === 'one') overlay.set(1, 'ONE');
    }
    expect(seen.slice(0, 3)).toEqual(['one', 'two', 'THREE']);
    expect(overlay.get(1)).toBe('ONE');
  });
});
