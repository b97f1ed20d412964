import { describe, expect, it } from 'vitest';
import { ask, W1 } from '../testing/decider-spec.ts';
import { dataCluster, type DataCluster } from '../testing/data-cluster.ts';
import {
  createStatistics,
  createTable,
  dropDatabase,
  dropTables,
  insert,
  layer,
} from '../testing/data-commands.ts';
import type { JobId } from '../job/job-id.ts';
import type { Command } from './commands.ts';
import { Draft } from './draft.ts';
import { consequences } from './consequences.ts';

const AUTO = 'AUTO CREATE STATS';
const UNDONE = { kind: 'reverted' } as const;
const refresh = (table: number): Command => ({ kind: 'RefreshStatistics', tables: [table] });
const enable = (value: boolean): Command => {
  const name = 'sql.stats.automatic_collection.enabled';
  return { kind: 'SetSetting', name, value, by: { user: 'root' } };
};

/** Automatic statistics of bank.loans (54) are being made. */
function refreshing(): { readonly cluster: DataCluster; readonly job: JobId } {
  const cluster = dataCluster().does(
    insert('bank.accounts', 53, { layer: layer('m1') }),
    insert('bank.loans', 54, { layer: layer('m2') }),
    refresh(54),
  );
  return { cluster, job: cluster.active(AUTO)[0]!.id };
}

const wishes = ({ state }: DataCluster): readonly number[] => [...state.catalog.wishes.values()];
/** The tables of the automatic jobs that have not ended. */
const tables = (cluster: DataCluster): readonly unknown[] =>
  cluster.active(AUTO).map(({ details }) => (details as { readonly table: number }).table);

describe('CANCEL of an automatic statistics job', () => {
  it('starts it again as a new job in the very commit that makes it canceled', () => {
    const { cluster, job } = refreshing();
    cluster.cancels(job);
    expect(cluster.words).toEqual([`JobReverting ${job}`]);
    cluster.works(job, UNDONE);
    expect(cluster.words).toEqual([
      `JobCanceled ${job}`,
      'StatisticsWanted 54',
      'StatisticsUnwanted 54',
      `JobCreated ${AUTO}`,
    ]);
    const [next, ...others] = cluster.active(AUTO);
    expect(others).toEqual([]);
    expect(next!.id).not.toBe(job);
    expect(next).toMatchObject({
      description: 'Table statistics refresh for bank.public.loans',
      details: { name: '__auto__', table: 54, columns: [] },
      created: cluster.now,
    });
    expect(wishes(cluster)).toEqual([]);
  });

  it('and of each that follows starts one again', () => {
    const { cluster } = refreshing();
    for (let i = 0; i < 5; i++) {
      const { id } = cluster.active(AUTO)[0]!;
      cluster.cancels(id);
      cluster.works(id, UNDONE);
      expect(tables(cluster)).toEqual([54]);
    }
    expect(cluster.state.countsByStatus().get('canceled')).toBe(5);
  });

  it('starts it again when its table was renamed meanwhile, under the new name', () => {
    const { cluster, job } = refreshing();
    cluster.cancels(job);
    cluster.does({
      kind: 'RenameTable',
      table: { database: 'bank', table: 'loans' },
      to: 'debts',
      by: { user: 'root' },
    });
    cluster.works(job, UNDONE);
    expect(cluster.active(AUTO)[0]!.description).toContain('bank.public.debts');
  });

  it('starts nothing when automatic statistics are off by then', () => {
    const { cluster, job } = refreshing();
    cluster.cancels(job);
    cluster.does(enable(false));
    cluster.works(job, UNDONE);
    expect(cluster.words).toEqual([`JobCanceled ${job}`]);
    cluster.does(enable(true));
    expect(wishes(cluster)).toEqual([]);
  });

  it.each([
    ['turned off', false, true],
    ['turned on', true, false],
  ])('goes by the setting in its own commit: %s', (_how, on, before) => {
    const { cluster, job } = refreshing();
    cluster.does(enable(before));
    cluster.cancels(job);
    cluster.works(job);
    const reports = [{ job, fence: cluster.job(job).fence, ...UNDONE }];
    cluster.batch([[{ kind: 'Report', session: W1, reports }], [enable(on)]]);
    expect(tables(cluster)).toEqual(on ? [54] : []);
  });

  it.each<[string, Command]>([
    ['table', dropTables(['bank.loans'])],
    ['database', dropDatabase('bank', { cascade: true })],
  ])('starts nothing when the %s is gone by then', (_what, command) => {
    const { cluster, job } = refreshing();
    cluster.cancels(job);
    cluster.does(command);
    cluster.works(job, UNDONE);
    expect(cluster.words).toEqual([`JobCanceled ${job}`]);
  });

  it('comes to the same when its end waited for RESUME', () => {
    const { cluster, job } = refreshing();
    cluster.cancels(job);
    cluster.works(job);
    cluster.does(ask('pause', job));
    cluster.works(job, UNDONE);
    expect(tables(cluster)).toEqual([54]);
    expect(cluster.active(AUTO)[0]!.id).toBe(job);
    cluster.does(ask('resume', job));
    expect(cluster.words).toContain(`JobCanceled ${job}`);
    expect(cluster.words).toContain(`JobCreated ${AUTO}`);
  });
});

describe('the wish for automatic statistics', () => {
  /** The automatic job was canceled while a user's was under way. */
  const blocked = () => {
    const { cluster, job } = refreshing();
    const blocker = cluster.makes(createStatistics('bank.accounts'));
    cluster.cancels(job);
    cluster.works(job, UNDONE);
    return { cluster, job, blocker };
  };

  it('is kept while another statistics job lives', () => {
    const { cluster, job } = blocked();
    expect(cluster.words).toEqual([`JobCanceled ${job}`, 'StatisticsWanted 54']);
    expect(wishes(cluster)).toEqual([54]);
    expect(tables(cluster)).toEqual([]);
  });

  it.each<[string, (cluster: DataCluster, blocker: JobId) => void]>([
    ['succeeds', (cluster, blocker) => cluster.works(blocker, { kind: 'succeeded' })],
    [
      'is canceled',
      (cluster, blocker) => {
        cluster.cancels(blocker);
        cluster.works(blocker, UNDONE);
      },
    ],
    [
      'fails',
      (cluster, blocker) => {
        cluster.works(blocker, { kind: 'failed', error: 'x', mark: 'permanent' }, UNDONE);
      },
    ],
  ])('is granted in the commit in which the last of them %s', (_how, end) => {
    const { cluster, blocker } = blocked();
    const second = cluster.makes(createStatistics('bank.accounts'));
    cluster.works(second, { kind: 'succeeded' });
    expect(cluster.words).toEqual([`JobSucceeded ${second}`]);
    end(cluster, blocker);
    expect(cluster.words.slice(1)).toEqual(['StatisticsUnwanted 54', `JobCreated ${AUTO}`]);
    expect(wishes(cluster)).toEqual([]);
    expect(tables(cluster)).toEqual([54]);
  });

  it('is granted once, when several blockers end in one commit', () => {
    const { cluster, blocker } = blocked();
    const second = cluster.makes(createStatistics('bank.accounts'));
    cluster.works(blocker);
    cluster.works(second);
    const reports = [blocker, second].map((job) => {
      return { job, fence: cluster.job(job).fence, kind: 'succeeded' } as const;
    });
    cluster.does({ kind: 'Report', session: W1, reports });
    expect(cluster.words.filter((words) => words.startsWith('JobCreated'))).toHaveLength(1);
    expect(tables(cluster)).toEqual([54]);
  });

  it('is one for a table, however many cancels there were', () => {
    const { cluster, job } = refreshing();
    const first = cluster.makes(createStatistics('bank.accounts'));
    const canceled = [job];
    // What only an older log can hold: more automatic jobs of one table beside each other.
    for (let i = 0; i < 2; i++) {
      canceled.push(addAutomatic(cluster, 54));
    }
    for (const id of canceled) {
      cluster.cancels(id);
      cluster.works(id, UNDONE);
      const wanted = id === job ? ['StatisticsWanted 54'] : [];
      expect(cluster.words).toEqual([`JobCanceled ${id}`, ...wanted]);
      expect(wishes(cluster)).toEqual([54]);
    }
    cluster.works(first, { kind: 'succeeded' });
    expect(tables(cluster)).toEqual([54]);
    expect(wishes(cluster)).toEqual([]);
  });

  it('is granted one after the other, the oldest first', () => {
    const { cluster, job } = refreshing();
    const first = cluster.makes(createStatistics('bank.accounts'));
    const second = addAutomatic(cluster, 53);
    for (const id of [job, second]) {
      cluster.cancels(id);
      cluster.works(id, UNDONE);
    }
    expect(wishes(cluster)).toEqual([54, 53]);
    cluster.works(first, { kind: 'succeeded' });
    expect([wishes(cluster), tables(cluster)]).toEqual([[53], [54]]);
    cluster.works(cluster.active(AUTO)[0]!.id, { kind: 'succeeded' });
    expect([wishes(cluster), tables(cluster)]).toEqual([[], [53]]);
  });

  it('lapses with the end of the last blocker when automatic statistics are off by then', () => {
    const { cluster, blocker } = blocked();
    cluster.does(enable(false));
    expect(wishes(cluster)).toEqual([54]);
    cluster.works(blocker, { kind: 'succeeded' });
    expect(cluster.words).toEqual([`JobSucceeded ${blocker}`, 'StatisticsUnwanted 54']);
    expect(wishes(cluster)).toEqual([]);
  });

  it.each<[string, Command]>([
    ['table', dropTables(['bank.loans'])],
    ['database', dropDatabase('bank', { cascade: true })],
  ])('lapses when the %s is dropped', (_what, command) => {
    const { cluster, blocker } = blocked();
    cluster.does(command);
    expect(wishes(cluster)).toEqual([]);
    cluster.works(blocker, { kind: 'succeeded' });
    expect(cluster.words).toEqual([`JobSucceeded ${blocker}`]);
  });

  it('does not pass on to a new table of the same name', () => {
    const { cluster, blocker } = blocked();
    cluster.does(dropTables(['bank.loans']), createTable('bank.loans'));
    cluster.works(blocker, { kind: 'succeeded' });
    expect(tables(cluster)).toEqual([]);
  });

  it('is not for a job that a user has asked for', () => {
    const { cluster, job } = refreshing();
    const mine = cluster.makes(createStatistics('bank.accounts'));
    cluster.cancels(mine);
    cluster.works(mine, UNDONE);
    expect(cluster.words).toEqual([`JobCanceled ${mine}`]);
    cluster.works(job, { kind: 'succeeded' });
    expect(cluster.words).toEqual([`JobSucceeded ${job}`]);
  });
});

/** An automatic job that stands beside others, which no decision of today makes. */
function addAutomatic(cluster: DataCluster, table: number): JobId {
  const draft = new Draft(cluster.state);
  const [model] = cluster.active(AUTO);
  const id = String(BigInt(cluster.state.lastJobId!) + 1n) as JobId;
  draft.putJob({ ...model!, id, session: null, details: { name: '__auto__', table, columns: [] } });
  draft.lastJobId = id;
  draft.adopt(cluster.state.n + 1, cluster.now, 'hash');
  return id;
}

describe('automatic statistics that failed', () => {
  it('are left alone for a minute', () => {
    const { cluster, job } = refreshing();
    cluster.works(job, { kind: 'failed', error: 'no disk', mark: 'permanent' }, UNDONE);
    expect(cluster.words).toEqual([`JobFailed ${job}`, 'StatisticsDeferred 54']);
    expect(cluster.does(refresh(54)).newest).toEqual([]);
    cluster.pass(59_999);
    expect(cluster.does(refresh(54)).newest).toEqual([]);
    cluster.does(refresh(53));
    cluster.works(cluster.active(AUTO)[0]!.id, { kind: 'succeeded' });
    cluster.pass(1);
    cluster.does(refresh(54));
    expect(tables(cluster)).toEqual([54]);
  });

  it('of a table that is gone are nobody’s business', () => {
    const { cluster, job } = refreshing();
    cluster.does(dropTables(['bank.loans']));
    cluster.works(job, { kind: 'failed', error: 'no table', mark: 'permanent' }, UNDONE);
    expect(cluster.words).toEqual([`JobFailed ${job}`]);
  });
});

describe('a commit in which no job ends', () => {
  it('has no consequences', () => {
    const { cluster } = refreshing();
    const draft = new Draft(cluster.state);
    expect(consequences(draft, { at: cluster.now, n: cluster.state.n + 1 })).toEqual([]);
  });
});
