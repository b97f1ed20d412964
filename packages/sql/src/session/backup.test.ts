import {
  openCollection,
  type BackupManifest,
  type JobId,
  type TableColumn,
  subdirOf,
} from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { equip, lastCommand, type Equipped } from '../testing/statements.ts';
import { NOW } from '../testing/table-backend.ts';

const URI = 'nodelocal://1/b';

const columns: readonly TableColumn[] = [
  { name: 'a', type: 'INT8', nullable: true, primaryKey: false },
];

/** Lays a backup of two databases into the collection, and returns its folder. */
async function layBackup({ storage }: Equipped, hoursAgo = 0): Promise<string> {
  const collection = openCollection(storage.collection(URI));
  const at = NOW - hoursAgo * 3_600_000;
  const table = (database: string, name: string, rows: number) =>
    ({ database, name, columns, rows, bytes: rows * 10, segments: [] }) as const;
  const manifest: BackupManifest = {
    v: 1,
    jobId: '5' as JobId,
    at,
    databases: ['defaultdb', 'd', 'empty'],
    tables: [table('d', 't', 7), table('d', 'u', 8), table('defaultdb', 't', 9)],
  };
  const subdir = subdirOf(at);
  await collection.writeManifest(subdir, manifest);
  return subdir;
}

describe('BACKUP', () => {
  it('makes a job, waits for it, and answers what was backed up', async () => {
    const { last, backend } = equip({ storage: undefined });
    await last('CREATE DATABASE d; CREATE TABLE d.t (a INT)');
    const details = JSON.stringify({ rows: 7, bytes: 70 });
    const row = { commit: 9, at: NOW, coordinator: 'c1', user: null, details };
    backend.historyRows = [{ ...row, event: 'BackupCompleted' }];
    const result = await last(`BACKUP d.t INTO '${URI}?KEY=hunter2'`);
    const [job, ...rest] = result.rows![0]!;
    expect(result.tag).toBe('BACKUP 1');
    expect(rest).toEqual(['succeeded', 1, 7n, 0n, 70n]);
    expect(result.columns!.map(({ name }) => name).join(' ')).toBe(
      'job_id status fraction_completed rows index_entries bytes',
    );
    expect(backend.waits).toEqual([[String(job)]]);
    expect(lastCommand(backend)).toEqual({
      kind: 'CreateBackup',
      targets: { tables: [{ database: 'd', table: 't' }] },
      uri: `${URI}?KEY=hunter2`,
      description: `BACKUP TABLE d.public.t INTO '${URI}'`,
    });
    expect(backend.commands.at(-1)!.statement).toBe("BACKUP TABLE d.t INTO '*****'");
  });

  it.each([
    ['', {}, ''],
    ['DATABASE d, defaultdb', { databases: ['d', 'defaultdb'] }, ' DATABASE d, defaultdb'],
    ['d.*', { databases: ['d'] }, ' TABLE d.public.*'],
    [
      'TABLE x, d.t',
      {
        tables: [
          { database: 'defaultdb', table: 'x' },
          { database: 'd', table: 't' },
        ],
      },
      ' TABLE defaultdb.public.x, d.public.t',
    ],
  ])('covers what it says: %s', async (targets, sent, described) => {
    const { last, backend } = equip();
    await last('CREATE DATABASE d; CREATE TABLE d.t (a INT); CREATE TABLE x (a INT)');
    const { rows, columns: shown } = await last(`BACKUP ${targets} INTO '${URI}' WITH detached`);
    expect(shown).toEqual([{ name: 'job_id', type: 'INT8' }]);
    expect(rows).toHaveLength(1);
    expect(backend.waits).toEqual([]);
    expect(lastCommand(backend)).toMatchObject({
      targets: sent,
      description: `BACKUP${described} INTO '${URI}' WITH detached`,
    });
  });

  it.each([
    [{ status: 'canceled', finished: NOW }, /^XXUUU: job \d+: canceled by user$/],
    [{ status: 'failed', finished: NOW, error: 'disk full' }, /^XXUUU: disk full$/],
    [{ status: 'paused' }, /^XXUUU: job \d+ was paused before it completed$/],
  ])('fails when its job is %j', async (end, message) => {
    const { backend, error } = equip();
    backend.ends.push({ status: 'running' }, end);
    expect(await error(`BACKUP INTO '${URI}'`)).toMatch(message);
    expect(backend.waits).toHaveLength(2);
  });

  it('waits until its manifest is stored, for half a minute at most', async () => {
    const { backend, last, clock } = equip();
    backend.unpublishedLooks = 3;
    let done = false;
    const backedUp = last(`BACKUP INTO '${URI}'`).then((result) => {
      done = true;
      return result;
    });
    await clock.advanceAsync(250);
    expect(done).toBe(false);
    await clock.advanceAsync(100);
    expect((await backedUp).notices).toBeUndefined();
    backend.unpublishedLooks = 1_000_000;
    const late = last(`BACKUP INTO '${URI}'`);
    await clock.advanceAsync(31_000);
    expect((await late).notices![0]).toMatch(/^the backup is complete, but its manifest/);
  });

  it.each([
    ["AS OF SYSTEM TIME '-10s'", '0A000: AS OF SYSTEM TIME for a backup is not supported'],
    ['WITH revision_history', '0A000: option "revision_history" is not supported'],
    ['WITH detached, detached', '42601: detached option specified multiple times'],
  ])('refuses %s', async (rest, message) => {
    const { error, backend } = equip();
    expect(await error(`BACKUP INTO '${URI}' ${rest}`)).toBe(message);
    expect(await error("BACKUP INTO 's3://bucket'")).toMatch(/^22023: /);
    expect(backend.commands).toEqual([]);
  });
});

describe('SHOW BACKUPS and SHOW BACKUP', () => {
  it('list what a collection has', async () => {
    const equipped = equip();
    const { rows } = equipped;
    expect(await rows(`SHOW BACKUPS IN '${URI}'`)).toEqual([]);
    const old = await layBackup(equipped, 1);
    const young = await layBackup(equipped);
    expect(await rows(`SHOW BACKUPS IN '${URI}'`)).toEqual([old, young]);
    const text = `SELECT object_name, object_type, rows FROM [SHOW BACKUP LATEST IN '${URI}']`;
    expect(await rows(`${text} WHERE rows > 7`)).toEqual(['u,table,8', 't,table,9']);
    expect((await rows(`SHOW BACKUP '${old}' IN '${URI}'`))[3]).toBe(
      `d,public,t,table,${NOW - 3_600_000},70,7`,
    );
  });

  it('say which are publishing, until their manifest is stored', async () => {
    const equipped = equip();
    const { backend, last } = equipped;
    const subdir = '2024/06/01-120000.00';
    const publication = { job: '7' as JobId, sha256: '', rows: 1, bytes: 1 };
    const elsewhere = { ...publication, uri: 'nodelocal://1/c', subdir };
    backend.publications = () => Promise.resolve([{ ...publication, uri: URI, subdir }, elsewhere]);
    expect(await last(`SHOW BACKUPS IN '${URI}'`)).toMatchObject({
      rows: [],
      notices: [`${subdir} is publishing: job 7 is done, its manifest follows`],
    });
    expect(await layBackup(equipped)).toBe(subdir);
    const stored = await last(`SHOW BACKUPS IN '${URI}'`);
    expect([stored.rows, stored.notices]).toEqual([[[subdir]], undefined]);
  });

  it('say what is not there', async () => {
    const { error } = equip();
    expect(await error(`SHOW BACKUP LATEST IN '${URI}'`)).toBe(
      `58P01: ${URI} does not contain a completed backup`,
    );
    expect(await error(`SHOW BACKUP '../../etc' IN '${URI}'`)).toBe(
      `58P01: there is no backup ../../etc in ${URI}`,
    );
    expect(await error("SHOW BACKUPS IN 's3://bucket/x'")).toMatch(/^22023: .*has the scheme s3/);
    expect(await equip({ storage: undefined }).error(`SHOW BACKUPS IN '${URI}'`)).toBe(
      '0A000: SHOW BACKUPS is not supported in a session without storage',
    );
  });

  it('say that a backup is damaged', async () => {
    const equipped = equip();
    const place = equipped.storage.collection(URI);
    const name = `${await layBackup(equipped)}/BACKUP_MANIFEST`;
    const bytes = (await place.get(name))!;
    bytes[10]! ^= 1;
    await place.delete(name);
    await place.put(name, bytes);
    expect(await equipped.error(`RESTORE FROM LATEST IN '${URI}'`)).toMatch(
      /^XX001: .* is damaged/,
    );
  });
});

describe('RESTORE', () => {
  it('brings back a database, named as it is or anew', async () => {
    const equipped = equip();
    const { last, backend } = equipped;
    const subdir = await layBackup(equipped);
    const described = `RESTORE DATABASE d FROM '${subdir}' IN '${URI}'`;
    const result = await last(`RESTORE DATABASE d FROM LATEST IN '${URI}'`);
    expect(result.tag).toBe('RESTORE 1');
    expect(result.rows![0]!.slice(1)).toEqual(['succeeded', 1, 15n, 0n, 150n]);
    const t = { database: 'd', table: 't', columns, rows: 7, bytes: 70, index: 0 };
    const u = { ...t, table: 'u', rows: 8, bytes: 80, index: 1 };
    const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(lastCommand(backend)).toEqual({
      kind: 'CreateRestore',
      details: { uri: URI, subdir, sha256, databases: ['d'], tables: [t, u] },
      description: described,
    });
    await last(`RESTORE DATABASE d FROM '${URI}/${subdir}' WITH new_db_name = 'e', detached`);
    expect(lastCommand(backend)).toMatchObject({
      details: { uri: URI, databases: ['e'], tables: [{ database: 'e' }, { database: 'e' }] },
      description: `${described} WITH new_db_name = 'e', detached`,
    });
  });

  it('brings back tables, into their database or another', async () => {
    const equipped = equip();
    const { last, backend } = equipped;
    const subdir = await layBackup(equipped);
    await last(`CREATE DATABASE d; RESTORE TABLE t, d.u FROM '/${subdir}' IN '${URI}'`);
    expect(lastCommand(backend)).toMatchObject({
      details: {
        databases: [],
        tables: [
          { database: 'd', table: 'u', index: 1 },
          { database: 'defaultdb', table: 't', index: 2 },
        ],
      },
      description: `RESTORE TABLE defaultdb.public.t, d.public.u FROM '${subdir}' IN '${URI}'`,
    });
    await last(`CREATE DATABASE e; RESTORE d.* FROM LATEST IN '${URI}' WITH into_db = 'e'`);
    expect(lastCommand(backend)).toMatchObject({
      details: {
        tables: [
          { database: 'e', table: 't' },
          { database: 'e', table: 'u' },
        ],
      },
    });
  });

  it('brings back a cluster without the databases that are there always', async () => {
    const equipped = equip();
    await layBackup(equipped);
    await equipped.last(`RESTORE FROM LATEST IN '${URI}'`);
    expect(lastCommand(equipped.backend)).toMatchObject({
      details: { databases: ['d', 'empty'], tables: [{}, {}, { database: 'defaultdb' }] },
    });
    await equipped.last(`DROP DATABASE defaultdb; RESTORE FROM LATEST IN '${URI}'`);
    expect(lastCommand(equipped.backend)).toMatchObject({
      details: { databases: ['defaultdb', 'd', 'empty'] },
    });
  });

  it.each([
    ['DATABASE x', '', '3D000: database "x" does not exist in backup S'],
    ['TABLE d.x', '', '42P01: relation "d.public.x" does not exist in backup S'],
    ['x.*', '', '3D000: database "x" does not exist in backup S'],
    ['TABLE d.other.t', '', '3F000: unknown schema "other"'],
    ['TABLE d.t, t', "WITH into_db = 'e'", '42P07: relation "e.public.t" would be restored twice'],
    ['DATABASE d', "WITH into_db = 'e'", '22023: into_db can only be used for RESTORE TABLE'],
    [
      'DATABASE d, empty',
      "WITH new_db_name = 'e'",
      '22023: new_db_name can only be used for RESTORE DATABASE with a single target database',
    ],
    [
      'DATABASE d',
      'WITH skip_missing_views',
      '0A000: option "skip_missing_views" is not supported',
    ],
    ['TABLE d.t', '', '3D000: database "d" does not exist'],
  ])('refuses %s %s', async (targets, options, message) => {
    const equipped = equip();
    const subdir = await layBackup(equipped);
    const text = `RESTORE ${targets} FROM LATEST IN '${URI}' ${options}`;
    expect(await equipped.error(text)).toBe(message.replace(/S$/, subdir));
  });

  it('asks which backup when only the collection is named', async () => {
    const { error } = equip();
    expect(await error(`RESTORE FROM '${URI}'`)).toBe(`22023: ${URI} names no backup`);
  });
});
