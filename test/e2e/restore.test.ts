// A table that is backed up and restored is the same table: in the cluster that has it, and in one
// that never saw its log and has nothing but the backup's files.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accept, COLLECTION, fingerprintOf, IS_FULL, objectsDir, rowsFrom, TABLE } from './bank.ts';
import { startCluster, type Cluster } from './cluster.ts';
import { onNats } from './needs.ts';

const ROWS = IS_FULL ? 1_000_000 : 50_000;

describe.runIf(onNats.runs)(
  `a table of ${ROWS.toLocaleString('en')} rows${onNats.note}`,
  { timeout: 120_000 },
  () => {
    let first: Cluster;
    let fingerprint = '';
    beforeAll(async () => {
      first = await startCluster();
      await accept(first, ...TABLE, rowsFrom(1, ROWS));
      fingerprint = await fingerprintOf(first, 'bank.accounts');
    }, 90_000);
    afterAll(() => first.clear(), 30_000);

    it('is restored into a new database with the same rows', async () => {
      await accept(
        first,
        `BACKUP DATABASE bank INTO '${COLLECTION}'`,
        `RESTORE DATABASE bank FROM LATEST IN '${COLLECTION}' WITH new_db_name = 'copy'`,
      );
      expect(await countOf(first, 'copy.accounts')).toBe(ROWS);
      expect(await fingerprintOf(first, 'copy.accounts')).toBe(fingerprint);
    });

    it('is another one when a single row is added', async () => {
      await accept(first, rowsFrom(0, 0).replaceAll('bank.', 'copy.'));
      expect(await fingerprintOf(first, 'copy.accounts')).not.toBe(fingerprint);
    });

    it('is restored from the files alone, into a cluster with an empty log', async () => {
      expect(await first.stop()).toBe(0);
      await rm(objectsDir(first.dataDir), { recursive: true });
      await rm(join(first.dataDir, 'nats'), { recursive: true });
      const second = await startCluster({
        args: ['--external-dir', join(first.dataDir, 'extern')],
      });
      try {
        await accept(second, `RESTORE DATABASE bank FROM LATEST IN '${COLLECTION}'`);
        expect(await countOf(second, 'bank.accounts')).toBe(ROWS);
        expect(await fingerprintOf(second, 'bank.accounts')).toBe(fingerprint);
      } finally {
        await second.clear();
      }
    });
  },
);

async function countOf(cluster: Cluster, table: string): Promise<number> {
  const [row] = await cluster.rows(`SELECT count(*) FROM ${table}`);
  return Number(row?.['count']);
}
