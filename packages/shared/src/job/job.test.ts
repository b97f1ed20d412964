import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causeText, cutError, ERROR_MAX } from './job.ts';

describe('an error text', () => {
  it('is kept whole up to 1024 characters', () => {
    expect(cutError('x'.repeat(1024))).toBe('x'.repeat(1024));
  });

  it('is cut past them, and says so', () => {
    expect(cutError('x'.repeat(1025))).toBe(`${'x'.repeat(1024)} -- TRUNCATED`);
  });

  it('counts characters beyond the first plane once and never cuts through one', () => {
    expect(cutError('😀'.repeat(1024))).toBe('😀'.repeat(1024));
    expect(cutError('😀'.repeat(1025))).toBe(`${'😀'.repeat(1024)} -- TRUNCATED`);
    expect(cutError(`x${'😀'.repeat(1024)}`)).toBe(`x${'😀'.repeat(1023)} -- TRUNCATED`);
  });

  it('is as it was when it is cut a second time', () => {
    const long = fc
      .tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }), fc.nat(20))
      .map(([unit, more]) => unit.repeat(ERROR_MAX / 3 + more));
    fc.assert(
      fc.property(long, (text) => {
        expect(cutError(cutError(text))).toBe(cutError(text));
      }),
    );
  });
});

it('the text of a cause is its message, and of a cancel what CockroachDB stores', () => {
  expect(causeText({ kind: 'canceled' })).toBe('job canceled by user');
  expect(causeText({ kind: 'error', message: 'disk full' })).toBe('disk full');
});
