import { describe, expect, it } from 'vitest';
import type { RowSources, SelectionEngine } from '../engine.ts';
import { SqlError } from '../sql-error.ts';
import type { Query } from '../syntax/ast.ts';
import { parse } from '../syntax/parser.ts';
import { answerOf, CONTRACT } from './contract.ts';
import { createLayeredEngine } from './layered.ts';
import { createSmallEngine } from './small.ts';

const NOTHING: RowSources = { open: () => Promise.reject(new Error('nothing is read')) };

function queryOf(text: string): Query {
  return parse(text)[0] as Query;
}

/** An engine that answers one row: its name. */
function engineCalled(name: string): SelectionEngine {
  return {
    name,
    evaluate: () =>
      Promise.resolve({ columns: [{ name: 'engine', type: 'STRING' }], rows: [[name]] }),
  };
}

describe('two engines in layers', () => {
  const never = (): SelectionEngine => {
    throw new Error('the big engine was opened');
  };

  it.each(CONTRACT)('keep the contract without the big one: %s', async (text, expected) => {
    const engine = createLayeredEngine(createSmallEngine(), never);
    expect(await answerOf(engine, text)).toEqual(expected);
  });

  it('open the big one once, for what the small one does not know', async () => {
    let opened = 0;
    const engine = createLayeredEngine(createSmallEngine(), () => {
      opened++;
      return engineCalled('big');
    });
    const twice = [queryOf('SELECT 4 / 2'), queryOf('SELECT status, count(*) FROM t GROUP BY 1')];
    for (const query of twice) {
      expect((await engine.evaluate(query, NOTHING)).rows).toEqual([['big']]);
    }
    expect(opened).toBe(1);
  });

  it('pass on every other error of the small one', async () => {
    const engine = createLayeredEngine(createSmallEngine(), never);
    await expect(engine.evaluate(queryOf('SELECT a'), NOTHING)).rejects.toMatchObject({
      code: '42703',
    });
  });

  it('pass on what is no SqlError', async () => {
    const broken: SelectionEngine = {
      name: 'broken',
      evaluate: () => Promise.reject(new TypeError('a bug')),
    };
    const engine = createLayeredEngine(broken, never);
    const evaluated = engine.evaluate(queryOf('SELECT 1'), NOTHING);
    await expect(evaluated).rejects.toThrow('a bug');
    await expect(evaluated).rejects.not.toBeInstanceOf(SqlError);
  });
});
