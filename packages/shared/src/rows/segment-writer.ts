// Writes rows into segments, as they come. At most two segments are in memory: one that fills, and
// one that is on its way.
import { sha256 } from '../event-log/sha256.ts';
import type { Objects } from '../objects.ts';
import type { ColumnType, Row, Segment } from '../rows.ts';
import { encodeRow } from './codec.ts';

/** A segment is stored as soon as it has so many bytes. */
export const SEGMENT_BYTES = 4 * 1024 * 1024;
/** Text is made bytes in pieces of about this many characters. */
const CHUNK_LENGTH = 64 * 1024;

export interface SegmentWriterOptions {
  readonly objects: Objects;
  readonly columns: readonly ColumnType[];
  /** The name of the `n`th segment, counted from 1; never one that was used for other rows. */
  readonly nameOf: (n: number) => string;
  /** SEGMENT_BYTES by default. */
  readonly segmentBytes?: number;
}

export interface SegmentWriter {
  /**
   * Adds rows behind those before. Resolves when there is room for more: wait for it. Throws
   * RowFormatError, and what `put` throws; then the writer is of no use any more.
   */
  add(rows: Iterable<Row>): Promise<void>;
  /** Segments that are stored by now: the first rows that were added, whole and in order. */
  stored(): readonly Segment[];
  /** Stores the rest. All segments, none when there was no row. Again is fine. */
  finish(): Promise<readonly Segment[]>;
}

/** The same rows give the same segments, however they are divided between calls of `add`. */
export function createSegmentWriter(options: SegmentWriterOptions): SegmentWriter {
  const { objects, columns, nameOf, segmentBytes = SEGMENT_BYTES } = options;
  const stored: Segment[] = [];
  const filling = createBuffer();
  let putting: Promise<void> = Promise.resolve();
  let broken: { readonly cause: unknown } | undefined;
  let finished = false;

  const put = async (bytes: Uint8Array, rows: number): Promise<void> => {
    const name = nameOf(stored.length + 1);
    await objects.put(name, bytes);
    stored.push({ name, rows, bytes: bytes.length, sha256: sha256(bytes) });
  };
  /** Waits for the segment before, so that no more than one is on its way. */
  const send = async (): Promise<void> => {
    await putting;
    const { bytes, rows } = filling.take();
    putting = put(bytes, rows);
    // Whoever comes next hears of it: a failure nobody waits for yet must not end the process.
    putting.catch(() => undefined);
  };
  const orBreak = async (work: () => Promise<void>): Promise<void> => {
    if (broken !== undefined) throw broken.cause;
    try {
      await work();
    } catch (error) {
      broken = { cause: error };
      throw error;
    }
  };

  return {
    add: (rows) =>
      orBreak(async () => {
        if (finished) throw new Error('the writer of segments has finished');
        for (const row of rows) {
          filling.add(encodeRow(columns, row));
          if (filling.length() >= segmentBytes) await send();
        }
      }),
    stored: () => [...stored],
    async finish() {
      finished = true;
      await orBreak(async () => {
        if (filling.length() > 0) await send();
        await putting;
      });
      return [...stored];
    },
  };
}

interface Buffer {
  /** Adds a line. */
  add(text: string): void;
  /** Bytes so far; text that is not made bytes yet counts a byte a character. */
  length(): number;
  /** All lines, of which it is rid then. */
  take(): { readonly bytes: Uint8Array; readonly rows: number };
}

function createBuffer(): Buffer {
  const encoder = new TextEncoder();
  let chunks: Uint8Array[] = [];
  let chunkBytes = 0;
  let text = '';
  let rows = 0;
  const encode = (): void => {
    const chunk = encoder.encode(text);
    chunks.push(chunk);
    chunkBytes += chunk.length;
    text = '';
  };
  return {
    add(line) {
      text += `${line}\n`;
      rows++;
      if (text.length >= CHUNK_LENGTH) encode();
    },
    length: () => chunkBytes + text.length,
    take() {
      encode();
      const bytes = new Uint8Array(chunkBytes);
      let at = 0;
      for (const chunk of chunks) {
        bytes.set(chunk, at);
        at += chunk.length;
      }
      const taken = { bytes, rows };
      chunks = [];
      chunkBytes = 0;
      rows = 0;
      return taken;
    },
  };
}
