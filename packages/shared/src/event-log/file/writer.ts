// Appends commits to a file log, one after another, and stops for good at the first that fails.
import type { Appended, Commit } from '../../event-log.ts';
import { encodeCommit } from '../codec.ts';
import type { Stored } from '../verifier.ts';
import type { AppendOnlyFile } from './append-only-file.ts';
import type { LineIndex } from './line-index.ts';
import { lineOf } from './line.ts';

export interface FileWriter {
  /** As `EventLog.append`. */
  append(commit: Commit): Promise<Appended>;
  /** Resolves when nothing is being written; what comes later is answered with `unknown`. */
  close(): Promise<void>;
}

/** `onStored` hears of every commit that is on disk, before its append is answered. */
export function createFileWriter(
  file: AppendOnlyFile,
  index: LineIndex,
  maxBytes: number,
  onStored: (stored: Stored) => void,
): FileWriter {
  let unusable: string | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const appendNext = async (commit: Commit): Promise<Appended> => {
    // After a failed write nobody knows what is on disk, and the next could bury half a line.
    if (unusable !== undefined) return { outcome: 'unknown', reason: unusable };
    const text = encodeCommit(commit);
    const { bytes, hash } = lineOf(text);
    if (bytes.length > maxBytes) {
      return { outcome: 'too-large', bytes: bytes.length, limitBytes: maxBytes };
    }
    if (commit.n !== index.count + 1) return { outcome: 'conflict' };
    try {
      await file.append(bytes);
    } catch (error) {
      unusable =
        `the log ${file.path} cannot be written (${(error as Error).message}); ` +
        'it takes no more commits until it is opened anew';
      return { outcome: 'unknown', reason: unusable };
    }
    index.add(bytes.length);
    onStored({ text, hash, storedAt: null });
    return { outcome: 'ok', hash };
  };

  return {
    append(commit) {
      // The second of two for one position must learn what became of the first.
      const appended = last.then(() => appendNext(commit));
      last = appended;
      return appended;
    },
    async close() {
      const written = last;
      unusable ??= `the log ${file.path} is closed`;
      await written;
    },
  };
}
