// What the database says about a query, in CockroachDB's words where they are known, and about the
// text that was typed.
import { SqlError, type SqlErrorFacts } from '../../sql-error.ts';
import type { DatabaseError } from './requests.ts';

/** Names that the engine gave to relations and schemas; nobody has typed them. */
const OWN_NAMES = /rescind_[er]\d+(?:_\d+)?\./g;

/** The error of a query; `place` says where it lies. */
export function refusalOf(
  { code, message, hint, detail }: DatabaseError,
  place: Pick<SqlErrorFacts, 'offset' | 'query'>,
): SqlError {
  return new SqlError({
    code,
    message: reworded(message.replaceAll(OWN_NAMES, '')),
    hint: hint?.replaceAll(OWN_NAMES, ''),
    detail: detail?.replaceAll(OWN_NAMES, ''),
    ...place,
  });
}

const TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ['bigint', 'int'],
  ['boolean', 'bool'],
  ['double precision', 'float'],
  ['integer', 'int'],
  ['numeric', 'decimal'],
  ['smallint', 'int'],
  ['text', 'string'],
  ['text[]', 'string[]'],
  ['timestamp without time zone', 'timestamp'],
  ['timestamp with time zone', 'timestamptz'],
]);

function typeName(postgres: string): string {
  return TYPE_NAMES.get(postgres) ?? postgres;
}

type Rewording = readonly [RegExp, (...parts: [string, string, string]) => string];

const REWORDINGS: readonly Rewording[] = [
  [/^syntax error at or near "(.*)"$/s, (token) => `at or near "${token}": syntax error`],
  [/^syntax error at end of input$/, () => 'at or near "EOF": syntax error'],
  [/^column ([^" ]+) does not exist$/, (name) => `column "${name}" does not exist`],
  [
    /^(?:missing|invalid reference to) FROM-clause entry for table "(.*)"$/,
    (name) => `no data source matches prefix: ${name} in this context`,
  ],
  [
    /^(argument of .+ must be type) (.+), not type (.+)$/,
    (start, wanted, found) => `${start} ${typeName(wanted)}, not type ${typeName(found)}`,
  ],
  [/^function (.+?)\(.*\) does not exist$/, (name) => `unknown function: ${name}()`],
  [
    /^invalid input syntax for type (?:bigint|integer|smallint): "(.*)"$/s,
    (text) =>
      `could not parse "${text}" as type int: strconv.ParseInt: parsing "${text}": invalid syntax`,
  ],
  [
    /^invalid input syntax for type ([^:]+): "(.*)"$/s,
    (type, text) => `could not parse "${text}" as type ${typeName(type)}`,
  ],
];

function reworded(message: string): string {
  for (const [pattern, words] of REWORDINGS) {
    const found = pattern.exec(message);
    if (found !== null) return words(found[1] ?? '', found[2] ?? '', found[3] ?? '');
  }
  return message;
}
