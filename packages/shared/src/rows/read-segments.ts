// Reads the rows of segments in their order, one segment in memory at a time.
import type { Objects } from '../objects.ts';
import type { ColumnType, Row, Segment } from '../rows.ts';
import { decodeRow, RowFormatError } from './codec.ts';
import { getSegment, SegmentDamagedError } from './segment.ts';

/** Rows in a batch, but for the last of a segment. */
export const BATCH_ROWS = 1000;

/**
 * All rows, in batches that are made when they are asked for; a batch is of one segment, and never
 * empty. Throws SegmentDamagedError: by digest before the first row of a segment, by count after
 * its last.
 */
export async function* readSegments(
  objects: Objects,
  columns: readonly ColumnType[],
  segments: Iterable<Segment>,
): AsyncGenerator<readonly Row[], void, undefined> {
  for (const segment of segments) {
    const damaged = (what: string): SegmentDamagedError =>
      new SegmentDamagedError(objects.name, segment.name, what);
    let rows = 0;
    try {
      for (const batch of batchesOf(await getSegment(objects, segment), columns)) {
        rows += batch.length;
        yield batch;
      }
    } catch (error) {
      if (!(error instanceof RowFormatError)) throw error;
      throw damaged(`does not hold rows of this table: ${error.message}`);
    }
    if (rows !== segment.rows) throw damaged(`holds ${rows} rows and not ${segment.rows}`);
  }
}

function* batchesOf(bytes: Uint8Array, columns: readonly ColumnType[]): Generator<readonly Row[]> {
  const text = new TextDecoder().decode(bytes);
  let batch: Row[] = [];
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start);
    if (end === -1) throw new RowFormatError('its last line has no end');
    batch.push(decodeRow(columns, text.slice(start, end)));
    start = end + 1;
    if (batch.length === BATCH_ROWS) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
