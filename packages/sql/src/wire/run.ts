// Carrying out statements for a client that may want them cancelled. Only what changes nothing is
// given up on its way: of anything else the client must hear how it ended.
import type { StatementResult } from '../result.ts';
import type { Session } from '../session.ts';
import { isShow } from '../session/show-tag.ts';
import { SqlError, syntaxErrorOf } from '../sql-error.ts';
import type { Query } from '../syntax/ast.ts';
import { parse } from '../syntax/parser.ts';
import type { Statement } from '../syntax/statement.ts';
import { SqlSyntaxError } from '../syntax/syntax-error.ts';

/** Each result of a text. Rejects with SqlError, 57014 when cancelled. */
export async function* run(
  session: Session,
  text: string,
  trees: readonly Statement[],
  signal: AbortSignal,
): AsyncGenerator<StatementResult> {
  const results = session.executeEach(text)[Symbol.asyncIterator]();
  for (let index = 0; ; index++) {
    if (signal.aborted) throw cancelled();
    const tree = trees[index];
    const next = results.next();
    const step = await (tree !== undefined && isRead(tree) ? orCancelled(next, signal) : next);
    if (step.done === true) return;
    yield step.value;
  }
}

/** Whether a statement only reads. */
function isRead(tree: Statement): boolean {
  return isQuery(tree) || isShow(tree);
}

/** Whether a statement is a query, whose columns are known when it has run. */
export function isQuery(tree: Statement): tree is Query {
  return tree.kind === 'Select' || tree.kind === 'OpaqueSelect';
}

/** The statements of a text. Throws SqlError. */
export function readStatements(text: string): readonly Statement[] {
  try {
    return parse(text);
  } catch (error) {
    throw error instanceof SqlSyntaxError ? syntaxErrorOf(error) : error;
  }
}

function cancelled(): SqlError {
  return new SqlError({ code: '57014', message: 'query execution canceled' });
}

async function orCancelled<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  let stop: () => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(cancelled());
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
    // Given up, it may still fail; nobody asks for that any more.
    work.catch(() => undefined);
  }
}
