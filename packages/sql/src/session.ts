// The life of one SQL session: texts come in, statements are carried out one after the other, each
// in a transaction of its own.
import type { Storage } from '@rescind/shared';
import type { Backend } from './backend.ts';
import type { SelectionEngine } from './engine.ts';
import { createSmallEngine } from './engine/small.ts';
import { planStatement } from './plan.ts';
import type { StatementResult } from './result.ts';
import { carryOut } from './session/carry-out.ts';
import { columnsOf } from './session/columns.ts';
import type { Means, SessionPorts } from './session/means.ts';
import { asTransactionRefusal } from './session/transaction-words.ts';
import { located, SqlError, syntaxErrorOf } from './sql-error.ts';
import type { Query } from './syntax/ast.ts';
import { parse } from './syntax/parser.ts';
import type { Statement } from './syntax/statement.ts';
import { SqlSyntaxError } from './syntax/syntax-error.ts';
import { FIRST_DATABASE } from './table-name.ts';
import type { Column } from './value.ts';

export interface SessionOptions {
  /** The session's own: two sessions must not share one. */
  readonly backend: Backend;
  /** What evaluates selections; the small engine when absent. */
  readonly engine?: SelectionEngine;
  /** Where the rows of tables and the backups lie: the one that the cluster's workers have. */
  readonly storage?: Storage | undefined;
  /** Names for what large INSERTs write, a clock for BACKUP to wait by, chance for random(). */
  readonly ports?: SessionPorts | undefined;
  /** Its database in the beginning; `defaultdb` when absent. */
  readonly database?: string;
}

export interface Session {
  readonly user: string;
  /** The database that names without one are in. */
  readonly database: string;
  /**
   * Carries out the statements of a text in order. Rejects with SqlError at the first that fails;
   * its `results` are those of the statements before, which stay carried out. A text with a
   * syntax error anywhere is not begun.
   */
  execute(text: string): Promise<readonly StatementResult[]>;
  /** The same, giving each result as soon as it is there. The text is read at the first step. */
  executeEach(text: string): AsyncIterable<StatementResult>;
  /**
   * What columns a statement would answer, without carrying it out; undefined for one that answers
   * no rows. Of a query they are known when it has run.
   */
  columnsOf(tree: Exclude<Statement, Query>): Promise<readonly Column[] | undefined>;
}

export function createSession(options: SessionOptions): Session {
  const { backend, engine = createSmallEngine(), storage, ports } = options;
  let { database = FIRST_DATABASE } = options;
  const means = (): Means => ({
    backend,
    engine,
    storage,
    ports,
    database,
    setDatabase: (name) => {
      database = name;
    },
  });
  let last: Promise<unknown> = Promise.resolve();

  /** One statement at a time, also when two texts are given at once: a backend answers one. */
  const inTurn = <Result>(run: () => Promise<Result>): Promise<Result> => {
    const result = last.then(run);
    last = result.catch(() => undefined);
    return result;
  };

  async function* executeEach(text: string): AsyncGenerator<StatementResult> {
    const results: StatementResult[] = [];
    for (const tree of read(text)) {
      let result: StatementResult;
      try {
        result = await inTurn(() => carryOut(planStatement(tree), means()));
      } catch (error) {
        if (!(error instanceof SqlError)) throw error;
        throw located(error, text).with({ results });
      }
      results.push(result);
      yield result;
    }
  }

  return {
    user: backend.user,
    get database() {
      return database;
    },
    executeEach,
    columnsOf: (tree) => inTurn(() => columnsOf(tree, means())),
    async execute(text) {
      const results: StatementResult[] = [];
      for await (const result of executeEach(text)) results.push(result);
      return results;
    },
  };
}

function read(text: string): readonly Statement[] {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof SqlSyntaxError)) throw error;
    throw asTransactionRefusal(error) ?? syntaxErrorOf(error);
  }
}
