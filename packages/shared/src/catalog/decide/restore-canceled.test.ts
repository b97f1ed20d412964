import { describe, expect, it } from 'vitest';
import type { JobId } from '../../job/job-id.ts';
import { ask, idsOf, W1 } from '../../testing/decider-spec.ts';
import { dataCluster, type DataCluster } from '../../testing/data-cluster.ts';
import {
  createDatabase,
  createRestore,
  createTable,
  dropDatabase,
  dropTables,
  insert,
  renameDatabase,
  restoreOf,
} from '../../testing/data-commands.ts';

const PREPARE = { kind: 'progress', effect: { kind: 'prepare' } } as const;
const UNDONE = { kind: 'reverted', effect: { kind: 'drop' } } as const;
const OLD = restoreOf(['old'], ['old.a', 'old.b']);
const GC = 'SCHEMA CHANGE GC';

/** Ids 56 to 58 go to the database `old` and its tables a and b. */
function restoring(details = OLD): { readonly cluster: DataCluster; readonly job: JobId } {
  const cluster = dataCluster();
  const job = cluster.makes(createRestore(details));
  return { cluster, job };
}

function prepared(details = OLD): ReturnType<typeof restoring> {
  const made = restoring(details);
  made.cluster.works(made.job, PREPARE);
  return made;
}

const dropped = (job: JobId) => [
  'TableDropped 57',
  'TableDropped 58',
  `JobCreated ${GC}`,
  'DatabaseDropped 56',
  `JobCanceled ${job}`,
];

describe('CANCEL of a RESTORE that has prepared nothing', () => {
  it.each<[string, (cluster: DataCluster, job: JobId) => void]>([
    ['nobody has run', () => undefined],
    ['runs', (cluster, job) => cluster.works(job)],
    [
      'is paused',
      (cluster, job) => {
        cluster.does(ask('pause', job));
        cluster.does({ kind: 'ServeRequests', jobs: idsOf(job) });
      },
    ],
  ])('and %s leaves everything as it was, without a GC job', (_how, begin) => {
    const { cluster, job } = restoring();
    const before = { tables: cluster.tables, databases: cluster.databases };
    begin(cluster, job);
    cluster.cancels(job);
    cluster.works(job, UNDONE);
    expect(cluster.words).toEqual([`JobCanceled ${job}`]);
    expect({ tables: cluster.tables, databases: cluster.databases }).toEqual(before);
    expect(cluster.active(GC)).toEqual([]);
  });
});

describe('CANCEL of a prepared RESTORE', () => {
  it('takes everything back in the commit that makes it canceled, with one GC job', () => {
    const { cluster, job } = prepared();
    cluster.cancels(job);
    expect(cluster.table('old.a').state).toBe('offline');
    cluster.works(job, UNDONE);
    expect(cluster.words).toEqual(dropped(job));
    const [gc, ...others] = cluster.active(GC);
    expect(others).toEqual([]);
    expect(gc).toMatchObject({
      cancelable: false,
      owner: 'root',
      description: 'GC for RESTORE DATABASE bank',
      details: {
        tables: [
          { id: 57, layers: [] },
          { id: 58, layers: [] },
        ],
        job,
        droppedIn: cluster.state.n,
      },
    });
    expect(gc!.id).not.toBe(job);
  });

  it('frees its names in that very commit', () => {
    const { cluster, job } = prepared();
    cluster.cancels(job);
    cluster.works(job);
    const fence = cluster.job(job).fence;
    const [, database, table] = cluster.batch([
      [{ kind: 'Report', session: W1, reports: [{ job, fence, ...UNDONE }] }],
      [createDatabase('old')],
      [createTable('old.a')],
    ]);
    expect([database!.answer, table!.answer]).toEqual([
      { ok: true, kind: 'done' },
      { ok: true, kind: 'done' },
    ]);
    expect(cluster.table('old.a')).toMatchObject({ state: 'public', job: null });
    expect(cluster.status(job)).toBe('canceled');
  });

  it('also when the run had written everything and only its success came too late', () => {
    const { cluster, job } = prepared();
    cluster.does(ask('cancel', job));
    cluster.works(job, { kind: 'succeeded', effect: { kind: 'publish', tables: [] } });
    cluster.works(job, UNDONE);
    expect(cluster.words).toEqual(dropped(job));
  });

  it('keeps a database into which others have put tables, and says why', () => {
    const { cluster, job } = prepared(restoreOf(['old', 'void'], ['old.a']));
    cluster.does(createTable('old.mine'), insert('old.mine', 59, { rows: [[1]] }));
    cluster.cancels(job);
    cluster.works(job, UNDONE);
    expect(cluster.words).toEqual([
      'TableDropped 58',
      `JobCreated ${GC}`,
      'DatabaseKept 56',
      'DatabaseDropped 57',
      `JobCanceled ${job}`,
    ]);
    expect(cluster.newest).toContainEqual({
      type: 'DatabaseKept',
      database: 56,
      reason: 'preserving database old because it contains new child objects',
      job,
    });
    expect(cluster.database('old').job).toBeNull();
    expect(cluster.table('old.mine')).toMatchObject({ state: 'public', inline: [[1]] });
    cluster.does(dropDatabase('old', { cascade: true }));
  });

  it('keeps no database for tables that were dropped again', () => {
    const { cluster, job } = prepared();
    cluster.does(createTable('old.mine'), dropTables(['old.mine']));
    cluster.cancels(job);
    cluster.works(job, UNDONE);
    expect(cluster.words).toEqual(dropped(job));
    expect(cluster.active(GC)).toHaveLength(2);
  });

  it('keeps the database that another RESTORE fills, and leaves its tables to it', () => {
    const { cluster, job } = prepared();
    const other = cluster.makes(createRestore(restoreOf([], ['old.c'])));
    cluster.works(other, PREPARE);
    cluster.cancels(job);
    cluster.works(job, UNDONE);
    expect(cluster.words).toContain('DatabaseKept 56');
    expect(cluster.tables).toContain('old.c (offline)');
    cluster.cancels(other);
    cluster.works(other, UNDONE);
    expect(cluster.words).toEqual(['TableDropped 59', `JobCreated ${GC}`, `JobCanceled ${other}`]);
  });

  it('drops its database under whatever name it has by then, and no other of the old name', () => {
    const { cluster, job } = prepared();
    cluster.does(renameDatabase('old', 'older'), createDatabase('old'), createTable('old.a'));
    cluster.cancels(job);
    cluster.works(job, UNDONE);
    expect(cluster.words).toEqual(dropped(job));
    expect(cluster.databases).toEqual(['bank', 'defaultdb', 'old', 'postgres', 'shop']);
    expect(cluster.table('old.a').state).toBe('public');
  });

  it('leaves old databases in which it has made tables', () => {
    const { cluster, job } = prepared(restoreOf([], ['shop.a']));
    cluster.cancels(job);
    cluster.works(job, UNDONE);
    expect(cluster.words).toEqual(['TableDropped 56', `JobCreated ${GC}`, `JobCanceled ${job}`]);
    expect(cluster.databases).toContain('shop');
  });

  it('needs no GC job where it has made databases without tables', () => {
    const { cluster, job } = prepared(restoreOf(['void'], []));
    cluster.cancels(job);
    cluster.works(job, UNDONE);
    expect(cluster.words).toEqual(['DatabaseDropped 56', `JobCanceled ${job}`]);
  });
});

describe('a RESTORE that failed', () => {
  it('takes everything back in the commit that makes it failed', () => {
    const { cluster, job } = prepared();
    cluster.works(job, { kind: 'failed', error: 'damaged', mark: 'permanent' });
    expect(cluster.status(job)).toBe('reverting');
    cluster.works(job, UNDONE);
    expect(cluster.words).toEqual([...dropped(job).slice(0, -1), `JobFailed ${job}`]);
  });

  it('whose revert failed has taken nothing back yet', () => {
    const { cluster, job } = prepared();
    cluster.cancels(job);
    cluster.works(job, { kind: 'revert-failed', error: 'no disk', effect: { kind: 'drop' } });
    expect(cluster.words).toEqual([`JobAttemptFailed ${job}`]);
    expect(cluster.table('old.a').state).toBe('offline');
    cluster.pass(60_000);
    cluster.works(job, UNDONE);
    expect(cluster.words).toEqual(dropped(job));
  });
});

describe('the revert of a RESTORE', () => {
  it('that a dead worker had begun is run again by the next, to the same end', () => {
    const { cluster, job } = prepared();
    cluster.cancels(job);
    cluster.works(job);
    const late = { job, fence: cluster.job(job).fence, ...UNDONE };
    cluster.does({ kind: 'EndSession', session: W1, reason: 'expired' });
    expect(cluster.run({ kind: 'Report', session: W1, reports: [late] }).answer).toMatchObject({
      stale: [0],
    });
    expect(cluster.table('old.a').state).toBe('offline');
    const types = [{ name: 'RESTORE', cancelable: true }];
    const hello = { id: 'w2', worker: 'w2', pid: 2, host: 'here', types, slots: 9 };
    cluster.does({ kind: 'OpenSession', hello });
    cluster.does({ kind: 'ClaimJobs', claims: [{ session: 'w2', jobs: idsOf(job) }] });
    const again = { job, fence: cluster.job(job).fence, ...UNDONE };
    cluster.does({ kind: 'Report', session: 'w2', reports: [again] });
    expect(cluster.words).toEqual(dropped(job));
    cluster.does({ kind: 'Report', session: 'w2', reports: [again] });
    expect(cluster.newest).toEqual([]);
    expect(cluster.active(GC)).toHaveLength(1);
  });

  it('that was done when the pause won takes everything back with the pause, once', () => {
    const { cluster, job } = prepared();
    cluster.cancels(job);
    cluster.works(job);
    cluster.does(ask('pause', job));
    cluster.works(job, UNDONE);
    expect(cluster.words).toEqual([...dropped(job).slice(0, -1), `JobPaused ${job}`]);
    expect(cluster.job(job)).toMatchObject({ place: 'backward.paused', revertDone: true });
    cluster.does(createDatabase('old'));
    cluster.does(ask('resume', job));
    expect(cluster.words).toEqual([`JobRevertResumed ${job}`, `JobCanceled ${job}`]);
    expect(cluster.active(GC)).toHaveLength(1);
    expect(cluster.databases).toContain('old');
  });

  it('that was stopped by a pause has taken nothing back, and goes on after RESUME', () => {
    const { cluster, job } = prepared();
    cluster.cancels(job);
    cluster.works(job);
    cluster.does(ask('pause', job));
    cluster.works(job, { kind: 'stopped', effect: { kind: 'drop' } });
    expect(cluster.words).toEqual([`JobPaused ${job}`]);
    expect(cluster.table('old.a').state).toBe('offline');
    cluster.does(ask('resume', job));
    cluster.works(job, UNDONE);
    expect(cluster.words).toEqual(dropped(job));
  });

  it('prepares nothing, whatever its worker says', () => {
    const { cluster, job } = restoring();
    cluster.cancels(job);
    cluster.works(job, { ...PREPARE, fraction: 0.5 });
    expect(cluster.words).toEqual([`JobProgressed ${job}`]);
    expect(cluster.databases).not.toContain('old');
  });
});

it('a run that is stopped or paused takes nothing back, whatever its worker says', () => {
  const { cluster, job } = prepared();
  const drop = { effect: { kind: 'drop' } } as const;
  cluster.works(job, { kind: 'stopped', ...drop });
  expect(cluster.words).toEqual([`JobClaimReleased ${job}`]);
  cluster.works(job, { kind: 'pause-self', reason: 'no space', ...drop });
  expect(cluster.words).toEqual([`JobPauseRequested ${job}`, `JobPaused ${job}`]);
  expect(cluster.table('old.a').state).toBe('offline');
});
