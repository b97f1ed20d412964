// Job modules given by name: what a worker process is told to run.
import { defineJob, type JobDefinition } from './define-job.ts';

/**
 * Imports modules (absolute paths or file URLs) whose default export is a job definition or a list
 * of them. Throws Error naming the module and what is wrong with it; two definitions of one type
 * are wrong.
 */
export async function loadJobs(modules: readonly string[]): Promise<readonly JobDefinition[]> {
  const jobs: JobDefinition[] = [];
  for (const module of modules) {
    for (const job of await load(module)) {
      if (jobs.some((other) => other.type === job.type)) {
        throw new Error(`job module ${module} defines type "${job.type}" a second time`);
      }
      jobs.push(job);
    }
  }
  return jobs;
}

async function load(module: string): Promise<readonly JobDefinition[]> {
  let exported: unknown;
  try {
    exported = ((await import(module)) as { readonly default?: unknown }).default;
  } catch (cause) {
    throw new Error(`job module ${module} cannot be loaded: ${(cause as Error).message}`, {
      cause,
    });
  }
  if (exported === undefined) {
    throw new Error(`job module ${module} has no default export; export default defineJob({ … })`);
  }
  const listed = Array.isArray(exported) ? (exported as unknown[]) : [exported];
  return listed.map((entry) => {
    try {
      return defineJob(entry as Parameters<typeof defineJob>[0]);
    } catch (cause) {
      throw new Error(`job module ${module}: ${(cause as Error).message}`, { cause });
    }
  });
}
