import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextTime, parseCron, type Cron } from './cron.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

function cronOf(text: string): Cron {
  const cron = parseCron(text);
  if (cron === undefined) throw new Error(`${text} is no cron`);
  return cron;
}

/** The next time in ISO form, to the minute, or `never`. */
function after(text: string, from: string): string {
  const next = nextTime(cronOf(text), Date.parse(`${from}Z`));
  return next === undefined ? 'never' : new Date(next).toISOString().slice(0, 16);
}

describe('the next time', () => {
  it.each([
    ['* * * * *', '2024-03-01T10:00:00', '2024-03-01T10:01'],
    ['* * * * *', '2024-03-01T10:00:59.999', '2024-03-01T10:01'],
    ['0 10 * * *', '2024-03-01T09:59:59.999', '2024-03-01T10:00'],
    ['0 10 * * *', '2024-03-01T10:00:00', '2024-03-02T10:00'],
    ['*/15 * * * *', '2024-12-31T23:46:00', '2025-01-01T00:00'],
    ['5/20 * * * *', '2024-03-01T10:06:00', '2024-03-01T10:25'],
    ['0 8-18/5 * * *', '2024-03-01T13:00:00', '2024-03-01T18:00'],
    ['30 22,4 * * *', '2024-03-01T05:00:00', '2024-03-01T22:30'],
    ['0 0 * jan,JUL *', '2024-03-01T00:00:00', '2024-07-01T00:00'],
    ['0 0 * * mon-fri', '2024-03-01T00:00:00', '2024-03-04T00:00'],
    ['0 0 31 * *', '2024-03-31T00:00:00', '2024-05-31T00:00'],
    ['  0   0\t1 1 *  ', '2024-03-01T00:00:00', '2025-01-01T00:00'],
    ['0 0 ? * ?', '2024-03-01T00:00:00', '2024-03-02T00:00'],
  ])('of %j after %s is %s', (text, from, expected) => {
    expect(after(text, from)).toBe(expected);
  });

  it.each([
    ['@hourly', '2024-02-28T23:30:00', '2024-02-29T00:00'],
    ['@daily', '2024-02-28T23:30:00', '2024-02-29T00:00'],
    ['@midnight', '2024-02-28T23:30:00', '2024-02-29T00:00'],
    ['@weekly', '2024-02-28T23:30:00', '2024-03-03T00:00'],
    ['@monthly', '2024-02-28T23:30:00', '2024-03-01T00:00'],
    ['@yearly', '2024-02-28T23:30:00', '2025-01-01T00:00'],
    ['@annually', '2024-02-28T23:30:00', '2025-01-01T00:00'],
  ])('of %s after %s is %s', (text, from, expected) => {
    expect(after(text, from)).toBe(expected);
  });

  it.each([
    ['2024-02-28T00:00:00', '2024-02-29T00:00'],
    ['2024-02-29T00:00:00', '2028-02-29T00:00'],
    ['1999-01-01T00:00:00', '2000-02-29T00:00'],
    ['2096-02-29T00:00:00', '2104-02-29T00:00'],
  ])('of February 29 after %s is %s', (from, expected) => {
    expect(after('0 0 29 2 *', from)).toBe(expected);
  });

  // 2024-09-13 is a Friday.
  it.each([
    ['0 0 13 * *', '2024-09-13T00:00'],
    ['0 0 * * 5', '2024-09-06T00:00'],
    ['0 0 13 * 5', '2024-09-06T00:00'],
    ['0 0 3 * 5', '2024-09-03T00:00'],
    ['0 0 13 * */1', '2024-09-13T00:00'],
    ['0 0 *,5 * 5', '2024-09-06T00:00'],
    ['0 0 1-31 * 5', '2024-09-02T00:00'],
    ['0 0 */2 * 1', '2024-09-02T00:00'],
    ['0 0 30 2 1', '2025-02-03T00:00'],
  ])('of %j takes either kind of day, unless one is open: %s', (text, expected) => {
    expect(after(text, '2024-09-01T12:00:00')).toBe(expected);
  });

  it.each(['0 0 30 2 *', '0 0 31 2,4,6,9,11 *', '59 23 31 4 ?'])('of %j is never', (text) => {
    const started = performance.now();
    expect(after(text, '2024-03-01T00:00:00')).toBe('never');
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('a cron', () => {
  it.each([
    '',
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * 32 * *',
    '* * * 0 *',
    '* * * 13 *',
    '* * * * 7',
    '5-1 * * * *',
    '*/0 * * * *',
    '*-5 * * * *',
    '1,,2 * * * *',
    '1- * * * *',
    '-1 * * * *',
    '1/2/3 * * * *',
    '1.5 * * * *',
    '001 * * * *',
    'jan * * * *',
    '* * * monday *',
    '0 0 L * *',
    '0 0 * * 5#2',
    'H * * * *',
    '@Daily',
    '@every 1h',
    '@reboot',
    'daily',
    'CRON_TZ=Asia/Tokyo 0 0 * * *',
  ])('is not %j', (text) => {
    expect(parseCron(text)).toBeUndefined();
  });
});

interface FieldUnderTest {
  readonly text: string;
  readonly has: (value: number) => boolean;
  readonly open: boolean;
}

/** One item of a field, with what it means said in another way than the parser does. */
function arbitraryItem(min: number, max: number): fc.Arbitrary<FieldUnderTest> {
  const value = fc.integer({ min, max });
  const step = fc.integer({ min: 1, max: max + 2 });
  const range = fc.tuple(value, value).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  const every = (from: number, to: number, by: number) => (n: number) =>
    n >= from && n <= to && (n - from) % by === 0;
  return fc.oneof(
    fc.constant({ text: '*', has: () => true, open: true }),
    step.map((by) => ({ text: `*/${by}`, has: every(min, max, by), open: by === 1 })),
    value.map((n) => ({ text: `${n}`, has: every(n, n, 1), open: false })),
    fc
      .tuple(value, step)
      .map(([n, by]) => ({ text: `${n}/${by}`, has: every(n, max, by), open: false })),
    range.map(([a, b]) => ({ text: `${a}-${b}`, has: every(a, b, 1), open: false })),
    fc
      .tuple(range, step)
      .map(([[a, b], by]) => ({ text: `${a}-${b}/${by}`, has: every(a, b, by), open: false })),
  );
}

function arbitraryField(min: number, max: number): fc.Arbitrary<FieldUnderTest> {
  return fc.array(arbitraryItem(min, max), { minLength: 1, maxLength: 3 }).map((items) => ({
    text: items.map((item) => item.text).join(','),
    has: (value) => items.some((item) => item.has(value)),
    open: items.some((item) => item.open),
  }));
}

type Five<T> = readonly [minute: T, hour: T, day: T, month: T, weekday: T];

const days = [arbitraryField(1, 31), arbitraryField(1, 12), arbitraryField(0, 6)] as const;
const anyFields: fc.Arbitrary<Five<FieldUnderTest>> = fc.tuple(
  arbitraryField(0, 59),
  arbitraryField(0, 23),
  ...days,
);
const midnight: FieldUnderTest = { text: '0', has: (value) => value === 0, open: false };
const midnights = fc.tuple(fc.constant(midnight), fc.constant(midnight), ...days);

const anyMoment = fc.integer({
  min: Date.parse('1999-01-01T00:00:00Z'),
  max: Date.parse('2110-01-01T00:00:00Z'),
});

function matches([minute, hour, day, month, weekday]: Five<FieldUnderTest>, at: number): boolean {
  const date = new Date(at);
  const byDay = day.has(date.getUTCDate());
  const byWeekday = weekday.has(date.getUTCDay());
  return (
    minute.has(date.getUTCMinutes()) &&
    hour.has(date.getUTCHours()) &&
    month.has(date.getUTCMonth() + 1) &&
    (day.open || weekday.open ? byDay && byWeekday : byDay || byWeekday)
  );
}

/** The first match after `from`, found by trying every step up to `until`. */
function scan(
  fields: Five<FieldUnderTest>,
  from: number,
  until: number,
  stepMs: number,
): number | undefined {
  for (let at = (Math.floor(from / stepMs) + 1) * stepMs; at <= until; at += stepMs) {
    if (matches(fields, at)) return at;
  }
  return undefined;
}

function nextUpTo(fields: Five<FieldUnderTest>, from: number, until: number): number | undefined {
  const next = nextTime(cronOf(fields.map(({ text }) => text).join(' ')), from);
  return next !== undefined && next > until ? undefined : next;
}

describe('nextTime', () => {
  it('finds what trying every minute of the following weeks finds', () => {
    fc.assert(
      fc.property(anyFields, anyMoment, (fields, from) => {
        const until = from + 20 * DAY_MS;
        expect(nextUpTo(fields, from, until)).toBe(scan(fields, from, until, MINUTE_MS));
      }),
      { numRuns: 200 },
    );
  });

  it('finds what trying every midnight of the following nine years finds', () => {
    fc.assert(
      fc.property(midnights, anyMoment, (fields, from) => {
        const until = from + 9 * 366 * DAY_MS;
        const found = scan(fields, from, until, DAY_MS);
        expect(nextUpTo(fields, from, until)).toBe(found);
      }),
      { numRuns: 500 },
    );
  });
});
