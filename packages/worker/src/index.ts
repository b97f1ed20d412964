// The public names of @rescind/worker: define jobs, run them, say what an error means.
export { startBuiltIn } from './built-in.ts';
export type { BuiltIn, BuiltInHost } from './built-in.ts';
export { defineJob } from './define-job.ts';
export type { JobDefinition, JobOptions } from './define-job.ts';
export type { JobContext, Progress } from './context.ts';
export { loadJobs } from './load-jobs.ts';
export { permanent, pauseSelf, retryLater } from './marks.ts';
export { StopRequested } from './stop-requested.ts';
export type { StopKind } from './stop-requested.ts';
export { createWorker } from './worker.ts';
export type { Worker, WorkerOptions, WorkerState } from './worker.ts';
export type { HeldJob } from './executions.ts';
