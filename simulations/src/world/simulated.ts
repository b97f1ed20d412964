// The world as a process of its own behind the simulated network.
import type { JobId } from '@rescind/shared';
import type { Effect } from '../history.ts';
import { call } from '../network/call.ts';
import type { Network } from '../network.ts';
import type { Scheduler, SimProcess } from '../scheduler.ts';
import { FencedOffError, WorldUnavailableError, type World } from '../world.ts';
import type { WorldContent } from './memory.ts';

/** How long a worker waits for the world. */
const WORLD_TIMEOUT_MS = 800;

export interface SimulatedWorldOptions {
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly server: SimProcess;
  readonly content: WorldContent;
  readonly onEffect: (effect: Effect) => void;
}

/** The world as the current incarnation of `client` sees it. */
export function openSimulatedWorld(options: SimulatedWorldOptions, client: SimProcess): World {
  const { scheduler, network, server, content, onEffect } = options;

  const ask = async <Answer>(serve: () => Answer): Promise<Answer> => {
    const outcome = await call(scheduler, network, {
      from: client,
      to: server,
      serve: () => new Promise<Answer>((resolve) => resolve(serve())),
      timeoutMs: WORLD_TIMEOUT_MS,
    });
    if (outcome === undefined) throw new WorldUnavailableError('the world does not answer');
    if (!outcome.ok) throw outcome.error;
    return outcome.answer;
  };

  const apply = (op: Effect['op'], job: JobId, token: number, row: number): void => {
    const effect = content.apply(op, job, token, row);
    onEffect(effect);
    if (!effect.accepted) throw new FencedOffError(`token ${token} of job ${job} is fenced off`);
  };
  const change = (op: Effect['op'], job: JobId, token: number, row: number): Promise<void> =>
    ask(() => apply(op, job, token, row));

  return {
    fence: (job, token) => change('fence', job, token, 0),
    write: (job, token, row) => change('write', job, token, row),
    remove: (job, token, row) => change('remove', job, token, row),
    rows: (job, token) =>
      ask(() => {
        apply('fence', job, token, 0);
        return content.rows(job);
      }),
  };
}
