// A job type whose runs end when and how the test says.
import type { JobContext } from '../context.ts';
import { defineJob, type JobDefinition } from '../define-job.ts';

/** One call of a handler. */
export interface Run {
  readonly handler: 'resume' | 'onFailOrCancel';
  readonly context: JobContext;
  /** The handler returns. */
  readonly finish: () => void;
  /** The handler throws. */
  readonly fail: (error: unknown) => void;
}

export interface ScriptedJob {
  readonly definition: JobDefinition;
  /** Every call, oldest first. */
  readonly runs: readonly Run[];
  /** The newest call; throws when there was none. */
  readonly last: Run;
}

/** `obeys`: the handlers throw their signal's reason as soon as it fires. */
export function createScriptedJob(
  options: { readonly obeys?: boolean; readonly type?: string } = {},
): ScriptedJob {
  const runs: Run[] = [];
  const handler =
    (name: Run['handler']) =>
    (context: JobContext): Promise<void> =>
      new Promise((finish, fail) => {
        runs.push({ handler: name, context, finish, fail });
        if (options.obeys !== true) return;
        context.signal.addEventListener('abort', () => fail(context.signal.reason as Error));
      });
  return {
    runs,
    definition: defineJob({
      type: options.type ?? 'work',
      resume: handler('resume'),
      onFailOrCancel: handler('onFailOrCancel'),
    }),
    get last() {
      const run = runs.at(-1);
      if (run === undefined) throw new Error('no handler was called');
      return run;
    },
  };
}
