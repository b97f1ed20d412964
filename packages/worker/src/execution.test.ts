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
