import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, compareExact, multiply, negate, parseExact, printExact, wholeOf } from './exact.ts';

const exact = fc.record({ digits: fc.bigInt(-(10n ** 20n), 10n ** 20n), scale: fc.nat(12) });

describe('an exact number', () => {
  it.each([
    ['12', '12', 12n],
    ['-0x1f', '-31', -31n],
    ['1.50', '1.50', undefined],
    ['.5', '0.5', undefined],
    ['1.', '1', 1n],
    ['-1.0', '-1.0', -1n],
    ['1e3', '1000', 1000n],
    ['1.5e-3', '0.0015', undefined],
    ['15E-1', '1.5', undefined],
    ['9223372036854775808', '9223372036854775808', 9223372036854775808n],
  ])('%s is %s', (text, printed, whole) => {
    const value = parseExact(text)!;
    expect(printExact(value)).toBe(printed);
    expect(wholeOf(value)).toBe(whole);
  });

  it('has no exponent that makes a novel of a few characters', () => {
    expect(parseExact('1e1001')).toBeUndefined();
    expect(parseExact('1e-1000000000')).toBeUndefined();
  });

  it('is printed as it is read', () => {
    fc.assert(
      fc.property(exact, (value) => {
        expect(parseExact(printExact(value))).toEqual(value);
      }),
    );
  });

  it('keeps the laws of numbers', () => {
    fc.assert(
      fc.property(exact, exact, exact, (a, b, c) => {
        expect(compareExact(add(a, b), add(b, a))).toBe(0);
        expect(compareExact(multiply(a, add(b, c)), add(multiply(a, b), multiply(a, c)))).toBe(0);
        expect(compareExact(add(a, negate(a)), { digits: 0n, scale: 0 })).toBe(0);
        expect(Math.sign(compareExact(a, b))).toBe(Math.sign(compareExact(add(a, c), add(b, c))));
      }),
    );
  });
});
