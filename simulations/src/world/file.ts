// The world on disk, for jobs of real processes: for each job one file that is only ever appended
// to. The order of its lines is the order of effects: a line with a token below one that stands
// before it is refused, by everyone who reads the file, so no lock is needed that a process could
// die with. What runs do is noted in the same file, in the same order.
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JobId } from '@rescind/shared';
import type { Effect, Execution } from '../history.ts';
import type { Notebook } from '../sim-job.ts';
import { FencedOffError, type World } from '../world.ts';
import { createWorldContent } from './memory.ts';

/** One line of a job's file; `at` is the wall clock of who wrote it. */
export type WorldLine = { readonly at: number } & (
  | {
      readonly kind: 'effect';
      readonly op: Effect['op'];
      readonly token: number;
      readonly row: number;
      /** Names the line: its writer finds it again. */
      readonly id: string;
    }
  | ({ readonly kind: 'run-started' | 'run-settled' | 'stop-asked' } & Omit<Execution, 'job'>)
);

export interface FileWorld extends World, Notebook {}

/** The world in `folder`, as `worker` (one incarnation of a process) sees it. */
export function openFileWorld(folder: string, worker: string, now: () => number): FileWorld {
  mkdirSync(folder, { recursive: true });
  let count = 0;

  const append = (job: JobId, line: WorldLine): void => {
    // In one write, which the system appends as a whole; what a dying process tore off is no line.
    appendFileSync(fileOf(folder, job), `\n${JSON.stringify(line)}\n`);
  };

  const change = (op: Effect['op'], job: JobId, token: number, row: number): readonly number[] => {
    const id = `${worker}/${++count}`;
    append(job, { at: now(), kind: 'effect', op, token, row, id });
    const content = createWorldContent();
    for (const line of readWorldFile(folder, job)) {
      if (line.kind !== 'effect') continue;
      const { accepted } = content.apply(line.op, job, line.token, line.row);
      if (line.id !== id) continue;
      if (accepted) return content.rows(job);
      throw new FencedOffError(`token ${token} of job ${job} is fenced off`);
    }
    throw new Error(`what was appended to the file of job ${job} is not there`);
  };

  return {
    fence: async (job, token) => void change('fence', job, token, 0),
    write: async (job, token, row) => void change('write', job, token, row),
    remove: async (job, token, row) => void change('remove', job, token, row),
    rows: async (job, token) => change('fence', job, token, 0),
    runStarted: (job, fence, direction) =>
      append(job, { at: now(), kind: 'run-started', worker, fence, direction }),
    stopAsked: (job, fence) =>
      append(job, { at: now(), kind: 'stop-asked', worker, fence, direction: 'forward' }),
    runSettled: (job, fence, direction) =>
      append(job, { at: now(), kind: 'run-settled', worker, fence, direction }),
  };
}

/** The lines of a job's file in their order; none when there is no such file. */
export function readWorldFile(folder: string, job: JobId): readonly WorldLine[] {
  return textOf(fileOf(folder, job))
    .split('\n')
    .flatMap((line) => {
      try {
        return line === '' ? [] : [JSON.parse(line) as WorldLine];
      } catch {
        // Torn off by the death of its writer: it never happened.
        return [];
      }
    });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function fileOf(folder: string, job: JobId): string {
  return join(folder, `${job}.jsonl`);
}
