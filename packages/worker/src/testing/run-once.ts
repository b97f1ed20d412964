// One run of a job's handler without a cluster: it can be stopped at any of its checkpoints, and
// what it kept, reported and asked for is seen afterwards.
import type { Clock, JobEffect, JobId, Json } from '@rescind/shared';
import type { JobDefinition, JobResult } from '../define-job.ts';
import { StopRequested } from '../stop-requested.ts';

export interface Given {
  readonly details: unknown;
  readonly clock: Clock;
  readonly job?: JobId;
  readonly fence?: number;
  readonly saved?: Json;
  /** The run is stopped while its `checkpoint`th (from 1) is on its way; kept by the log or not. */
  readonly stopAt?: { readonly checkpoint: number; readonly kept: boolean };
  /** Called with every checkpoint. */
  readonly onCheckpoint?: (n: number, effect: JobEffect | undefined) => void;
  readonly onProgress?: (fraction: number) => void;
}

export interface Ran {
  /** What the handler returned, or what it threw. */
  readonly result?: JobResult;
  readonly error?: unknown;
  readonly saved: Json;
  /** How many there were, the one it was stopped at included. */
  readonly checkpoints: number;
  /** Effects that came with checkpoints. */
  readonly effects: readonly JobEffect[];
  /** Largest checkpoint, characters of JSON. */
  readonly checkpointLength: number;
  readonly fractions: readonly number[];
}

export interface Running {
  readonly ended: Promise<Ran>;
  /** Fires the signal. */
  readonly stop: () => void;
}

export function beginRun(definition: JobDefinition, given: Given): Running {
  const controller = new AbortController();
  const reason = new StopRequested('claim-lost');
  const effects: JobEffect[] = [];
  const fractions: number[] = [];
  let saved = given.saved ?? null;
  let checkpoints = 0;
  let checkpointLength = 0;
  const context = {
    jobId: given.job ?? ('1000' as JobId),
    details: given.details,
    saved,
    signal: controller.signal,
    fence: given.fence ?? 1,
    position: 1,
    epoch: 1,
    attempt: 1,
    owner: 'root',
    description: '',
    clock: given.clock,
    progress: (fraction: number) => {
      fractions.push(fraction);
      given.onProgress?.(fraction);
    },
    async checkpoint(
      value: Json,
      progress: { readonly fraction?: number } = {},
      effect?: JobEffect,
    ): Promise<void> {
      controller.signal.throwIfAborted();
      checkpoints++;
      checkpointLength = Math.max(checkpointLength, JSON.stringify(value).length);
      if (progress.fraction !== undefined) fractions.push(progress.fraction);
      const stops = given.stopAt?.checkpoint === checkpoints;
      if (!stops || given.stopAt?.kept) {
        saved = value;
        if (effect !== undefined) effects.push(effect);
      }
      given.onCheckpoint?.(checkpoints, effect);
      if (stops) controller.abort(reason);
      await Promise.resolve();
      controller.signal.throwIfAborted();
    },
    log: () => undefined,
  };
  const run = async (): Promise<Ran> => {
    let settled: { result?: JobResult; error?: unknown };
    try {
      settled = { result: (await definition.resume(context)) ?? {} };
    } catch (error) {
      settled = { error };
    }
    return { ...settled, saved, checkpoints, effects, checkpointLength, fractions };
  };
  return { ended: run(), stop: () => controller.abort(reason) };
}

export function runOnce(definition: JobDefinition, given: Given): Promise<Ran> {
  return beginRun(definition, given).ended;
}

/** What a handler of a job that is taken back returns. */
export async function revertOnce(
  definition: JobDefinition,
  given: Given,
): Promise<JobResult | undefined> {
  const context = { details: given.details, jobId: given.job ?? '1000', clock: given.clock };
  const result = await definition.onFailOrCancel(context as never);
  return result ?? undefined;
}
