import type { StandardSchemaV1 } from '@standard-schema/spec';
import { describe, expect, it } from 'vitest';
import type { JobContext } from './context.ts';
import { defineJob } from './define-job.ts';
import { task } from './testing/scripted-leader.ts';
import { startWorld } from './testing/world.ts';

const CANCEL = { place: 'forward.cancelRequested', event: 'JobCancelRequested' } as const;
const REVERT = { place: 'backward.reverting', event: 'JobReverting' } as const;

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
