// A selection on its own, for those who run it where the rows are: the ids, and how old the rows
// were that they were taken from.
import type { JobId } from '@rescind/shared';
import type { Backend } from './backend.ts';
import type { SelectionEngine } from './engine.ts';
import { createSmallEngine } from './engine/small.ts';
import { jobIdsOf, selectIds } from './job-ids.ts';
import { readFrom } from './row-sources.ts';
import { located, SqlError, syntaxErrorOf } from './sql-error.ts';
import type { Query } from './syntax/ast.ts';
import { parse } from './syntax/parser.ts';
import { SqlSyntaxError } from './syntax/syntax-error.ts';

export interface SelectedJobs {
  readonly ids: readonly JobId[];
  /** Position of the oldest rows used. Of a list of constants it is the last there can be. */
  readonly position: number;
}

/**
 * Runs the text of one selection query with one column of job ids. Rejects with SqlError: 42601
 * when it is something else than one query, and whatever is wrong with the query.
 */
export async function selectJobIds(
  text: string,
  backend: Backend,
  engine: SelectionEngine = createSmallEngine(),
): Promise<SelectedJobs> {
  const query = readQuery(text);
  try {
    const sources = readFrom(backend, engine);
    const ids = jobIdsOf(await selectIds(query, { engine, sources, context: 'JOBS' }));
    // Constants are meant whatever has become of the jobs since.
    return { ids, position: sources.position ?? Number.MAX_SAFE_INTEGER };
  } catch (error) {
    throw error instanceof SqlError ? located(error, text) : error;
  }
}

function readQuery(text: string): Query {
  try {
    const [query, another] = parse(text);
    const isQuery = query?.kind === 'Select' || query?.kind === 'OpaqueSelect';
    if (isQuery && another === undefined) return query;
  } catch (error) {
    throw error instanceof SqlSyntaxError ? syntaxErrorOf(error) : error;
  }
  throw new SqlError({ code: '42601', message: 'a selection of jobs is one SELECT or VALUES' });
}
