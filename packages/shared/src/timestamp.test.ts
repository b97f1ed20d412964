import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTimestamp, parseTimestamp } from './timestamp.ts';

const moment = fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 });

describe('a timestamp', () => {
  it('is written in UTC, to the millisecond', () => {
    expect(formatTimestamp(0)).toBe('1970-01-01 00:00:00.000');
    expect(formatTimestamp(1_709_210_700_123)).toBe('2024-02-29 12:45:00.123');
  });

  it('is written as the calendar has it, from year 0 to 9999', () => {
    fc.assert(
      fc.property(moment, (ms) => {
        const iso = new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
        expect(formatTimestamp(ms)).toBe(iso);
      }),
    );
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(moment, (ms) => {
        expect(parseTimestamp(formatTimestamp(ms))).toBe(ms);
      }),
    );
  });

  it.each([
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['2024-2-9 3:04', Date.UTC(2024, 1, 9, 3, 4)],
    ['2024-02-29T13:45:10.5', Date.UTC(2024, 1, 29, 13, 45, 10, 500)],
    ['1970-01-01 00:00:00.000250', 0.25],
    ['2023-02-29', 'out-of-range'],
    ['1900-02-29', 'out-of-range'],
    ['2024-13-01', 'out-of-range'],
    ['2024-01-01 24:00', 'out-of-range'],
    ['2024-01-01 12:00+02', 'invalid'],
    ['2024-01-01Z', 'invalid'],
    ['yesterday', 'invalid'],
    ['', 'invalid'],
  ])('%j is read as %j', (text, expected) => {
    expect(parseTimestamp(text)).toBe(expected);
  });
});
