// What CockroachDB has and PostgreSQL has not, or has otherwise, as objects of the database: they
// stand before PostgreSQL's own in the search path. Numbers that are whole are INT8 everywhere.

/** The schema of the objects. */
export const DIALECT_SCHEMA = 'crdb';

const INTEGERS = ['int2', 'int4', 'int8'];

/** `7 / 2` is 3.5, and `7 // 2` is 3; the latter is written as a call before it gets here. */
function division(): readonly string[] {
  const quotient = 'RETURN trim_scale($1::numeric / $2::numeric)';
  const integers = INTEGERS.flatMap((left) => INTEGERS.map((right) => [left, right] as const));
  return [
    ...integers.flatMap(([left, right]) =>
      operator('/', 'div', [left, right, 'numeric'], quotient),
    ),
    ...operator('/', 'div', ['numeric', 'numeric', 'numeric'], quotient),
    ...['int4', 'int8'].map((type) =>
      definition('floor_div', [type, type], 'int8', 'RETURN $1::int8 / $2::int8'),
    ),
    ...['numeric', 'float8'].map((type) =>
      definition('floor_div', [type, type], type, 'RETURN trunc($1 / $2)'),
    ),
  ];
}

/** Sums of small constants are INT8, and so never overflow where CockroachDB's would not. */
function arithmetic(): readonly string[] {
  return [
    ...operator('+', 'plus', ['int4', 'int4', 'int8'], 'RETURN $1::int8 + $2::int8'),
    ...operator('-', 'minus', ['int4', 'int4', 'int8'], 'RETURN $1::int8 - $2::int8'),
    ...operator('*', 'times', ['int4', 'int4', 'int8'], 'RETURN $1::int8 * $2::int8'),
    ...operator('+', 'plus', ['date', 'int8', 'date'], 'RETURN $1 + $2::int4'),
    ...operator('-', 'minus', ['date', 'int8', 'date'], 'RETURN $1 - $2::int4'),
  ];
}

/** PostgreSQL casts between truth and INT4 only, and only there is 0 false and all else true. */
function casts(): readonly string[] {
  return [
    definition('int8_of', ['bool'], 'int8', 'RETURN $1::int4'),
    definition('bool_of', ['int8'], 'bool', 'RETURN $1 <> 0'),
    `CREATE CAST (bool AS int8) WITH FUNCTION ${DIALECT_SCHEMA}.int8_of(bool)`,
    `CREATE CAST (int8 AS bool) WITH FUNCTION ${DIALECT_SCHEMA}.bool_of(int8)`,
  ];
}

/** PostgreSQL's functions that take an INT4, taking an INT8. Beyond INT4 they fail: 22003. */
const WITH_INT8: readonly (readonly [
  name: string,
  parameters: readonly string[],
  result: string,
])[] = [
  ['substr', ['text', 'int8'], 'text'],
  ['substr', ['text', 'int8', 'int8'], 'text'],
  ['substring', ['text', 'int8'], 'text'],
  ['substring', ['text', 'int8', 'int8'], 'text'],
  ['left', ['text', 'int8'], 'text'],
  ['right', ['text', 'int8'], 'text'],
  ['repeat', ['text', 'int8'], 'text'],
  ['lpad', ['text', 'int8'], 'text'],
  ['lpad', ['text', 'int8', 'text'], 'text'],
  ['rpad', ['text', 'int8'], 'text'],
  ['rpad', ['text', 'int8', 'text'], 'text'],
  ['split_part', ['text', 'text', 'int8'], 'text'],
  ['chr', ['int8'], 'text'],
  ['round', ['numeric', 'int8'], 'numeric'],
  ['trunc', ['numeric', 'int8'], 'numeric'],
];

/** The same for arrays of anything; a function of those has its body as a text. */
const OF_ARRAYS = ['array_length', 'array_lower', 'array_upper'].map((name) =>
  definition(
    name,
    ['anyarray', 'int8'],
    'int8',
    `AS 'SELECT pg_catalog.${name}($1, $2::pg_catalog.int4)::pg_catalog.int8'`,
  ),
);

/** The clock is the one that the engine was given; every name for now gives the same moment. */
const NOW = ['now', 'statement_timestamp', 'transaction_timestamp', 'clock_timestamp'].map((name) =>
  definition(
    name,
    [],
    'timestamptz',
    `RETURN to_timestamp(current_setting('${DIALECT_SCHEMA}.now')::float8 / 1000)`,
    'STABLE',
  ),
);

/** Statements that make the objects, in a database that has none of them. */
export function dialectObjects(): readonly string[] {
  return [
    `CREATE SCHEMA ${DIALECT_SCHEMA}`,
    ...division(),
    ...arithmetic(),
    ...casts(),
    ...WITH_INT8.map(([name, parameters, result]) => {
      const given = parameters.map((type, index) => `$${index + 1}${narrowed(type)}`).join(', ');
      return definition(name, parameters, result, `RETURN pg_catalog."${name}"(${given})`);
    }),
    definition('round', ['float8', 'int8'], 'float8', 'RETURN round($1::numeric, $2::int4)'),
    definition('round', ['float8', 'int4'], 'float8', 'RETURN round($1::numeric, $2)'),
    ...OF_ARRAYS,
    ...NOW,
  ];
}

function narrowed(type: string): string {
  return type === 'int8' ? '::int4' : '';
}

function definition(
  name: string,
  parameters: readonly string[],
  result: string,
  body: string,
  volatility = 'IMMUTABLE',
): string {
  return (
    `CREATE FUNCTION ${DIALECT_SCHEMA}."${name}"(${parameters.join(', ')}) RETURNS ${result} ` +
    `LANGUAGE sql ${volatility} STRICT PARALLEL SAFE ${body}`
  );
}

function operator(
  symbol: string,
  name: string,
  [left, right, result]: readonly [string, string, string],
  body: string,
): readonly string[] {
  return [
    definition(name, [left, right], result, body),
    `CREATE OPERATOR ${DIALECT_SCHEMA}.${symbol} (LEFTARG = ${left}, RIGHTARG = ${right}, ` +
      `FUNCTION = ${DIALECT_SCHEMA}.${name})`,
  ];
}
