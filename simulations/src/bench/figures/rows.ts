// How fast rows are backed up and restored, against a plain copy of the same bytes that is on disk
// as surely, and how much memory the worker takes for it.
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Session } from '@rescind/sql';
import { atMost, type Bench, type Family } from '../family.ts';
import { fingerprintOf, storeRows } from '../rig/stored-rows.ts';

const ROWS = 1_000_000;
const QUICK_ROWS = 200_000;
const MEMORY_MAX_MB = 300;
const COLLECTION = 'nodelocal://1/backups';

export const rows: Family = {
  name: 'rows',
  limitMs: 300_000,
  figures: [
    { name: 'stream_rows_s', unit: 'rows/s' },
    { name: 'backup_rows_s', unit: 'rows/s' },
    { name: 'backup_share', unit: 'ratio' },
    { name: 'restore_rows_s', unit: 'rows/s' },
    { name: 'restore_share', unit: 'ratio' },
    { name: 'worker_peak_mb', unit: 'MB', ...atMost(MEMORY_MAX_MB) },
  ],
  async run({ rig, runs, quick, sample, remark }: Bench) {
    const count = quick ? QUICK_ROWS : ROWS;
    const { session, worker, files } = await storeRows(rig, count);
    const fingerprint = await fingerprintOf(session, 'bank.accounts');
    const stream = (): Promise<number> => streamed(files, rig.folder('streamed'));
    const backup = (): Promise<number> =>
      timed(() => carryOut(session, `BACKUP DATABASE bank INTO '${COLLECTION}'`, count));
    const restore = (into: string): Promise<number> =>
      timed(() =>
        carryOut(
          session,
          `RESTORE DATABASE bank FROM LATEST IN '${COLLECTION}' WITH new_db_name = '${into}'`,
          count,
        ),
      );
    await stream();
    await backup();
    await restore('warm');
    for (let run = 0; run < runs; run++) {
      const first = await stream();
      const backedUp = await backup();
      const second = await stream();
      const restored = await restore(`copy${run}`);
      const plain = (first + second) / 2;
      sample('stream_rows_s', count / plain);
      sample('backup_rows_s', count / backedUp);
      sample('backup_share', plain / backedUp);
      sample('restore_rows_s', count / restored);
      sample('restore_share', plain / restored);
      sample('worker_peak_mb', (await worker.peakMemory()) / 1e6);
      const copy = await fingerprintOf(session, `copy${run}.accounts`);
      if (copy !== fingerprint) throw new Error('other rows were restored than were backed up');
    }
    remark(`${count.toLocaleString('en')} rows in ${files.length} files, one worker`);
  },
};

/** Seconds that it takes. */
async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

/** Runs a statement that ends with its job, and insists that it moved all rows. */
async function carryOut(session: Session, statement: string, count: number): Promise<void> {
  const [result] = await session.execute(statement);
  const place = (result?.columns ?? []).findIndex(({ name }) => name === 'rows');
  const moved = result?.rows?.[0]?.[place];
  if (moved !== BigInt(count)) throw new Error(`${String(moved)} rows were moved, not ${count}`);
}

/** Seconds for a copy of the files, each synced at its end; the copies are removed again. */
async function streamed(files: readonly string[], folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  const seconds = await timed(async () => {
    for (const [index, file] of files.entries()) await copySynced(file, join(folder, `${index}`));
  });
  await rm(folder, { recursive: true });
  return seconds;
}

async function copySynced(from: string, to: string): Promise<void> {
  await pipeline(createReadStream(from), createWriteStream(to));
  await using file = await open(to, 'r+');
  await file.sync();
}
