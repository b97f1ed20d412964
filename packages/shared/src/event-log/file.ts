// The durable log of one process: an append-only file, one line a commit, on disk before it is
// acknowledged. docs/log-format.md fixes what stands in it.
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LogUnavailableError } from '../errors.ts';
import type { EventLog, Following } from '../event-log.ts';
import { openAppendOnlyFile, type AppendOnlyFile } from './file/append-only-file.ts';
import type { LineIndex } from './file/line-index.ts';
import { lockFile, type Lock } from './file/lock.ts';
import { createFileReader } from './file/reader.ts';
import { recover } from './file/recover.ts';
import { createFileWriter } from './file/writer.ts';
import { followByReading, type ReadableTail } from './follow-by-reading.ts';
import { createVerifier } from './verifier.ts';

export interface FileLogOptions {
  readonly path: string;
  /** Larger commits are refused; 64 MiB by default. */
  readonly maxBytes?: number;
  /** Gets one line at a time for a person who waits: a long verification, a torn tail cut off. */
  readonly onProgress?: (line: string) => void;
}

const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Opens the log at `path` for this process alone, creating it when it is not there, and verifies
 * all of it. Throws LogLockedError, LogDamagedError, UnknownVersionError.
 */
export async function openFileLog(options: FileLogOptions): Promise<EventLog> {
  const { path, maxBytes = MAX_BYTES, onProgress = () => undefined } = options;
  await mkdir(dirname(path), { recursive: true });
  const lock = await lockFile(path);
  try {
    const file = await openAppendOnlyFile(path);
    try {
      return createFileLog(file, await recover(file, onProgress), lock, maxBytes);
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** @internal The log on a file that is open, verified and locked. */
export function createFileLog(
  file: AppendOnlyFile,
  index: LineIndex,
  lock: Lock,
  maxBytes: number,
): EventLog {
  const listeners = new Set<() => void>();
  const followings = new Set<Following>();
  const reader = createFileReader(file, index);
  const writer = createFileWriter(file, index, maxBytes, (stored) => {
    reader.keepNewest(stored);
    for (const listener of listeners) listener();
  });
  const tail: ReadableTail = {
    readWith: (verifier) => reader.readWith(verifier),
    onAppend(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  let closing: Promise<void> | undefined;
  const assertOpen = (): void => {
    if (closing !== undefined) throw new LogUnavailableError(`the log ${file.path} is closed`);
  };
  const close = (): Promise<void> => {
    closing ??= (async () => {
      for (const following of followings) following.stop();
      await writer.close();
      await file.close();
      await lock.release();
    })();
    return closing;
  };

  return {
    name: `file ${file.path}`,
    durability: 'fsync',
    append: (commit) => writer.append(commit),
    async end() {
      assertOpen();
      return index.count;
    },
    async get(n) {
      assertOpen();
      if (n < 1 || n > index.count) return undefined;
      return createVerifier(n).verify(await reader.readStored(n));
    },
    async *read(from) {
      assertOpen();
      yield* reader.readWith(createVerifier(from));
    },
    follow(from, onCommit, onError) {
      if (closing !== undefined) return { stop: () => undefined };
      const following = followByReading(tail, from, onCommit, onError);
      followings.add(following);
      return {
        stop() {
          followings.delete(following);
          following.stop();
        },
      };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
