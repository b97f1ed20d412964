// A job type of your own: what it does, and how it takes back what it did.
import type { JobEffect, Json } from '@rescind/shared';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { JobContext } from './context.ts';

/** What a handler may return. Effects are those of built-in jobs; of others they are ignored. */
export interface JobResult {
  readonly effect?: JobEffect;
}

type Result = JobResult | undefined | void;

export interface JobDefinition<Details = unknown> {
  /** The name jobs of this type are created by; shown in SHOW JOBS. */
  readonly type: string;
  readonly cancelable: boolean;
  readonly details: StandardSchemaV1<unknown, Details> | undefined;
  /**
   * Does the work, from the last checkpoint on. Returning means: it is done. An error takes a
   * cancelable job into its revert, unless it is marked (retryLater, permanent, pauseSelf).
   */
  resume(context: JobContext<Details>): Promise<Result> | Result;
  /**
   * Takes the work back. Called on any worker, again and again until it returns, after `resume`
   * ran partly, wholly or never: it must be idempotent and need nothing `resume` left in memory.
   */
  onFailOrCancel(context: JobContext<Details>): Promise<Result> | Result;
}

export interface JobOptions<Details> {
  readonly type: string;
  /** False: CANCEL of such a job is refused. Default true. */
  readonly cancelable?: boolean;
  resume(context: JobContext<Details>): Promise<Result> | Result;
  onFailOrCancel(context: JobContext<Details>): Promise<Result> | Result;
}

/**
 * Defines a job type. `details` is any Standard Schema (zod, valibot, arktype, …); it is applied
 * before each run, and details it refuses fail the job. Without one, details are any JSON.
 * Throws TypeError when something is missing.
 */
export function defineJob<Schema extends StandardSchemaV1>(
  options: JobOptions<StandardSchemaV1.InferOutput<Schema>> & { readonly details: Schema },
): JobDefinition<StandardSchemaV1.InferOutput<Schema>>;
export function defineJob(options: JobOptions<Json>): JobDefinition<Json>;
export function defineJob<Details>(
  options: JobOptions<Details> & { readonly details?: StandardSchemaV1<unknown, Details> },
): JobDefinition<Details> {
  const { type, cancelable = true, details } = options;
  const wrong = problemOf(options);
  if (wrong !== undefined) throw new TypeError(`defineJob: ${wrong}`);
  return {
    type,
    cancelable,
    details,
    resume: (context) => options.resume(context),
    onFailOrCancel: (context) => options.onFailOrCancel(context),
  };
}

/** Job modules may be plain JavaScript, where nothing else says what is missing. */
function problemOf(options: {
  readonly [key in keyof JobOptions<unknown> | 'details']?: unknown;
}): string | undefined {
  const { type, cancelable, details, resume, onFailOrCancel } = options;
  if (typeof type !== 'string' || type === '') return 'a job needs a type, a text';
  if (cancelable !== undefined && typeof cancelable !== 'boolean') {
    return `cancelable of "${type}" must be true or false`;
  }
  if (details !== undefined && !isSchema(details)) {
    return `details of "${type}" must be a Standard Schema`;
  }
  if (typeof resume !== 'function') return `"${type}" needs resume(context)`;
  if (typeof onFailOrCancel !== 'function') return `"${type}" needs onFailOrCancel(context)`;
  return undefined;
}

function isSchema(value: unknown): boolean {
  // Some schemas are functions with properties.
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
  return typeof (value as Partial<StandardSchemaV1>)['~standard']?.validate === 'function';
}
