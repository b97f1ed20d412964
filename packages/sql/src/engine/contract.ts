// What every selection engine answers: the same rows to the queries that all of them know, and the
// same refusal of names and values that are wrong. An engine may know more queries. Plain data, so
// that it needs no test runner; the test of an engine goes through it.
import type { SelectionEngine } from '../engine.ts';
import { readFrom } from '../row-sources.ts';
import { SqlError } from '../sql-error.ts';
import { parse } from '../syntax/parser.ts';
import { createTableBackend, jobRowWith } from '../testing/table-backend.ts';
import type { Relation } from '../value.ts';

const BEYOND = '9007199254740993';

/** Five jobs; ids are 1 to 4 and one that a JavaScript number cannot hold. */
const rows = [
  jobRowWith({ job_id: '1', status: 'paused', user_name: 'maxroach', description: 'a_b' }),
  jobRowWith({ job_id: '2', running_status: 'copying', num_runs: 2, description: 'aXb' }),
  jobRowWith({ job_id: '3', started: null, status: 'pending', num_runs: 0, description: '50%' }),
  jobRowWith({ job_id: '4', running_status: 'reading', fraction_completed: 0.5, num_runs: 10 }),
  jobRowWith({ job_id: BEYOND, user_name: 'maxroach', description: '\u{1F600}\uFFFD' }),
];

const FROM = 'SELECT job_id FROM [SHOW JOBS]';

/** Conditions, and the ids they leave in ascending order. */
const CONDITIONS: readonly (readonly [string, readonly string[]])[] = [
  [`job_id = ${BEYOND}`, [BEYOND]],
  ['job_id = 9007199254740992', []],
  [`job_id <> '${BEYOND}'`, ['1', '2', '3', '4']],
  ['3 > job_id', ['1', '2']],
  ['job_id >= 2.5', ['3', '4', BEYOND]],
  ['job_id < 99999999999999999999', ['1', '2', '3', '4', BEYOND]],
  ['num_runs = 2', ['2']],
  ['num_runs < 10', ['1', '2', '3', BEYOND]],
  ['num_runs = 2.5', []],
  ["user_name = 'maxroach'", ['1', BEYOND]],
  ["user_name = 'maxroach' AND status = 'paused'", ['1']],
  ["(user_name = 'maxroach') AND (status != 'paused')", [BEYOND]],
  ["status IN ('paused', 'pending')", ['1', '3']],
  ["status IN ('paused', NULL)", ['1']],
  ["status NOT IN ('paused', 'pending')", ['2', '4', BEYOND]],
  ["status NOT IN ('paused', NULL)", []],
  ["running_status = 'copying'", ['2']],
  ["running_status <> 'copying'", ['4']],
  ["running_status NOT IN ('copying')", ['4']],
  ["running_status NOT LIKE 'copy%'", ['4']],
  ['running_status = NULL', []],
  ['running_status IS NULL', ['1', '3', BEYOND]],
  ['running_status IS NOT NULL', ['2', '4']],
  ["description LIKE 'a_b'", ['1', '2']],
  [String.raw`description LIKE 'a\_b'`, ['1']],
  [String.raw`description LIKE '%\%'`, ['3']],
  ["description LIKE '__'", [BEYOND]],
  ["description LIKE ''", ['4']],
  ["description > '\uFFFD'", [BEYOND]],
  ['fraction_completed >= 0.5', ['4']],
  ["started = '2024-06-01 11:59:10'", ['1', '2', '4', BEYOND]],
  ["started < '2024-06-01'", []],
  ['true', ['1', '2', '3', '4', BEYOND]],
  ['false', []],
];

/** Whole queries and their rows as text. */
const QUERIES: readonly (readonly [string, readonly string[]])[] = [
  [`${FROM} ORDER BY job_id`, ['1', '2', '3', '4', BEYOND]],
  [`${FROM} ORDER BY job_id DESC LIMIT 2`, [BEYOND, '4']],
  [`${FROM} ORDER BY started, job_id`, ['3', '1', '2', '4', BEYOND]],
  [`${FROM} ORDER BY started DESC, 1`, ['1', '2', '4', BEYOND, '3']],
  [`${FROM} ORDER BY running_status NULLS LAST, job_id DESC`, ['2', '4', BEYOND, '3', '1']],
  [`${FROM} ORDER BY num_runs DESC LIMIT 1`, ['4']],
  [`${FROM} LIMIT 0`, []],
  ['SELECT j.job_id FROM [SHOW JOBS] AS j WHERE j.num_runs = 0', ['3']],
  ['SELECT num_runs AS n, job_id FROM [SHOW JOBS] WHERE job_id = 2', ['2,2']],
  ['SELECT job_id AS status FROM [SHOW JOBS] ORDER BY status LIMIT 2', ['1', '2']],
  ["SELECT count(*) FROM [SHOW JOBS] WHERE user_name = 'maxroach'", ['2']],
  ['SELECT count(*) FROM [SHOW JOBS] WHERE false', ['0']],
  ['SELECT 1, true', ['1,true']],
  ['SELECT 1 WHERE false', []],
  [`SELECT status FROM [SHOW JOB ${BEYOND}]`, ['running']],
  ['SELECT job_id FROM [SHOW JOBS VALUES (2), (2), (77), (NULL)]', ['2']],
  ['VALUES (1, NULL), (2, true)', ['1,null', '2,true']],
  ['VALUES (3), (1), (2) ORDER BY column1 LIMIT 2', ['1', '2']],
  ['VALUES ((SELECT num_runs FROM [SHOW JOB 4]))', ['10']],
  ['VALUES ((SELECT num_runs FROM [SHOW JOB 77]))', ['null']],
];

/** Queries that make no sense, and the SQLSTATE of saying so. */
const WRONG: readonly (readonly [string, string])[] = [
  ['SELECT jobid FROM [SHOW JOBS]', '42703'],
  [`${FROM} WHERE nme = 'x'`, '42703'],
  [`${FROM} ORDER BY nme`, '42703'],
  [`${FROM} ORDER BY 2`, '42P10'],
  ['SELECT job_id FROM jobs', '42P01'],
  ['SELECT k.job_id FROM [SHOW JOBS] AS j', '42P01'],
  [`${FROM} WHERE job_id = 'abc'`, '22P02'],
  [`${FROM} WHERE job_id = true`, '42883'],
  [`${FROM} WHERE status = 5`, '42883'],
  [`${FROM} WHERE job_id LIKE '1%'`, '42883'],
  [`${FROM} WHERE started > 5`, '42883'],
  [`${FROM} WHERE job_id`, '42804'],
  [`${FROM} LIMIT -1`, '2201W'],
  ['VALUES (1), (1, 2)', '42601'],
  ['VALUES ((SELECT job_id FROM [SHOW JOBS]))', '21000'],
];

/** Texts, and what an engine answers: its rows as text, or the SQLSTATE of its refusal. */
export const CONTRACT: readonly (readonly [string, readonly string[] | string])[] = [
  ...CONDITIONS.map(
    ([condition, ids]) => [`${FROM} WHERE ${condition} ORDER BY job_id`, ids] as const,
  ),
  ...QUERIES,
  ...WRONG,
];

/** Queries and the names and types of their columns. */
export const COLUMNS: readonly (readonly [string, readonly string[]])[] = [
  [
    'SELECT job_id, started AS s, n FROM [SELECT *, error AS n FROM [SHOW JOBS]]',
    ['job_id INT8', 's TIMESTAMP', 'n STRING'],
  ],
  ['SELECT count(*) FROM [SHOW JOBS]', ['count INT8']],
  [
    "VALUES (1, 'a', 1.5, NULL)",
    ['column1 INT8', 'column2 STRING', 'column3 DECIMAL', 'column4 UNKNOWN'],
  ],
];

/** What the engine answers, over the five jobs. Only SqlError is an answer. */
export async function answerOf(
  engine: SelectionEngine,
  text: string,
): Promise<readonly string[] | string> {
  try {
    const { rows: found } = await evaluate(engine, text);
    return found.map((row) => row.map(String).join(','));
  } catch (error) {
    if (error instanceof SqlError) return error.code;
    throw error;
  }
}

/** The columns of the answer: name and type. */
export async function columnsOf(engine: SelectionEngine, text: string): Promise<readonly string[]> {
  const { columns } = await evaluate(engine, text);
  return columns.map(({ name, type }) => `${name} ${type}`);
}

/** The values of an answer in which untyped constants are wanted as INT8. */
export async function int8sOf(engine: SelectionEngine, text: string): Promise<Relation> {
  return evaluate(engine, text, 'INT8');
}

async function evaluate(engine: SelectionEngine, text: string, wanted?: 'INT8'): Promise<Relation> {
  const [query] = parse(text);
  if (query?.kind !== 'Select') throw new Error(`${text} is no query`);
  return engine.evaluate(query, readFrom(createTableBackend(rows), engine), wanted);
}
