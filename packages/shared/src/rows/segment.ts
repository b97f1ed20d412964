// One segment as a whole: taken from where it lies, proven to be what was written. It is the
// most that is ever in memory at once.
import { sha256 } from '../event-log/sha256.ts';
import type { Objects } from '../objects.ts';
import type { Segment } from '../rows.ts';

/** A segment is gone, or is not what its manifest says. Names the object. */
export class SegmentDamagedError extends Error {
  override readonly name = 'SegmentDamagedError';
  readonly object: string;
  constructor(place: string, object: string, what: string) {
    super(`the segment ${object} in ${place} ${what}`);
    this.object = object;
  }
}

/** Its bytes, verified by its digest. Throws SegmentDamagedError. */
export async function getSegment(objects: Objects, segment: Segment): Promise<Uint8Array> {
  const bytes = await objects.get(segment.name);
  if (bytes === undefined) throw new SegmentDamagedError(objects.name, segment.name, 'is gone');
  if (bytes.length !== segment.bytes || sha256(bytes) !== segment.sha256) {
    throw new SegmentDamagedError(
      objects.name,
      segment.name,
      `is damaged: its ${bytes.length} bytes are not the ${segment.bytes} that were written`,
    );
  }
  return bytes;
}
