// Parameters become constants in the statement's text before anybody reads it: `$1` is replaced by
// a literal in the one form that our lexer cannot read in two ways.
import { SqlError } from '../sql-error.ts';
import { scanToken } from '../syntax/lexer.ts';
import { offsetAt, positionAt } from '../text-position.ts';
import { textFrom } from './body.ts';
import type { Format } from './values.ts';

export interface BoundText {
  readonly text: string;
  /** The position, in characters from 1, in the text with placeholders. */
  readonly original: (position: number) => number;
}

/** So many parameters a message can count. */
const PARAMETERS_MAX = 65_535;

/** The largest number of a placeholder in a text. Throws 54023 beyond what can be bound. */
export function countParameters(text: string): number {
  let count = 0;
  for (const { text: name } of placeholdersIn(text)) count = Math.max(count, Number(name.slice(1)));
  if (count <= PARAMETERS_MAX) return count;
  throw new SqlError({ code: '54023', message: `there is no parameter $${count}` });
}

/** A literal in the bound text and the placeholder whose place it takes: UTF-16 offsets. */
interface Move {
  readonly at: number;
  readonly until: number;
  readonly from: number;
  readonly to: number;
}

/** Puts literals in the places of placeholders; there must be one for each. */
export function bindText(source: string, literals: readonly string[]): BoundText {
  const moves: Move[] = [];
  let text = '';
  let copied = 0;
  for (const { text: name, start, end, previous } of placeholdersIn(source)) {
    const literal = literals[Number(name.slice(1)) - 1]!;
    text += source.slice(copied, start);
    const at = text.length;
    text += previous === 'limit' || previous === 'offset' ? bare(literal) : literal;
    moves.push({ at, until: text.length, from: start, to: end });
    copied = end;
  }
  text += source.slice(copied);
  return {
    text,
    original(position) {
      const offset = offsetAt(text, position);
      const move = moves.findLast(({ at }) => at <= offset);
      if (move === undefined) return position;
      const { until, from, to } = move;
      return positionAt(source, offset < until ? from : to + offset - until);
    },
  };
}

/** A row count that came as text is a number all the same. */
function bare(literal: string): string {
  return /^'\d+'$/.test(literal) ? literal.slice(1, -1) : literal;
}

interface Found {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly previous: string;
}

function* placeholdersIn(text: string): Generator<Found> {
  let previous = '';
  for (let token = scanToken(text, 0); token.kind !== 'end'; token = scanToken(text, token.end)) {
    if (token.kind === 'error') return;
    if (token.kind === 'placeholder') yield { ...token, previous };
    previous = token.text;
  }
}

const OID = { bool: 16, int8: 20, int2: 21, int4: 23, float4: 700, float8: 701, numeric: 1700 };
const NUMBERS: ReadonlySet<number> = new Set([
  OID.int8,
  OID.int2,
  OID.int4,
  OID.float4,
  OID.float8,
  OID.numeric,
]);
const TEXTS: ReadonlySet<number> = new Set([0, 19, 25, 705, 1042, 1043]);

/** The literal of a parameter. Throws 22P02 or 22P03 for what is none of its type. */
export function literalOf(value: Buffer | null, oid: number, format: Format): string {
  if (value === null) return 'NULL';
  const text = format === 0 ? textFrom(value) : fromBinary(value, oid);
  if (text.includes('\0')) {
    const message = 'invalid byte sequence for encoding "UTF8": 0x00';
    throw new SqlError({ code: '22021', message });
  }
  if (NUMBERS.has(oid)) return number(text.trim());
  if (oid === OID.bool) return bool(text.trim().toLowerCase());
  return `'${text.replaceAll("'", "''")}'`;
}

function number(text: string): string {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?$/i.test(text)) {
    throw new SqlError({ code: '22P02', message: `could not parse "${text}" as a number` });
  }
  return text.startsWith('-') ? `(${text})` : text.replace('+', '');
}

function bool(text: string): string {
  if (['t', 'true', '1', 'on', 'yes'].includes(text)) return 'true';
  if (['f', 'false', '0', 'off', 'no'].includes(text)) return 'false';
  throw new SqlError({ code: '22P02', message: `could not parse "${text}" as type bool` });
}

const WIDTHS: Readonly<Record<number, number>> = {
  [OID.bool]: 1,
  [OID.int2]: 2,
  [OID.int4]: 4,
  [OID.int8]: 8,
  [OID.float8]: 8,
};

function fromBinary(bytes: Buffer, oid: number): string {
  if (TEXTS.has(oid)) return textFrom(bytes);
  const width = WIDTHS[oid];
  if (width === undefined) {
    const message = `binary input of the type with oid ${oid} is not supported`;
    throw new SqlError({ code: '0A000', message, hint: 'Send the parameter as text.' });
  }
  if (bytes.length !== width) {
    throw new SqlError({ code: '22P03', message: 'incorrect binary data format in a parameter' });
  }
  if (oid === OID.float8) return String(bytes.readDoubleBE());
  return String(width === 8 ? bytes.readBigInt64BE() : bytes.readIntBE(0, width));
}
