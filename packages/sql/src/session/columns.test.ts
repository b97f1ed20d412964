import { describe, expect, it } from 'vitest';
import { createSession } from '../session.ts';
import type { Query } from '../syntax/ast.ts';
import { parse } from '../syntax/parser.ts';
import type { Statement } from '../syntax/statement.ts';
import { equip } from '../testing/statements.ts';
import { createTableBackend } from '../testing/table-backend.ts';

const treeOf = (text: string): Exclude<Statement, Query> =>
  parse(text)[0] as Exclude<Statement, Query>;

describe('the columns that a statement will answer', () => {
  it.each([
    "BACKUP INTO 'nodelocal://1/b'",
    "BACKUP INTO 'nodelocal://1/c' WITH detached",
    "CREATE SCHEDULE FOR BACKUP INTO 'nodelocal://1/s' RECURRING '@daily' FULL BACKUP ALWAYS",
    "CREATE JOB 'x' WITH DETAILS = '{}'",
    'SHOW JOBS',
    "SHOW BACKUPS IN 'nodelocal://1/b'",
    'SHOW CLUSTER SETTINGS',
    'SHOW TABLES',
    'CANCEL JOB 1',
  ])('are known before: %s', async (text) => {
    const { session, last } = equip();
    const before = await session.columnsOf(treeOf(text));
    expect(before).toEqual((await last(text)).columns);
  });

  it('are known with placeholders in the statement, and without waiting for a job', async () => {
    const backend = createTableBackend();
    const session = createSession({ backend });
    const columns = await session.columnsOf(treeOf('SHOW JOB WHEN COMPLETE $1'));
    expect(columns).toHaveLength(19);
    expect([backend.queries, backend.waits]).toEqual([[], []]);
  });
});
