// Copies the segments of tables one after the other into objects of the job's own, from its
// checkpoint on. A run that takes over writes under names of its own, so a zombie can at most write
// what nobody reads.
import type { Objects, Segment } from '@rescind/shared';
import type { JobContext } from '../context.ts';
import type { BuiltInOptions } from './built-in-options.ts';
import { copiedFromJson, copiedToJson, countOf, fenceOf, withCopied } from './copied.ts';
import { createWriteRate } from './write-rate.ts';

/** A segment to copy; its name is where it comes from. */
export interface Source {
  readonly segment: Segment;
  /** Its bytes, verified. */
  read(): Promise<Uint8Array>;
}

export interface CopyOptions {
  readonly context: JobContext;
  readonly to: Objects;
  /** The same for the same numbers; `n` counts from 1. */
  readonly nameOf: (fence: number, n: number) => string;
  readonly options: BuiltInOptions;
}

/** A checkpoint is made when so much was copied since the last one, or so much time has passed. */
const CHECKPOINT_BYTES = 64 * 1024 * 1024;
const CHECKPOINT_MS = 1000;

/**
 * Copies of each table what the checkpoint does not have yet, and returns the copies of all, table
 * by table. One segment is in memory at a time. The tables, their segments and the order of both
 * must be the same in every run of the job.
 */
export async function copySegments(
  tables: readonly (readonly Source[])[],
  { context, to, nameOf, options }: CopyOptions,
): Promise<readonly (readonly Segment[])[]> {
  const { cluster, checkpointBytes = CHECKPOINT_BYTES } = options;
  const { signal, fence, clock } = context;
  const rate = createWriteRate(cluster, clock);
  const sources = tables.flat();
  const bytes = sumOf(sources);
  let copied = copiedFromJson(context.saved);
  const already = countOf(copied);
  let done = sumOf(sources.slice(0, already));
  let savedAt = { bytes: done, ms: clock.monotonic() };
  for (let n = already + 1; n <= sources.length; n++) {
    const source = sources[n - 1]!;
    await rate.take(source.segment.bytes, signal);
    const content = await source.read();
    signal.throwIfAborted();
    await to.put(nameOf(fence, n), content);
    copied = withCopied(copied, fence, n);
    done += source.segment.bytes;
    const fraction = bytes === 0 ? 1 : done / bytes;
    const due =
      done - savedAt.bytes >= checkpointBytes || clock.monotonic() - savedAt.ms >= CHECKPOINT_MS;
    if (due) {
      await context.checkpoint(copiedToJson(copied), { fraction });
      savedAt = { bytes: done, ms: clock.monotonic() };
    } else context.progress(fraction);
  }
  signal.throwIfAborted();
  let n = 0;
  const copyOf = ({ segment }: Source): Segment => {
    n++;
    return { ...segment, name: nameOf(fenceOf(copied, n), n) };
  };
  return tables.map((each) => each.map(copyOf));
}

function sumOf(sources: readonly Source[]): number {
  return sources.reduce((sum, { segment }) => sum + segment.bytes, 0);
}
