// Copies segments one after the other into objects of the job's own, from its checkpoint on. A run
// that takes over writes under names of its own, so a zombie can at most write what nobody reads.
import type { Objects, Segment } from '@rescind/shared';
import type { JobContext } from '../context.ts';
import { copiedToJson, countOf, withCopied, type Copied } from './copied.ts';
import type { WriteRate } from './write-rate.ts';

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
  readonly rate: WriteRate;
  /** CHECKPOINT_BYTES by default. */
  readonly checkpointBytes?: number;
}

/** A checkpoint is made when so much was copied since the last one, or so much time has passed. */
const CHECKPOINT_BYTES = 64 * 1024 * 1024;
const CHECKPOINT_MS = 1000;

/**
 * Copies what is not in `copied` yet, and returns what is then. One segment is in memory at a time.
 * The sources and their order must be the same in every run of the job.
 */
export async function copySegments(
  sources: readonly Source[],
  already: Copied,
  options: CopyOptions,
): Promise<Copied> {
  const { context, to, nameOf, rate, checkpointBytes = CHECKPOINT_BYTES } = options;
  const { signal, fence, clock } = context;
  const bytes = sumOf(sources);
  let copied = already;
  let done = sumOf(sources.slice(0, countOf(already)));
  let savedAt = { bytes: done, ms: clock.monotonic() };
  for (let n = countOf(already) + 1; n <= sources.length; n++) {
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
  return copied;
}

function sumOf(sources: readonly Source[]): number {
  return sources.reduce((sum, { segment }) => sum + segment.bytes, 0);
}
