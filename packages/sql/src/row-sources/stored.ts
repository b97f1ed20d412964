// The world's trouble with stored bytes, in the words and codes of SQL.
import {
  BackupDamagedError,
  ManifestDamagedError,
  SegmentDamagedError,
  StorageUriError,
  UnknownVersionError,
} from '@rescind/shared';
import { SqlError } from '../sql-error.ts';

/** Does something with stored bytes. Throws what goes wrong as SqlError, 58030 for any I/O. */
export async function withStored<Result>(work: () => Promise<Result> | Result): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw asSqlError(error);
  }
}

/** The batches of a reading of stored bytes, with what goes wrong as SqlError. */
export async function* storedBatches<Batch>(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  try {
    yield* batches;
  } catch (error) {
    throw asSqlError(error);
  }
}

/** The error as SqlError; one that is no trouble of the world stays what it is. */
function asSqlError(error: unknown): Error {
  const code = codeOf(error);
  if (code === undefined) return error as Error;
  return new SqlError({ code, message: (error as Error).message }, { cause: error });
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof StorageUriError) return '22023';
  if (error instanceof UnknownVersionError) return '0A000';
  const isDamage =
    error instanceof BackupDamagedError ||
    error instanceof ManifestDamagedError ||
    error instanceof SegmentDamagedError;
  if (isDamage) return 'XX001';
  return error instanceof Error && 'syscall' in error ? '58030' : undefined;
}
