import { describe, expect, it } from 'vitest';
import { defineJob } from './define-job.ts';

const handler = (): void => undefined;
const whole = { type: 'work', resume: handler, onFailOrCancel: handler };

describe('defineJob', () => {
  it('makes jobs cancelable unless told otherwise', () => {
    expect(defineJob(whole).cancelable).toBe(true);
    expect(defineJob({ ...whole, cancelable: false }).cancelable).toBe(false);
  });

  it('keeps the handlers’ own object', async () => {
    const own = {
      ...whole,
      calls: 0,
      resume(): void {
        this.calls++;
      },
    };
    await defineJob(own).resume({} as never);
    expect(own.calls).toBe(1);
  });

  it.each([
    ['no type', { type: '' }, 'a job needs a type, a text'],
    ['a cancelable of yes', { cancelable: 'yes' }, 'cancelable of "work" must be true or false'],
    ['details that are no schema', { details: {} }, 'details of "work" must be a Standard Schema'],
    ['no resume', { resume: undefined }, '"work" needs resume(context)'],
    ['no way back', { onFailOrCancel: undefined }, '"work" needs onFailOrCancel(context)'],
  ])('refuses a job with %s', (_what, change, message) => {
    expect(() => defineJob({ ...whole, ...change } as never)).toThrow(
      new TypeError(`defineJob: ${message}`),
    );
  });
});
