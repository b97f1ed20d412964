import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deal } from './placement.ts';

const rooms = (...free: number[]): { session: string; free: number }[] =>
  free.map((room, index) => ({ session: `S${index}`, free: room }));

describe('dealing jobs to sessions', () => {
  it('fills the emptiest first, then evens out', () => {
    expect(deal(3, rooms(1, 5, 2))).toEqual([0, 3, 0]);
    expect(deal(5, rooms(1, 5, 2))).toEqual([0, 4, 1]);
  });

  it('spreads jobs over equals', () => {
    expect(deal(4, rooms(8, 8, 8, 8))).toEqual([1, 1, 1, 1]);
    expect(deal(1, rooms(8, 8))).toEqual([1, 0]);
  });

  it('gives nothing where there is no room', () => {
    expect(deal(3, rooms(0, 0))).toEqual([0, 0]);
    expect(deal(3, [])).toEqual([]);
  });

  it('deals as many as it can, never beyond what is free, and leaves nobody far behind', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.array(fc.nat(50), { maxLength: 8 }), (count, free) => {
        const given = deal(count, rooms(...free));
        const sum = given.reduce((total, one) => total + one, 0);
        expect(sum).toBe(
          Math.min(
            count,
            free.reduce((total, one) => total + one, 0),
          ),
        );
        given.forEach((one, index) => expect(one).toBeLessThanOrEqual(free[index]!));
        const left = free.map((one, index) => one - given[index]!);
        const most = Math.max(0, ...left);
        // Whoever got something had no less room left than anybody was spared.
        const receivers = left.filter((_room, index) => given[index]! > 0);
        for (const room of receivers) expect(room + 1).toBeGreaterThanOrEqual(most);
      }),
    );
  });
});
