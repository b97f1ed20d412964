// Casts of expressions over a row. Types whose texts are spelled in a way of their own are left to
// the engine.
import type { TableColumn } from '@rescind/shared';
import { parseInt8, parseTimestampText } from '../../constant/parse-text.ts';
import type { Cast } from '../../syntax/ast.ts';
import type { SqlType, Value } from '../../value.ts';
import { assignConstant, roundHalfEven } from './assign.ts';
import type { Compiled } from './compiled.ts';

const TYPES: ReadonlyMap<string, TableColumn['type']> = new Map([
  ['int8', 'INT8'],
  ['string', 'STRING'],
  ['float8', 'FLOAT8'],
  ['decimal', 'DECIMAL'],
  ['bool', 'BOOL'],
  ['timestamp', 'TIMESTAMP'],
]);

/** Undefined for a cast that is not known here. Throws what is wrong with a constant. */
export function castTo({ type, operand: node }: Cast, operand: Compiled): Compiled | undefined {
  const isPlain = type.name.length === 1 && type.modifiers.length === 0 && !type.array;
  const target = isPlain ? TYPES.get(type.name[0] ?? '') : undefined;
  if (target === undefined) return undefined;
  const { constant, read } = operand;
  const isLiteral = constant?.kind === 'text' || constant?.kind === 'null';
  if (isLiteral || (constant?.kind === 'number' && target !== 'STRING')) {
    const column = { name: '', type: target, nullable: true, primaryKey: false };
    // Where the number has no whole value, a cast rounds and an assignment refuses.
    if (constant.kind === 'number' && target === 'INT8' && operand.type !== 'INT8')
      return undefined;
    if (constant.kind === 'number' && !['INT8', 'FLOAT8', 'DECIMAL'].includes(target)) {
      return undefined;
    }
    const value = assignConstant(node, constant, column);
    return { type: target, read: () => value };
  }
  if (operand.type === target) return { type: target, read };
  const convert = CONVERSIONS.get(`${operand.type} ${target}`);
  if (convert === undefined) return undefined;
  return {
    type: target,
    read(row) {
      const value = read(row);
      return value === null ? null : convert(value);
    },
  };
}

type Pair = `${SqlType} ${SqlType}`;

const CONVERSIONS: ReadonlyMap<string, (value: NonNullable<Value>) => Value> = new Map<
  Pair,
  (value: NonNullable<Value>) => Value
>([
  ['INT8 STRING', String],
  ['INT8 FLOAT8', Number],
  ['INT8 DECIMAL', String],
  ['INT8 BOOL', (value) => value !== 0n],
  ['BOOL STRING', String],
  ['BOOL INT8', (value) => (value === true ? 1n : 0n)],
  ['FLOAT8 INT8', (value) => roundHalfEven(value as number)],
  ['STRING INT8', (value) => parseInt8(value as string)],
  ['STRING TIMESTAMP', (value) => parseTimestampText(value as string)],
]);
