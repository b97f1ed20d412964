import { createManualClock } from '@rescind/shared';
import { SqlError, type Session, type StatementResult } from '@rescind/sql';
import { describe, expect, it } from 'vitest';
import { createStage, NeverSeenError, type Stage } from './stage.ts';

const ONE: StatementResult = {
  tag: 'SHOW JOBS 1',
  columns: [{ name: 'job_id', type: 'INT8' }],
  rows: [[9_007_199_254_740_993n]],
};

function open(answer: () => Promise<StatementResult>): {
  readonly stage: ReturnType<typeof createStage>;
  readonly clock: ReturnType<typeof createManualClock>;
  readonly controller: AbortController;
  readonly seen: () => string;
} {
  let seen = '';
  const clock = createManualClock();
  const controller = new AbortController();
  const session = (user: string): Session => ({
    user,
    database: 'defaultdb',
    execute: async () => [await answer()],
    columnsOf: () => Promise.resolve(undefined),
    executeEach: () => {
      throw new Error('the stage runs one statement at a time');
    },
  });
  const stage = createStage({
    clock,
    session,
    out: (text) => void (seen += text),
    verbose: true,
    signal: controller.signal,
  });
  return { stage, clock, controller, seen: () => seen };
}

describe('the stage', () => {
  it('shows who ran what, the notices, and the answer', async () => {
    const { stage, seen } = open(() => Promise.resolve({ ...ONE, notices: ['mind this'] }));
    const ran = await stage.run('SHOW JOBS;', { user: 'maxroach' });
    expect(seen()).toBe(
      'maxroach> SHOW JOBS;\nNOTICE: mind this\n' +
        '      job_id\n------------------\n 9007199254740993\n(1 row)\n\n',
    );
    // Beyond 2^53: a number would be another job.
    expect(ran.rows).toEqual([{ job_id: '9007199254740993' }]);
  });

  it('shows a refusal, and hands it on', async () => {
    const { stage, seen } = open(() =>
      Promise.reject(new SqlError({ code: '42501', message: 'no' })),
    );
    await expect(stage.run('CANCEL JOB 1;')).rejects.toThrow(SqlError);
    expect(seen()).toBe('root> CANCEL JOB 1;\nERROR: no\nSQLSTATE: 42501\n\n');
  });

  it('looks without being seen', async () => {
    const { stage, seen } = open(() => Promise.resolve(ONE));
    expect(await stage.look('SHOW JOBS')).toHaveLength(1);
    expect(seen()).toBe('');
  });

  it('keeps the score, and shows what was seen of a claim that does not hold', () => {
    const { stage, seen } = open(() => Promise.resolve(ONE));
    stage.check('it is so', true);
    stage.check('it is not', false, { status: 'failed' });
    expect(stage.score()).toEqual({ passed: 1, failed: ['it is not'] });
    expect(seen()).toBe('  ✓ it is so\n  ✗ it is not; seen: {"status":"failed"}\n');
  });

  const never = (stage: Stage): Promise<unknown> =>
    stage.until('the end of all days', () => Promise.resolve(undefined));

  it('gives up what does not come, and says what that was', async () => {
    const { stage, clock } = open(() => Promise.resolve(ONE));
    const outcome = never(stage).catch((error: unknown) => error);
    await clock.advanceAsync(21_000);
    expect(await outcome).toEqual(new NeverSeenError('the end of all days: not seen within 20 s'));
  });

  it('gives up a statement that is not answered, and names it', async () => {
    const { stage, clock } = open(() => new Promise(() => undefined));
    const outcome = stage.run('SHOW JOBS;').catch((error: unknown) => error);
    await clock.advanceAsync(31_000);
    expect(await outcome).toEqual(new NeverSeenError('no answer within 30 s to SHOW JOBS;'));
  });

  it('waits no longer when the demo is interrupted', async () => {
    const { stage, controller } = open(() => Promise.resolve(ONE));
    const waiting = never(stage);
    controller.abort(new Error('SIGINT'));
    await expect(waiting).rejects.toThrow('SIGINT');
    await expect(stage.look('SHOW JOBS')).rejects.toThrow('SIGINT');
  });
});
