// Timestamps as text and back, in UTC. Plain arithmetic on the proleptic Gregorian calendar: there
// is no clock here, and no time zone either.

const DAY_MS = 86_400_000;
/** Days of 400 years, after which the calendar repeats. */
const ERA_DAYS = 146_097;

/** `2024-02-29 13:45:00.123`. Takes whole milliseconds since 1970. */
export function formatTimestamp(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  const rest = Math.floor(ms - days * DAY_MS);
  const { year, month, day } = dateOf(days);
  const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');
  const date = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  const hours = pad(Math.floor(rest / 3_600_000), 2);
  const minutes = pad(Math.floor(rest / 60_000) % 60, 2);
  const seconds = pad(Math.floor(rest / 1000) % 60, 2);
  return `${date} ${hours}:${minutes}:${seconds}.${pad(rest % 1000, 3)}`;
}

/**
 * Milliseconds since 1970, with a fraction for microseconds. Takes a date, or a date and a time of
 * day to the minute, the second or up to six digits of it, with a blank or `T` between; a time zone
 * is not taken, for a TIMESTAMP has none. `out-of-range` for a day or hour that does not exist.
 */
export function parseTimestamp(text: string): number | 'invalid' | 'out-of-range' {
  const parts =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?)?$/.exec(
      text,
    );
  if (parts === null) return 'invalid';
  const [year, month, day, hour, minute, second] = parts
    .slice(1, 7)
    .map((part: string | undefined) => Number(part ?? 0)) as SixNumbers;
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return 'out-of-range';
  if (hour > 23 || minute > 59 || second > 59) return 'out-of-range';
  const micros = Number((parts[7] ?? '').padEnd(6, '0'));
  const time = hour * 3_600_000 + minute * 60_000 + second * 1000 + micros / 1000;
  return dayNumber(year, month, day) * DAY_MS + time;
}

type SixNumbers = [number, number, number, number, number, number];

function daysOf(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** Days since 1970. A year is taken to begin in March, so that its leap day comes last. */
function dayNumber(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * ERA_DAYS + dayOfEra + dayOfYear - 719_468;
}

/** The inverse of `dayNumber`. */
function dateOf(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / ERA_DAYS);
  const dayOfEra = shifted - era * ERA_DAYS;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}
