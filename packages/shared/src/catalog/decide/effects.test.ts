import { describe, expect, it } from 'vitest';
import { clusterOf, held, jobAt, jobId, says, W1 } from '../../testing/decider-spec.ts';
import { dataCluster, type Said } from '../../testing/data-cluster.ts';
import {
  createBackup,
  createRestore,
  createStatistics,
  createTable,
  dropTables,
  restoreOf,
} from '../../testing/data-commands.ts';
import type { JobId } from '../../job/job-id.ts';
import type { JobEffect } from '../job-details.ts';

const COLUMNS = [{ columns: ['id'], distinct: 3, nulls: 0, histogram: [['3', 3]] }] as const;
const STATISTICS: JobEffect = { kind: 'statistics', rows: 3, written: 3, columns: COLUMNS };
const EFFECTS: Readonly<Record<JobEffect['kind'], JobEffect>> = {
  prepare: { kind: 'prepare' },
  publish: { kind: 'publish', tables: [] },
  'backed-up': { kind: 'backed-up', sha256: 'd', rows: 1, bytes: 8 },
  drop: { kind: 'drop' },
  statistics: STATISTICS,
  cleared: { kind: 'cleared' },
};
const KINDS = Object.keys(EFFECTS) as JobEffect['kind'][];

const succeeded = (effect: JobEffect): Said => ({ kind: 'succeeded', effect });
const progress = (effect: JobEffect): Said => ({ kind: 'progress', fraction: 0.5, effect });

/** A job of every type, and which effects are its own. */
const makers = {
  RESTORE: [() => createRestore(restoreOf(['old'], ['old.a'])), ['prepare', 'publish', 'drop']],
  BACKUP: [() => createBackup(), ['backed-up', 'drop']],
  'CREATE STATS': [() => createStatistics('bank.loans'), ['statistics']],
} as const;

describe.each(Object.entries(makers))('a %s', (type, [make, own]) => {
  const foreign = KINDS.filter((kind) => !(own as readonly string[]).includes(kind));

  it.each(foreign)('has no effect called %s: the report counts, and it does not', (kind) => {
    const cluster = dataCluster();
    const job = cluster.makes(make());
    expect(cluster.job(job).type).toBe(type);
    cluster.works(job, progress(EFFECTS[kind]));
    expect(cluster.words).toEqual([`JobProgressed ${job}`]);
    cluster.works(job, succeeded(EFFECTS[kind]));
    expect(cluster.words.filter((said) => said !== `ProtectionReleased ${job}`)).toEqual([
      `JobSucceeded ${job}`,
    ]);
  });

  it.each(KINDS)('that says %s under a fence that is over changes nothing', (kind) => {
    const cluster = dataCluster();
    const job = cluster.makes(make());
    cluster.works(job, { kind: 'stopped' });
    cluster.works(job);
    for (const said of [progress(EFFECTS[kind]), succeeded(EFFECTS[kind])]) {
      const reports = [{ ...said, job, fence: 1 } as never];
      const { answer } = cluster.run({ kind: 'Report', session: W1, reports });
      expect(answer).toEqual({ ok: true, kind: 'reported', stale: [0] });
      expect(cluster.newest).toEqual([]);
    }
  });

  it('has effects that only their own reports bring about', () => {
    const cluster = dataCluster();
    const job = cluster.makes(make());
    for (const kind of own.filter((each) => each !== 'prepare')) {
      cluster.works(job, progress(EFFECTS[kind]));
      expect(cluster.words).toEqual([`JobProgressed ${job}`]);
    }
    cluster.works(job, { kind: 'stopped', effect: EFFECTS[own[0]] });
    expect(cluster.words).toEqual([`JobClaimReleased ${job}`]);
  });
});

it('jobs of other types have no effects, whatever they are called', () => {
  for (const type of ['demo', 'constructor', 'toString', 'backup']) {
    const cluster = clusterOf(jobAt('forward.running', { type, ...held() }));
    for (const effect of [...Object.values(EFFECTS), { kind: 'constructor' }]) {
      const { events } = cluster.run(says({ job: jobId(7), fence: 1, kind: 'progress', effect }));
      expect(events.map((event) => event.type)).toEqual(['JobProgressed']);
    }
  }
});

describe('statistics', () => {
  const made = () => {
    const cluster = dataCluster();
    const job = cluster.makes(createStatistics('bank.loans', 's1', ['id']));
    return { cluster, job };
  };
  const names = (cluster: ReturnType<typeof dataCluster>) =>
    (cluster.state.catalog.statistics.get(54) ?? []).map(({ name }) => name);

  it('are recorded in the commit of the success', () => {
    const { cluster, job } = made();
    cluster.pass(500);
    cluster.works(job, succeeded(STATISTICS));
    expect(cluster.words).toEqual(['StatisticsRecorded 54', `JobSucceeded ${job}`]);
    const { rows, written, columns } = STATISTICS;
    expect(cluster.state.catalog.statistics.get(54)).toEqual([
      { name: 's1', job, created: cluster.now, rows, written, columns },
    ]);
  });

  it('replace those of the same name, and no others', () => {
    const { cluster, job } = made();
    cluster.works(job, succeeded(STATISTICS));
    for (const name of ['s2', 's1', 's3']) {
      cluster.works(cluster.makes(createStatistics('bank.loans', name)), succeeded(STATISTICS));
    }
    expect(names(cluster)).toEqual(['s2', 's1', 's3']);
  });

  it('are not there when the job was canceled', () => {
    const { cluster, job } = made();
    cluster.cancels(job);
    cluster.works(job, { kind: 'reverted', effect: STATISTICS });
    expect(cluster.words).toEqual([`JobCanceled ${job}`]);
    expect(names(cluster)).toEqual([]);
  });

  it.each([
    ['was dropped', false],
    ['is gone', true],
  ])('of a table that %s meanwhile are of no use', (_how, gone) => {
    const { cluster, job } = made();
    cluster.does(dropTables(['bank.loans']), createTable('bank.loans'));
    const [gc] = cluster.active('SCHEMA CHANGE GC');
    if (gone) cluster.works(gc!.id, succeeded({ kind: 'cleared' }));
    cluster.works(job, succeeded(STATISTICS));
    expect(cluster.words).toEqual([`JobSucceeded ${job}`]);
    expect(cluster.state.catalog.statistics.size).toBe(0);
  });

  it('go with their table', () => {
    const { cluster, job } = made();
    cluster.works(job, succeeded(STATISTICS));
    cluster.does(dropTables(['bank.loans']));
    const [gc] = cluster.active('SCHEMA CHANGE GC');
    cluster.works(gc!.id, succeeded({ kind: 'cleared' }));
    expect(cluster.state.catalog.statistics.size).toBe(0);
  });
});

describe('a GC job', () => {
  const dropping = (): { cluster: ReturnType<typeof dataCluster>; gc: JobId } => {
    const cluster = dataCluster().does(dropTables(['bank.loans']));
    return { cluster, gc: cluster.active('SCHEMA CHANGE GC')[0]!.id };
  };

  it('clears nothing before it succeeds', () => {
    const { cluster, gc } = dropping();
    cluster.works(gc, progress({ kind: 'cleared' }));
    cluster.works(gc, { kind: 'failed', error: 'no disk', effect: { kind: 'cleared' } });
    expect(cluster.words).toEqual([`JobAttemptFailed ${gc}`]);
    expect(cluster.tables).toContain('bank.loans (dropped)');
  });

  it('clears what is left to be cleared, and never a table that has a name', () => {
    const { cluster, gc } = dropping();
    const before = cluster.table('bank.accounts');
    // A job of another making, with details that name what is public.
    const fields = { type: 'SCHEMA CHANGE GC', details: { tables: [{ id: 1, layers: [] }] } };
    const other = clusterOf(jobAt('forward.running', { ...fields, ...held() }));
    const { events } = other.run(
      says({ job: jobId(7), fence: 1, kind: 'succeeded', effect: { kind: 'cleared' } }),
    );
    expect(events.map((event) => event.type)).toEqual(['JobSucceeded']);
    cluster.works(gc, succeeded({ kind: 'cleared' }));
    expect(cluster.words).toEqual(['TablesCleared 54', `JobSucceeded ${gc}`]);
    expect(cluster.table('bank.accounts')).toEqual(before);
  });
});
