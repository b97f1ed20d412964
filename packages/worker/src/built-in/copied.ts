// How far a job has come that copies segments in a fixed order: which run wrote which of them. It
// is the job's whole checkpoint, and it grows with the runs of the job and not with its segments:
// segment `n` is called after `n` and the run's fence, so the name need not be written down.
import type { Json } from '@rescind/shared';
import { permanent } from '../marks.ts';

export interface Copied {
  /** Oldest first: segments behind those of the run before, up to `upTo`, have this fence. */
  readonly runs: readonly (readonly [fence: number, upTo: number])[];
}

/** The checkpoint as JSON. */
export function copiedToJson({ runs }: Copied): Json {
  return { v: 1, runs: runs.map((run) => [...run]) };
}

/** From a job's checkpoint, null included. Throws an error marked permanent for another version. */
export function copiedFromJson(saved: Json): Copied {
  if (saved === null) return { runs: [] };
  const { v, runs } = saved as { readonly v?: unknown; readonly runs?: unknown };
  if (v !== 1) throw permanent(`the job's checkpoint is of version ${String(v)}, not 1`);
  return { runs: runs as Copied['runs'] };
}

/** How many segments are copied. */
export function countOf({ runs }: Copied): number {
  return runs.at(-1)?.[1] ?? 0;
}

/** One more: segment `n`, the next one, by the run with this fence. */
export function withCopied({ runs }: Copied, fence: number, n: number): Copied {
  const before = runs.at(-1)?.[0] === fence ? runs.slice(0, -1) : runs;
  return { runs: [...before, [fence, n]] };
}

/** The fence of the run that copied segment `n`, counted from 1. Throws where none has. */
export function fenceOf({ runs }: Copied, n: number): number {
  const run = runs.find(([, upTo]) => n <= upTo);
  if (run === undefined) throw new Error(`segment ${n} is not copied`);
  return run[0];
}
