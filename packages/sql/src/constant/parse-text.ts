// Texts as values of another type, for literals in quotes: `'123'` where an INT8 is wanted.
import { SqlError } from '../sql-error.ts';
import { parseTimestamp } from '@rescind/shared';
import { isInt8 } from '../value.ts';

/**
 * The INT8 that a text writes in decimal. Throws 22P02 for any other text, 22003 beyond INT8.
 * Leading zeros are refused: CockroachDB reads them as octal, PostgreSQL does not.
 */
export function parseInt8(text: string): bigint {
  const why = (reason: string): string =>
    `could not parse ${JSON.stringify(text)} as type int: ` +
    `strconv.ParseInt: parsing ${JSON.stringify(text)}: ${reason}`;
  if (!/^[+-]?(0|[1-9][0-9]*)$/.test(text)) {
    throw new SqlError({ code: '22P02', message: why('invalid syntax') });
  }
  const value = BigInt(text.replace('+', ''));
  if (!isInt8(value)) throw new SqlError({ code: '22003', message: why('value out of range') });
  return value;
}

/** The FLOAT8 that a text writes in decimal. Throws 22P02, also for NaN and infinity. */
export function parseFloat8(text: string): number {
  if (!/^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]+)?$/i.test(text)) {
    throw new SqlError({
      code: '22P02',
      message: `could not parse ${JSON.stringify(text)} as type float: invalid syntax`,
    });
  }
  return Number(text);
}

/** The TIMESTAMP that a text writes, see parseTimestamp. Throws 22007, 22008. */
export function parseTimestampText(text: string): number {
  const value = parseTimestamp(text);
  if (typeof value === 'number') return value;
  throw value === 'invalid'
    ? new SqlError({
        code: '22007',
        message: `could not parse ${JSON.stringify(text)} as type timestamp`,
        hint: "Write it as 'YYYY-MM-DD HH:MM:SS', in UTC.",
      })
    : new SqlError({ code: '22008', message: `date/time field value out of range: '${text}'` });
}
