import type { StandardSchemaV1 } from '@standard-schema/spec';
import { describe, expect, it } from 'vitest';
import type { JobContext } from './context.ts';
import { defineJob, type JobDefinition } from './define-job.ts';
import { permanent, pauseSelf, retryLater } from './marks.ts';
import { createScriptedJob } from './testing/scripted-job.ts';
import { task } from './testing/scripted-leader.ts';
import { startWorld } from './testing/world.ts';

const CANCEL = { place: 'forward.cancelRequested', event: 'JobCancelRequested' } as const;
const PAUSE = { place: 'forward.pauseRequested', event: 'JobPauseRequested' } as const;
const REVERT = { place: 'backward.reverting', event: 'JobReverting' } as const;
const PAUSE_REVERT = { place: 'backward.pauseRequested', event: 'JobPauseRequested' } as const;

/** A job whose two handlers are the same. */
function jobThat(handler: (context: JobContext) => void | Promise<void>): JobDefinition {
  return defineJob({ type: 'work', resume: handler, onFailOrCancel: handler });
}

async function reportOf(
  handler: (context: JobContext) => void | Promise<void>,
  first: Parameters<typeof task>[0] = {},
): Promise<unknown> {
  const { leader, settle } = await startWorld([jobThat(handler)]);
  leader.push(task(first));
  await settle();
  expect(leader.reports.length).toBe(1);
  const { job, fence, ...rest } = leader.reports[0]!;
  expect([job, fence]).toEqual(['7', 1]);
  return rest;
}

function emptied(): Error {
  const error = new RangeError('to be emptied');
  error.message = '';
  return error;
}

/** What is reported when the handler ends so after it was asked to stop. */
async function reportAfter(
  stop: Parameters<typeof task>[0],
  end: (run: ReturnType<typeof createScriptedJob>['last']) => void,
  first: Parameters<typeof task>[0] = {},
): Promise<unknown> {
  const job = createScriptedJob();
  const { leader, settle } = await startWorld([job.definition]);
  leader.push(task(first));
  await settle();
  leader.push(task({ n: 3, ...stop }));
  await settle();
  end(job.last);
  await settle();
  const { job: _job, fence: _fence, ...rest } = leader.reports[0]!;
  return rest;
}

describe('a handler that', () => {
  it.each([
    ['rejects', new Error('no disk'), { kind: 'failed', error: 'no disk' }],
    ['throws a text', 'no disk', { kind: 'failed', error: 'no disk' }],
    ['throws nothing', undefined, { kind: 'failed', error: 'undefined was thrown' }],
    ['throws data', { code: 7 }, { kind: 'failed', error: '{"code":7} was thrown' }],
    ['throws an error without words', emptied(), { kind: 'failed', error: 'RangeError' }],
    [
      'asks to be tried later',
      retryLater(new Error('busy')),
      { kind: 'failed', error: 'busy', mark: 'retry' },
    ],
    [
      'says that it is hopeless',
      permanent('no such bucket'),
      { kind: 'failed', error: 'no such bucket', mark: 'permanent' },
    ],
    [
      'pauses itself',
      pauseSelf('disk is nearly full'),
      { kind: 'pause-self', reason: 'disk is nearly full' },
    ],
  ])('%s is reported so, thrown at once or later', async (_what, thrown, report) => {
    expect(
      await reportOf(() => {
        throw thrown as Error;
      }),
    ).toEqual(report);
    expect(
      await reportOf(async () => {
        await Promise.resolve();
        throw thrown as Error;
      }),
    ).toEqual(report);
  });

  it.each([
    ['returns at once', () => undefined],
    ['returns something that is no promise', () => 5 as never],
    ['resolves', () => Promise.resolve()],
  ])('%s has succeeded', async (_what, handler) => {
    expect(await reportOf(handler)).toEqual({ kind: 'succeeded' });
  });

  it('takes its work back has reverted, or failed to, whatever its mark', async () => {
    expect(await reportOf(() => undefined, REVERT)).toEqual({ kind: 'reverted' });
    const error = 'cannot delete';
    expect(
      await reportOf(() => {
        throw permanent(error);
      }, REVERT),
    ).toEqual({ kind: 'revert-failed', error });
  });

  it('settles twice in its own way is reported once', async () => {
    const job = createScriptedJob();
    const { leader, settle } = await startWorld([job.definition]);
    leader.push(task());
    await settle();
    job.last.finish();
    job.last.fail(new Error('late'));
    await settle();
    expect(leader.reports).toEqual([{ job: '7', fence: 1, kind: 'succeeded' }]);
  });

  it('goes on in the background after its end changes nothing and harms nobody', async () => {
    const job = createScriptedJob();
    const { leader, settle, pass, worker } = await startWorld([job.definition]);
    leader.push(task());
    await settle();
    const { context } = job.last;
    context.progress(0.5);
    leader.hold.add('report');
    await settle();
    job.last.finish();
    await settle();
    leader.stale = (report) => report.kind === 'progress';
    leader.release();
    leader.hold.clear();
    await settle();
    context.progress(0.9);
    await expect(context.checkpoint(1)).rejects.toThrow('this run has ended');
    await pass(40_000);
    expect(worker.state).toBe('working');
    expect(leader.reports.map((each) => each.kind)).toEqual(['progress', 'succeeded']);
  });
});

describe('a handler that was asked to stop and', () => {
  it.each([
    ['obeys a cancel', CANCEL, { kind: 'stopped' }],
    ['obeys a pause', PAUSE, { kind: 'stopped' }],
  ])('%s is reported as stopped', async (_what, stop, report) => {
    const obeys = (run: ReturnType<typeof createScriptedJob>['last']): void =>
      run.fail(run.context.signal.reason);
    expect(await reportAfter(stop, obeys)).toEqual(report);
  });

  it('throws what somebody else made of its signal is reported as stopped', async () => {
    const wrapped = new Error('read failed');
    expect(
      await reportAfter(CANCEL, (run) => {
        wrapped.cause = run.context.signal.reason;
        run.fail(wrapped);
      }),
    ).toEqual({ kind: 'stopped' });
    const abort = Object.assign(new Error('The operation was aborted'), { name: 'AbortError' });
    expect(await reportAfter(CANCEL, (run) => run.fail(abort))).toEqual({ kind: 'stopped' });
  });

  it('fails on the way keeps its error, for the history', async () => {
    const error = 'disk died';
    const fails = (run: ReturnType<typeof createScriptedJob>['last']): void =>
      run.fail(new Error(error));
    expect(await reportAfter(CANCEL, fails)).toEqual({ kind: 'failed', error });
    expect(await reportAfter(PAUSE, fails)).toEqual({ kind: 'failed', error });
    expect(await reportAfter(PAUSE_REVERT, fails, REVERT)).toEqual({
      kind: 'revert-failed',
      error,
    });
  });

  it('returns is reported as it ended; the coordinator decides what that comes to', async () => {
    const finishes = (run: ReturnType<typeof createScriptedJob>['last']): void => run.finish();
    expect(await reportAfter(CANCEL, finishes)).toEqual({ kind: 'succeeded' });
    expect(await reportAfter(PAUSE_REVERT, finishes, REVERT)).toEqual({ kind: 'reverted' });
  });

  it('returns from its revert early is not taken for done, if it knew of the stop', async () => {
    const looksAndReturns = (run: ReturnType<typeof createScriptedJob>['last']): void => {
      if (run.context.signal.aborted) run.finish();
    };
    expect(await reportAfter(PAUSE_REVERT, looksAndReturns, REVERT)).toEqual({ kind: 'stopped' });
  });

  it('looks at its signal for the first time finds it aborted', async () => {
    const job = createScriptedJob();
    const { leader, settle } = await startWorld([job.definition]);
    leader.push(task());
    leader.push(task({ n: 3, ...CANCEL }));
    await settle();
    expect(job.last.context.signal.aborted).toBe(true);
    expect(() => job.last.context.signal.throwIfAborted()).toThrow('the job was canceled');
  });
});

interface Rows {
  readonly rows: number;
}

/** A Standard Schema by hand; `late` makes it answer with a promise. */
function rowsSchema(late = false): StandardSchemaV1<unknown, Rows> {
  const validate = (value: unknown): StandardSchemaV1.Result<Rows> => {
    const { rows } = value as { readonly rows?: unknown };
    if (rows === 'explode') throw new Error('the schema is broken');
    return typeof rows === 'number'
      ? { value: { rows: rows * 2 } }
      : { issues: [{ message: 'must be a number', path: ['rows'] }, { message: 'is bad' }] };
  };
  return {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) => (late ? Promise.resolve().then(() => validate(value)) : validate(value)),
    },
  };
}

describe.each([
  ['at once', false],
  ['later', true],
])('details whose schema answers %s', (_when, late) => {
  const details = rowsSchema(late);
  const seen: number[] = [];
  const handler = (context: JobContext<Rows>): void => void seen.push(context.details.rows);
  const definition = defineJob({ type: 'work', details, resume: handler, onFailOrCancel: handler });
  const sentence = 'invalid details of a "work" job: rows: must be a number; is bad';

  async function reportFor(first: Parameters<typeof task>[0]): Promise<unknown> {
    const { leader, settle } = await startWorld([definition]);
    leader.push(task(first));
    await settle();
    const { job: _job, fence: _fence, ...rest } = leader.reports[0]!;
    return rest;
  }

  it('reach the handler as the schema makes them', async () => {
    seen.length = 0;
    expect(await reportFor({ details: { rows: 4 } })).toEqual({ kind: 'succeeded' });
    expect(await reportFor({ details: { rows: 5 }, ...REVERT })).toEqual({ kind: 'reverted' });
    expect(seen).toEqual([8, 10]);
  });

  it('fail the job for good when they are refused, in one sentence', async () => {
    seen.length = 0;
    expect(await reportFor({ details: { rows: 'x' } })).toEqual({
      kind: 'failed',
      error: sentence,
      mark: 'permanent',
    });
    expect(seen).toEqual([]);
  });

  it('leave nothing to take back when no run can have begun with them', async () => {
    seen.length = 0;
    expect(await reportFor({ details: { rows: 'x' }, ...REVERT })).toEqual({ kind: 'reverted' });
    const spec = { ...task().spec!, details: { rows: 'x' }, checkpoint: { done: 2 } };
    expect(await reportFor({ spec, ...REVERT })).toEqual({
      kind: 'revert-failed',
      error: `${sentence}; the job has run with them before`,
    });
    expect(seen).toEqual([]);
  });

  it('are a failure like others when the schema itself throws', async () => {
    expect(await reportFor({ details: { rows: 'explode' } })).toEqual({
      kind: 'failed',
      error: 'the schema is broken',
    });
  });
});

describe('a stop while the details are being checked', () => {
  it('keeps the handler from being called', async () => {
    let answer: (result: StandardSchemaV1.Result<Rows>) => void = () => undefined;
    const details: StandardSchemaV1<unknown, Rows> = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: () =>
          new Promise((resolve) => {
            answer = resolve;
          }),
      },
    };
    let calls = 0;
    const handler = (): void => void calls++;
    const { leader, settle } = await startWorld([
      defineJob({ type: 'work', details, resume: handler, onFailOrCancel: handler }),
    ]);
    leader.push(task());
    leader.push(task({ n: 3, ...CANCEL }));
    await settle();
    answer({ value: { rows: 1 } });
    await settle();
    expect(calls).toBe(0);
    expect(leader.reports).toEqual([{ job: '7', fence: 1, kind: 'stopped' }]);
  });
});
