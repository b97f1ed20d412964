// Reads commits back from a file log by their place in the index.
import { LogUnavailableError } from '../../errors.ts';
import type { Recorded } from '../../event-log.ts';
import type { Stored, Verifier } from '../verifier.ts';
import type { AppendOnlyFile } from './append-only-file.ts';
import type { LineIndex } from './line-index.ts';
import { readLine } from './line.ts';

export interface FileReader {
  /** Commit `n`, which must be in the index. */
  readStored(n: number): Promise<Stored>;
  /** From `verifier.next` to the end as of the call. */
  readWith(verifier: Verifier): AsyncGenerator<Recorded, void>;
  /** Keeps the newest commit at hand: who follows closely need not read the file. */
  keepNewest(stored: Stored): void;
}

/** Read at once when many commits are read. */
const BATCH_BYTES = 1 << 20;

/** Both reads throw LogDamagedError, and LogUnavailableError when the file cannot be read. */
export function createFileReader(file: AppendOnlyFile, index: LineIndex): FileReader {
  let newest: Stored | undefined;

  /** The bytes of the lines `first` to `last`. */
  const bytesOf = async (first: number, last: number): Promise<Buffer> => {
    const start = index.startOf(first);
    const bytes = Buffer.alloc(index.startOf(last + 1) - start);
    try {
      await file.read(bytes, start);
    } catch (cause) {
      const why = (cause as Error).message;
      throw new LogUnavailableError(`the log ${file.path} cannot be read (${why})`, { cause });
    }
    return bytes;
  };

  /** As many of the commits up to `end` as fit into one read, at least one. */
  async function* readBatch(verifier: Verifier, end: number): AsyncGenerator<Recorded, void> {
    const first = verifier.next;
    const start = index.startOf(first);
    let last = first;
    while (last < end && index.startOf(last + 2) - start <= BATCH_BYTES) last++;
    const batch = await bytesOf(first, last);
    for (let n = first; n <= last; n++) {
      const line = batch.subarray(index.startOf(n) - start, index.startOf(n + 1) - start - 1);
      yield verifier.verify(readLine(line, n));
    }
  }

  const readStored = async (n: number): Promise<Stored> => {
    if (n === index.count && newest !== undefined) return newest;
    return readLine((await bytesOf(n, n)).subarray(0, -1), n);
  };

  return {
    readStored,
    keepNewest(stored) {
      newest = stored;
    },
    async *readWith(verifier) {
      const end = index.count;
      while (verifier.next <= end) {
        if (verifier.next === end) yield verifier.verify(await readStored(end));
        else yield* readBatch(verifier, end);
      }
    },
  };
}
