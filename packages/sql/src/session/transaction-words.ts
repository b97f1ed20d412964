// Statements that begin or end a transaction: known, and refused by name instead of as nonsense.
import { SqlError } from '../sql-error.ts';
import type { SqlSyntaxError } from '../syntax/syntax-error.ts';

const TRANSACTION = /^source SQL:\n(begin|start|commit|end|rollback|abort|savepoint|release)\b/i;

/** The 0A000 that stands for a syntax error at such a statement; undefined for any other. */
export function asTransactionRefusal(error: SqlSyntaxError): SqlError | undefined {
  const word = TRANSACTION.exec(error.detail)?.[1];
  if (word === undefined) return undefined;
  return new SqlError(
    {
      code: '0A000',
      message: `${word.toUpperCase()} is not supported: transactions of several statements are not`,
      hint: 'Every statement is a transaction of its own, CANCEL JOBS with a selection too.',
      position: error.position,
    },
    { cause: error },
  );
}
