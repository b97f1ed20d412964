// The functions that INSERT … SELECT works out by itself: those that test data is made with.
import type { Random } from '@rescind/shared';
import { SqlError } from '../../sql-error.ts';
import type { Row, SqlType, Value } from '../../value.ts';
import type { Compiled } from './compiled.ts';
import { md5 } from './md5.ts';

interface Known {
  readonly takes: readonly SqlType[];
  readonly gives: SqlType;
  /** Never called with NULL, of which the result is NULL. */
  call(...values: NonNullable<Value>[]): Value;
}

/** A text of more characters is refused, so that one row cannot fill the memory. */
const TEXT_MAX = 64 * 1024 * 1024;

const FUNCTIONS: ReadonlyMap<string, readonly Known[]> = new Map<string, readonly Known[]>([
  ['repeat', [{ takes: ['STRING', 'INT8'], gives: 'STRING', call: repeat }]],
  [
    'lpad',
    [
      { takes: ['STRING', 'INT8'], gives: 'STRING', call: lpad },
      { takes: ['STRING', 'INT8', 'STRING'], gives: 'STRING', call: lpad },
    ],
  ],
  ['md5', [{ takes: ['STRING'], gives: 'STRING', call: (text) => md5(text as string) }]],
  [
    'length',
    [
      {
        takes: ['STRING'],
        gives: 'INT8',
        call: (text) => BigInt(Array.from(text as string).length),
      },
    ],
  ],
  ['floor', [{ takes: ['FLOAT8'], gives: 'FLOAT8', call: (n) => Math.floor(n as number) }]],
  ['mod', [{ takes: ['INT8', 'INT8'], gives: 'INT8', call: mod }]],
]);

/** Undefined for a function, or arguments, that are not known here. */
export function callOf(
  name: string,
  operands: readonly Compiled[],
  random?: Random,
): Compiled | undefined {
  if (name === 'random' && operands.length === 0 && random !== undefined) {
    return { type: 'FLOAT8', read: () => random.next() };
  }
  if (name === 'concat') return concatenation('concat', operands);
  const known = FUNCTIONS.get(name)?.find(
    ({ takes }) =>
      takes.length === operands.length &&
      takes.every((type, index) => fits(operands[index]!, type)),
  );
  if (known === undefined) return undefined;
  return {
    type: known.gives,
    read(row) {
      const values: NonNullable<Value>[] = [];
      for (const operand of operands) {
        const value = operand.read(row);
        if (value === null) return null;
        values.push(value);
      }
      return known.call(...values);
    },
  };
}

function fits({ type, constant }: Compiled, wanted: SqlType): boolean {
  return type === wanted && (constant?.kind !== 'text' || wanted === 'STRING');
}

/** Of `a || b` NULL makes NULL; concat() passes it over. Undefined for types not known here. */
export function concatenation(
  name: '||' | 'concat',
  operands: readonly Compiled[],
): Compiled | undefined {
  const hasText = operands.some(({ type }) => type === 'STRING');
  const isText = ({ type }: Compiled): boolean => ['STRING', 'INT8', 'UNKNOWN'].includes(type);
  if (!hasText || !operands.every(isText)) return undefined;
  const read = (row: Row): Value => {
    let text = '';
    for (const operand of operands) {
      const value = operand.read(row);
      if (value === null && name !== 'concat') return null;
      if (value !== null) text += String(value);
    }
    return text;
  };
  return { type: 'STRING', read };
}

function repeat(text: NonNullable<Value>, count: NonNullable<Value>): string {
  const times = Math.max(0, Number(count));
  checkLength((text as string).length * times);
  return (text as string).repeat(times);
}

/** Fills up on the left, or cuts on the right, to so many characters. */
function lpad(
  text: NonNullable<Value>,
  length: NonNullable<Value>,
  fill: NonNullable<Value> = ' ',
): string {
  const wanted = Math.max(0, Number(length));
  checkLength(wanted);
  const characters = Array.from(text as string);
  if (characters.length >= wanted) return characters.slice(0, wanted).join('');
  const filling = Array.from(fill as string);
  if (filling.length === 0) return text as string;
  const missing = wanted - characters.length;
  const whole = (fill as string).repeat(Math.floor(missing / filling.length));
  return whole + filling.slice(0, missing % filling.length).join('') + (text as string);
}

function checkLength(length: number): void {
  if (length <= TEXT_MAX) return;
  throw new SqlError({ code: '54000', message: 'requested length too large' });
}

function mod(a: NonNullable<Value>, b: NonNullable<Value>): bigint {
  if (b === 0n) throw new SqlError({ code: '22012', message: 'division by zero' });
  return (a as bigint) % (b as bigint);
}
