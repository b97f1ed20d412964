// Queries by the hundred that every engine has to answer alike, made from a seed. A query that one
// engine refuses with 0A000 says nothing; two different answers to one query are two clusters.
import type { SelectionEngine } from '../engine.ts';
import { answerOf, columnsOf } from './contract.ts';

/** Columns of SHOW JOBS by type, and what may be held against them, good and bad. */
const COLUMNS: readonly (readonly [names: readonly string[], constants: readonly string[]])[] = [
  [
    ['job_id', 'num_runs', 'trace_id', 'coordinator_id'],
    ['0', '1', '2', "'3'", '9007199254740993', "'9007199254740992'", '2.5', '-1', '1e1', 'NULL'],
  ],
  [
    ['status', 'user_name', 'description', 'running_status', 'error'],
    [
      "'running'",
      "'paused'",
      "''",
      "'maxroach'",
      "'a_b'",
      "'\u{1F600}\uFFFD'",
      "'copying'",
      'NULL',
    ],
  ],
  [
    ['created', 'started', 'finished'],
    ["'2024-06-01'", "'2024-06-01 11:59:10'", "'2024-06-01 11:59:00.5'", 'NULL'],
  ],
  [['fraction_completed'], ['0', '0.5', '1', "'0.25'", '-0.1', 'NULL']],
];

const PATTERNS = ["'%'", "'a_b'", "'r%g'", String.raw`'a\_b'`, "'__'", "'%o%'", "''", 'NULL'];

const WRONG = ["'abc'", 'true', '1 / 0', 'nme', "'2024-13-01'", '99999999999999999999'];

/** Numbers from 0 up to `below`, the same for the same seed. */
export function numbersFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** A query over the jobs of the contract. Its order is that of one engine and no other. */
export function queryFrom(seed: number): string {
  const number = numbersFrom(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[number(items.length)]!;
  const chance = (percent: number): boolean => number(100) < percent;
  const some = (most: number, make: () => string): readonly string[] =>
    Array.from({ length: 1 + number(most) }, make);

  const column = (): string => pick(pick(COLUMNS)[0]);

  const condition = (): string => {
    const [names, constants] = pick(COLUMNS);
    const name = pick(names);
    const constant = (): string => (chance(4) ? pick(WRONG) : pick(constants));
    switch (number(7)) {
      case 0:
        return `${name} IS ${pick(['', 'NOT '])}NULL`;
      case 1:
        return `${name} ${pick(['', 'NOT '])}IN (${some(3, constant).join(', ')})`;
      case 2:
        return `${name} ${pick(['', 'NOT '])}LIKE ${pick(PATTERNS)}`;
      case 3:
        return `${constant()} ${pick(OPERATORS)} ${name}`;
      default:
        return `${name} ${pick(OPERATORS)} ${constant()}`;
    }
  };

  const conditions = chance(75) ? ` WHERE ${some(3, condition).join(pick(JOINTS))}` : '';
  const source = `[SHOW JOBS]${conditions}`;
  if (chance(10)) return `SELECT count(*) FROM ${source}`;
  const targets = chance(20)
    ? ['*']
    : some(3, () => `${column()}${chance(20) ? ` AS ${pick(ALIASES)}` : ''}`);
  const order = (): string =>
    (chance(95) ? column() : '1') +
    pick(['', ' ASC', ' DESC']) +
    (chance(30) ? pick([' NULLS FIRST', ' NULLS LAST']) : '');
  const orders = [...(chance(70) ? some(2, order) : []), 'description', 'job_id'];
  const limit = chance(30) ? ` LIMIT ${number(4)}` : '';
  return `SELECT ${targets.join(', ')} FROM ${source} ORDER BY ${orders.join(', ')}${limit}`;
}

const OPERATORS = ['=', '!=', '<', '<=', '>', '>='];
const JOINTS = [' AND ', ' AND ', ' AND ', ' OR '];
const ALIASES = ['x', 'n', 'kept'];

/** Columns and rows of an answer, or the SQLSTATE of a refusal. */
export async function wholeAnswerOf(engine: SelectionEngine, text: string): Promise<string> {
  const rows = await answerOf(engine, text);
  if (typeof rows === 'string') return rows;
  return [...(await columnsOf(engine, text)), ...rows].join('\n');
}
