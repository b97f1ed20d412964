import { describe, expect, it } from 'vitest';
import type { Command } from '../../cluster/commands.ts';
import type { Job } from '../../job/job.ts';
import type { JobId } from '../../job/job-id.ts';
import { ask, idsOf, jobId, NOW } from '../../testing/decider-spec.ts';
import { dataCluster, refusalOf, type DataCluster, type Said } from '../../testing/data-cluster.ts';
import {
  COLLECTION,
  createBackup,
  createRestore,
  createTable,
  dropTables,
  insert,
  layer,
  restoreOf,
  tableName,
} from '../../testing/data-commands.ts';
import type { BackupDetails, BackupTargets } from '../job-details.ts';

/** bank.accounts has a layer and two rows, bank.old is offline, shop.goods is empty. */
function filled(): DataCluster {
  const cluster = dataCluster().does(
    createTable('shop.goods'),
    insert('bank.accounts', 53, { layer: layer('m1'), rows: [[1], [2]] }),
  );
  const restore = cluster.makes(createRestore(restoreOf([], ['bank.old'])));
  cluster.works(restore, { kind: 'progress', effect: { kind: 'prepare' } });
  return cluster;
}

const detailsOf = (job: Job): BackupDetails => job.details as unknown as BackupDetails;

describe('BACKUP', () => {
  it('is one commit: the job with what it covers, and its protection', () => {
    const cluster = filled();
    const job = cluster.makes(createBackup({ databases: ['bank'] }));
    expect(cluster.words).toEqual(['JobCreated BACKUP', `PositionProtected ${job}`]);
    expect(cluster.state.catalog.protections.get(job)).toEqual({ job, n: cluster.state.n });
    expect(cluster.job(job)).toMatchObject({ cancelable: true, owner: 'root', schedule: null });
    expect(detailsOf(cluster.job(job))).toEqual({
      uri: COLLECTION,
      subdir: '2026/01/01-000000.00',
      at: NOW,
      targets: { databases: ['bank'] },
      databases: ['bank'],
      tables: [
        { id: 53, database: 'bank', table: 'accounts', layers: 1, inline: 2 },
        { id: 54, database: 'bank', table: 'loans', layers: 0, inline: 0 },
      ],
    });
  });

  const names = (...tables: string[]): BackupTargets => ({ tables: tables.map(tableName) });
  it.each<[string, BackupTargets, readonly string[]]>([
    ['the cluster', {}, ['bank.accounts', 'bank.loans', 'shop.goods']],
    ['a database', { databases: ['shop'] }, ['shop.goods']],
    ['a database twice', { databases: ['shop', 'shop'] }, ['shop.goods']],
    ['an empty database', { databases: ['defaultdb'] }, []],
    ['tables', names('shop.goods', 'bank.loans'), ['shop.goods', 'bank.loans']],
    ['a table twice', names('bank.loans', 'bank.loans'), ['bank.loans']],
    [
      'a database and a table of it',
      { databases: ['shop'], ...names('shop.goods', 'bank.loans') },
      ['shop.goods', 'bank.loans'],
    ],
  ])('of %s covers what is public there now', (_what, targets, covered) => {
    const cluster = filled().does(dropTables(['bank.loans']), createTable('bank.loans'));
    const { tables } = detailsOf(cluster.job(cluster.makes(createBackup(targets))));
    expect(tables.map(({ database, table }) => `${database}.${table}`)).toEqual(covered);
  });

  it('covers as much of a table as there was, whatever is added in the same commit', () => {
    const cluster = filled();
    cluster.batch([
      [insert('bank.loans', 54, { rows: [[1]] })],
      [createBackup({ databases: ['bank'] })],
      [insert('bank.loans', 54, { rows: [[2]] })],
      [dropTables(['bank.accounts'])],
    ]);
    const [backup] = cluster.active('BACKUP');
    expect(detailsOf(backup!).tables.map(({ inline }) => inline)).toEqual([2, 1]);
    // What drops a table in the very commit does not precede the protection.
    const [gc] = cluster.active('SCHEMA CHANGE GC');
    expect(gc!.details).toMatchObject({ droppedIn: cluster.state.n });
    expect(cluster.state.catalog.protections.get(backup!.id)!.n).toBe(cluster.state.n);
  });

  it.each<[BackupTargets, string, string]>([
    [{ databases: ['shop', 'zoo'] }, '3D000', 'database "zoo" does not exist'],
    [names('bank.x'), '42P01', 'relation "bank.public.x" does not exist'],
    [names('bank.loans', 'bank.old'), '55000', 'relation "old" is offline: restoring'],
  ])('of %o is refused: %s %s', (targets, code, message) => {
    const cluster = filled();
    expect(refusalOf(cluster, createBackup(targets))).toEqual([code, message]);
    expect(cluster.state.catalog.protections.has(jobId(1))).toBe(false);
  });
});

describe('the protection of a BACKUP', () => {
  const drop = { effect: { kind: 'drop' } } as const;
  const begin = (cluster: DataCluster): JobId => {
    const job = cluster.makes(createBackup());
    cluster.works(job);
    return job;
  };
  const isProtected = (cluster: DataCluster, job: JobId): boolean =>
    cluster.state.catalog.protections.has(job);

  it.each<[string, Said, string]>([
    ['its success', { kind: 'succeeded' }, 'JobSucceeded'],
    [
      'its success with the digest of the manifest',
      { kind: 'succeeded', effect: { kind: 'backed-up', sha256: 'd', rows: 1, bytes: 8 } },
      'JobSucceeded',
    ],
  ])('is released in the commit of %s', (_how, said, end) => {
    const cluster = filled();
    const job = begin(cluster);
    cluster.works(job, { kind: 'progress', fraction: 0.5 });
    expect(isProtected(cluster, job)).toBe(true);
    cluster.works(job, said);
    expect(cluster.words).toContain(`${end} ${job}`);
    expect(cluster.words).toContain(`ProtectionReleased ${job}`);
    expect(isProtected(cluster, job)).toBe(false);
  });

  it.each<[string, Said, readonly string[]]>([
    ['canceled', { kind: 'reverted', ...drop }, ['ProtectionReleased', 'JobCanceled']],
    [
      'canceled, by a worker of few words',
      { kind: 'reverted' },
      ['JobCanceled', 'ProtectionReleased'],
    ],
  ])('is released once in the commit that makes it %s', (_how, said, order) => {
    const cluster = filled();
    const job = begin(cluster);
    cluster.cancels(job);
    expect(isProtected(cluster, job)).toBe(true);
    cluster.works(job, said);
    expect(cluster.words).toEqual(order.map((type) => `${type} ${job}`));
    expect(isProtected(cluster, job)).toBe(false);
  });

  it('is released in the commit in which a failed one has been undone', () => {
    const cluster = filled();
    const job = begin(cluster);
    cluster.works(job, { kind: 'failed', error: 'disk full' });
    expect(isProtected(cluster, job)).toBe(true);
    cluster.works(job, { kind: 'reverted', ...drop });
    expect(cluster.words).toEqual([`ProtectionReleased ${job}`, `JobFailed ${job}`]);
  });

  it('is kept through pauses of the run', () => {
    const cluster = filled();
    const job = begin(cluster);
    cluster.does(ask('pause', job));
    cluster.works(job, { kind: 'stopped', ...drop });
    expect(cluster.status(job)).toBe('paused');
    expect(isProtected(cluster, job)).toBe(true);
  });

  it('goes with a revert that was done when the pause won, and RESUME only ends the job', () => {
    const cluster = filled();
    const job = begin(cluster);
    cluster.cancels(job);
    cluster.works(job);
    cluster.does(ask('pause', job));
    cluster.works(job, { kind: 'reverted', ...drop });
    expect(cluster.words).toEqual([`ProtectionReleased ${job}`, `JobPaused ${job}`]);
    cluster.does(ask('resume', job));
    expect(cluster.words).toEqual([`JobRevertResumed ${job}`, `JobCanceled ${job}`]);
  });
});

describe('a BACKUP that is done', () => {
  const effect = { kind: 'backed-up', sha256: 'digest', rows: 2, bytes: 16 } as const;
  const done = () => {
    const cluster = filled();
    const job = cluster.makes(createBackup());
    cluster.works(job, { kind: 'succeeded', effect });
    return { cluster, job };
  };
  const publish = (job: JobId, user = 'root'): Command => {
    return { kind: 'PublishBackup', job, by: { user } };
  };

  it('says in the commit of its success which manifest is its own', () => {
    const { cluster, job } = done();
    expect(cluster.words[0]).toBe(`BackupCompleted ${job}`);
    expect(cluster.state.catalog.publications.get(job)).toEqual({
      job,
      uri: COLLECTION,
      subdir: '2026/01/01-000000.00',
      sha256: 'digest',
      rows: 2,
      bytes: 16,
    });
  });

  it('is published once its manifest is stored; said again that changes nothing', () => {
    const { cluster, job } = done();
    cluster.does(publish(job));
    expect(cluster.words).toEqual([`BackupPublished ${job}`]);
    expect(cluster.state.catalog.publications.has(job)).toBe(false);
    expect(cluster.does(publish(job)).newest).toEqual([]);
  });

  it('is published by no user', () => {
    const { cluster, job } = done();
    expect(refusalOf(cluster, publish(job, 'anna'))).toEqual([
      '42501',
      'only root may publish a backup',
    ]);
  });

  it('never has a manifest when it was canceled, however far the run had come', () => {
    const cluster = filled();
    const job = cluster.makes(createBackup());
    cluster.works(job);
    cluster.does(ask('cancel', job));
    cluster.works(job, { kind: 'succeeded', effect });
    expect(cluster.words).toEqual([`JobReverting ${idsOf(job)}`]);
    expect(cluster.state.catalog.publications.has(job)).toBe(false);
  });
});
