// One query from its tree to its rows: written down, checked before any row is read, its sources
// loaded, carried out.
import type { RowSources, SourceTable } from '../../engine.ts';
import { SqlError } from '../../sql-error.ts';
import type { Query } from '../../syntax/ast.ts';
import { noSuchTable } from '../../table-name.ts';
import { offsetAt } from '../../text-position.ts';
import type { Relation } from '../../value.ts';
import { compose, type Composed } from './compose.ts';
import { rewrite, type Rewritten } from './dialect.ts';
import { missingTable, type NamedTable } from './named-table.ts';
import type { Filling } from './pieces.ts';
import { refusalOf } from './refusal.ts';
import type { DatabaseError, Request } from './requests.ts';
import type { Answer } from './thread.ts';
import { withUnknowns } from './unknown-columns.ts';
import type { Workspace } from './workspace.ts';

/** What a query is carried out with. */
export interface Surroundings {
  readonly sources: RowSources;
  readonly wanted: 'INT8' | undefined;
  readonly workspace: Workspace;
  /** What now() is. */
  readonly now: number;
  readonly ask: (request: Request) => Promise<Answer>;
}

/** The rows of a query. Throws what its sources throw, SqlError, and what `ask` rejects with. */
export async function runQuery(query: Query, surroundings: Surroundings): Promise<Relation> {
  const { sources, wanted, workspace } = surroundings;
  const composed = compose(query, wanted);
  const fillings: Filling[] = [];
  for (const { start, end, statement } of composed.holes) {
    const relation = await workspace.addSource(await sources.open(statement));
    fillings.push({ start, end, relation });
  }
  const rewritten = await withTables(composed, fillings, surroundings);
  await workspace.load();
  const answer = await askFor('Select', rewritten, surroundings);
  if ('refusal' in answer) throw refused(answer.refusal, rewritten, composed);
  const columns = withUnknowns(answer.columns, query, wanted);
  return { columns, rows: answer.rows };
}

/** So many tables at most may be in a query, counted as often as they are named. */
const TABLES_MAX = 100;

/** The query with relations for the tables in it. Throws when it does not make sense. */
async function withTables(
  composed: Composed,
  fillings: readonly Filling[],
  surroundings: Surroundings,
): Promise<Rewritten> {
  const all = [...fillings];
  const known = new Map<string, string>();
  for (let count = 0; count <= TABLES_MAX; count++) {
    const rewritten = rewriteOf(composed, all);
    const answer = await askFor('Describe', rewritten, surroundings);
    if (!('refusal' in answer)) return rewritten;
    const { refusal } = answer;
    const missing = missingTable(refusal, composed.text, placeOf(refusal, rewritten));
    const error = refused(refusal, rewritten, composed);
    if (missing === undefined) throw error;
    const key = JSON.stringify(missing.name);
    const relation = known.get(key) ?? (await addTable(missing, error, surroundings));
    known.set(key, relation);
    all.push({ start: missing.start, end: missing.end, relation });
  }
  throw new SqlError({ code: '54000', message: `more than ${TABLES_MAX} tables in a query` });
}

/** Errors about the composed text become errors about what was typed. */
function rewriteOf(composed: Composed, fillings: readonly Filling[]): Rewritten {
  try {
    return rewrite(composed, fillings);
  } catch (error) {
    if (!(error instanceof SqlError) || error.offset === undefined) throw error;
    throw error.with(composed.origin(error.offset));
  }
}

async function addTable(
  { name }: NamedTable,
  missing: SqlError,
  { sources, workspace }: Surroundings,
): Promise<string> {
  let table: SourceTable;
  try {
    if (sources.table === undefined) throw noSuchTable(name);
    table = await sources.table(name);
  } catch (error) {
    if (!(error instanceof SqlError) || error.offset !== undefined) throw error;
    throw error.with({ offset: missing.offset, query: missing.query });
  }
  return workspace.addTable(name.at(-1)!, table);
}

function askFor(
  kind: 'Describe' | 'Select',
  { sql }: Rewritten,
  { ask, workspace, now }: Surroundings,
): Promise<Answer> {
  return ask({ kind, query: { sql, schemas: workspace.schemas, now } });
}

/** Where in the composed text the database found fault. */
function placeOf({ position }: DatabaseError, { sql, origin }: Rewritten): number | undefined {
  return position === undefined ? undefined : origin(offsetAt(sql, position));
}

function refused(refusal: DatabaseError, rewritten: Rewritten, composed: Composed): SqlError {
  const place = placeOf(refusal, rewritten);
  return refusalOf(refusal, place === undefined ? {} : composed.origin(place));
}
