// Cron expressions in UTC, as robfig/cron (what CockroachDB reads them with) understands them. Of
// the libraries, croner asks the machine's clock even when it is given a time, which may not happen
// in a simulated run; cron-parser brings luxon along, reads the empty text as "every minute", draws
// chance for `H`, and refuses `@midnight` and `*,2`. Either would need its input checked field by
// field beforehand, and that check is most of this file.
import { formatTimestamp } from '../timestamp.ts';

/** A parsed expression. Numbers as cron has them: months 1 to 12, weekdays 0 (Sunday) to 6. */
export interface Cron {
  /** Ascending, as are the hours. */
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** Both kinds of day are restricted: then a day that meets either of them will do. */
  readonly eitherDay: boolean;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const DAY_MS = DAY_MINUTES * MINUTE_MS;
/** From February 29 to the next one there are up to eight years, as from 2096 to 2104. */
const LONGEST_GAP_MONTHS = 8 * 12;

interface Field {
  readonly min: number;
  readonly max: number;
  /** Names of the values from `min` on. */
  readonly names: readonly string[];
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const WEEKDAYS = 'sun mon tue wed thu fri sat'.split(' ');

const FIELDS: readonly Field[] = [
  { min: 0, max: 59, names: [] },
  { min: 0, max: 23, names: [] },
  { min: 1, max: 31, names: [] },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 6, names: WEEKDAYS },
];

const MACROS: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
]);

/**
 * Reads five fields (minute, hour, day of the month, month, day of the week) or one of `@yearly`,
 * `@annually`, `@monthly`, `@weekly`, `@daily`, `@midnight`, `@hourly`; undefined for anything
 * else. A field is a list of `*`, `?`, `n`, `n-m`, each with `/step`; `n/step` goes on to the end.
 * Months and weekdays have names, in any case. Sunday is 0, and 7 is nothing.
 */
export function parseCron(text: string): Cron | undefined {
  const trimmed = text.trim();
  const parts = (MACROS.get(trimmed) ?? trimmed).split(/\s+/);
  if (parts.length !== FIELDS.length) return undefined;
  const fields = parts.map((part, index) => parseField(part, FIELDS[index]!));
  const [minutes, hours, days, months, weekdays] = fields;
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  return {
    minutes: ascending(minutes.values),
    hours: ascending(hours.values),
    days: days.values,
    months: months.values,
    weekdays: weekdays.values,
    eitherDay: !days.open && !weekdays.open,
  };
}

interface ParsedField {
  readonly values: ReadonlySet<number>;
  /** It says `*` somewhere, with no step: it restricts nothing. `*\/2` is a restriction. */
  readonly open: boolean;
}

function parseField(text: string, field: Field): ParsedField | undefined {
  const values = new Set<number>();
  let open = false;
  for (const item of text.split(',')) {
    const range = parseRange(item, field);
    if (range === undefined) return undefined;
    for (let value = range.from; value <= range.to; value += range.step) values.add(value);
    open ||= range.star && range.step === 1;
  }
  return { values, open };
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly star: boolean;
}

function parseRange(item: string, field: Field): Range | undefined {
  const parts = /^([*?]|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(item);
  if (parts === null) return undefined;
  const [, first, last, stride] = parts as unknown as [string, string, ...(string | undefined)[]];
  const step = stride === undefined ? 1 : Number(stride);
  const star = first === '*' || first === '?';
  if (step < 1 || (star && last !== undefined)) return undefined;
  const from = star ? field.min : parseValue(first, field);
  const to =
    last !== undefined ? parseValue(last, field) : star || stride !== undefined ? field.max : from;
  if (from === undefined || to === undefined || from > to) return undefined;
  return { from, to, step, star };
}

function parseValue(text: string, field: Field): number | undefined {
  const named = field.names.indexOf(text.toLowerCase());
  if (named >= 0) return field.min + named;
  if (!/^\d{1,2}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= field.min && value <= field.max ? value : undefined;
}

function ascending(values: ReadonlySet<number>): readonly number[] {
  return [...values].sort((a, b) => a - b);
}

/**
 * The first time of the cron after `afterMs` and never at it, in milliseconds since 1970. Undefined
 * when no date matches, as with February 30; that is found out within some hundreds of steps.
 */
export function nextTime(cron: Cron, afterMs: number): number | undefined {
  const earliest = Math.floor(afterMs / MINUTE_MS) + 1;
  let dayNumber = Math.floor(earliest / DAY_MINUTES);
  let from = earliest - dayNumber * DAY_MINUTES;
  let { year, month, day } = dateOf(dayNumber);
  for (let seen = 0; seen <= LONGEST_GAP_MONTHS; seen += 1) {
    const length = daysOf(year, month);
    for (; cron.months.has(month) && day <= length; day += 1, dayNumber += 1, from = 0) {
      const minute = matchesDay(cron, day, dayNumber) ? minuteOfDay(cron, from) : undefined;
      if (minute !== undefined) return (dayNumber * DAY_MINUTES + minute) * MINUTE_MS;
    }
    dayNumber += length + 1 - day;
    [day, from] = [1, 0];
    [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
  }
  return undefined;
}

/** The date of a day, counted from 1970 on. */
function dateOf(dayNumber: number): { year: number; month: number; day: number } {
  const date = formatTimestamp(dayNumber * DAY_MS).split(' ')[0]!;
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return { year, month, day };
}

function daysOf(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

function matchesDay(cron: Cron, day: number, dayNumber: number): boolean {
  const byDay = cron.days.has(day);
  // January 1 of 1970 was a Thursday, and days before it have negative numbers.
  const byWeekday = cron.weekdays.has((((dayNumber + 4) % 7) + 7) % 7);
  return cron.eitherDay ? byDay || byWeekday : byDay && byWeekday;
}

/** The first minute of the day that matches, from a given one on. */
function minuteOfDay(cron: Cron, from: number): number | undefined {
  for (const hour of cron.hours) {
    const minute = cron.minutes.find((each) => hour * 60 + each >= from);
    if (minute !== undefined) return hour * 60 + minute;
  }
  return undefined;
}
