import { describe, expect, it } from 'vitest';
import type { Command } from '../../cluster/commands.ts';
import type { ScheduleId } from '../../job/schedule-id.ts';
import type { JobId } from '../../job/job-id.ts';
import type { Schedule } from '../../schedule/schedule.ts';
import type { ScheduleOptions } from '../../schedule/options.ts';
import { Draft } from '../../cluster/draft.ts';
import { evolve } from '../../cluster/evolve.ts';
import { ask, NOW, W1 } from '../../testing/decider-spec.ts';
import { dataCluster, refusalOf, type DataCluster } from '../../testing/data-cluster.ts';
import {
  COLLECTION,
  controlSchedules,
  createSchedule,
  createTable,
  createUser,
  dropDatabase,
  dropUsers,
  fireSchedules,
} from '../../testing/data-commands.ts';

const DAY = 24 * 3_600_000;
const MINUTE = 60_000;
/** The time of the given cluster is a midnight. */
const MIDNIGHT = NOW;

/** A nightly schedule whose first run is now. */
function nightly(options: Partial<ScheduleOptions> = {}, more = {}) {
  const cluster = dataCluster();
  const id = cluster.schedules(createSchedule({ firstRun: 'now', ...options }, more));
  const schedule = (): Schedule => cluster.state.catalog.schedules.get(id)!;
  return { cluster, id, schedule };
}

/** Its first job, which a worker has claimed. */
function fired(options: Partial<ScheduleOptions> = {}) {
  const made = nightly(options);
  made.cluster.does(fireSchedules(made.id));
  const job = made.cluster.active('BACKUP')[0]!.id;
  made.cluster.works(job);
  return { ...made, job };
}

describe('CREATE SCHEDULE', () => {
  it('records what is to be run, by whom and when', () => {
    const { cluster, id, schedule } = nightly({}, { by: { user: 'anna' } });
    expect(cluster.words).toEqual([`ScheduleCreated ${id}`]);
    expect(schedule()).toMatchObject({
      id,
      label: 'nightly',
      owner: 'anna',
      created: MIDNIGHT,
      cron: '@daily',
      nextRun: MIDNIGHT,
      state: '',
      backup: { targets: {}, uri: COLLECTION, incremental: false, statement: 'BACKUP' },
    });
  });

  it('gives ids that rise, and none twice after a drop', () => {
    const cluster = dataCluster();
    const first = cluster.schedules(createSchedule());
    cluster.does(controlSchedules('drop', first));
    const second = cluster.schedules(createSchedule());
    expect(BigInt(second)).toBe(BigInt(first) + 1n);
    const [a, b] = cluster.batch([[createSchedule()], [createSchedule()]]);
    expect(a!.answer).not.toEqual(b!.answer);
    expect(cluster.state.catalog.schedules.size).toBe(3);
  });

  it('IF NOT EXISTS goes by the label, and says so', () => {
    const { cluster } = nightly();
    const again = createSchedule({}, { ifNotExists: true });
    expect(cluster.run(again)).toEqual({
      events: [],
      answer: {
        ok: true,
        kind: 'scheduled',
        schedules: [],
        notices: ['schedule "nightly" already exists, skipping'],
      },
    });
    cluster.schedules(createSchedule({}, { ifNotExists: true, label: 'weekly' }));
    cluster.schedules(createSchedule({}, { ifNotExists: true, label: null }));
    cluster.schedules(createSchedule());
    expect(cluster.state.catalog.schedules.size).toBe(4);
  });

  it('says what a user of CockroachDB would not expect', () => {
    const { answer } = dataCluster().run(createSchedule({}, { fullBackup: null }));
    expect(answer).toMatchObject({
      notices: [expect.stringContaining('each run of this schedule makes a full backup')],
    });
    expect(dataCluster().run(createSchedule()).answer).not.toHaveProperty('notices');
  });

  it('is refused for what is no cron', () => {
    expect(refusalOf(dataCluster(), createSchedule({}, { recurring: 'at noon' }))).toEqual([
      'XXUUU',
      'error parsing schedule expression: "at noon"; it must be a valid cron expression',
    ]);
  });
});

describe('PAUSE, RESUME and DROP SCHEDULES', () => {
  it('count those that are there, each once, and whatever they do', () => {
    const { cluster, id } = nightly();
    const other = cluster.schedules(createSchedule());
    for (const verb of ['pause', 'pause', 'resume', 'resume', 'drop'] as const) {
      const { answer } = cluster.run(controlSchedules(verb, id, '99', other, id));
      expect(answer).toEqual({ ok: true, kind: 'schedules', count: 2 });
    }
    const { answer } = cluster.run(controlSchedules('drop', id, other));
    expect(answer).toEqual({ ok: true, kind: 'schedules', count: 0 });
  });

  it('record only what changed, and who wanted it', () => {
    const { cluster, id, schedule } = nightly();
    const before = schedule();
    cluster.does(controlSchedules('pause', id));
    expect(cluster.newest).toEqual([
      {
        type: 'ScheduleChanged',
        schedule: { ...before, nextRun: null },
        by: { user: 'root' },
      },
    ]);
    expect(cluster.does(controlSchedules('pause', id)).newest).toEqual([]);
    cluster.does(controlSchedules('resume', id));
    expect(schedule().nextRun).toBe(MIDNIGHT + DAY);
    expect(cluster.does(controlSchedules('resume', id)).newest).toEqual([]);
    cluster.does(controlSchedules('drop', id));
    expect(cluster.newest).toEqual([
      { type: 'ScheduleDropped', schedule: id, by: { user: 'root' } },
    ]);
  });

  it('refuse the whole where one cannot be resumed, and what is no list', () => {
    const { cluster, id, schedule } = nightly();
    const other = cluster.schedules(createSchedule());
    cluster.does(controlSchedules('pause', other));
    put(cluster, { ...schedule(), cron: null, nextRun: null });
    expect(refusalOf(cluster, controlSchedules('resume', other, id))).toEqual([
      'XXUUU',
      `cannot set next run for schedule ${id} (empty schedule)`,
    ]);
    expect(cluster.state.catalog.schedules.get(other)!.nextRun).toBeNull();
    const garbage = { ...controlSchedules('pause', id), schedules: '1,x' } as Command;
    expect(refusalOf(cluster, garbage)[0]).toBe('22P02');
  });
});

/** A schedule as no statement of today makes it. */
function put(cluster: DataCluster, schedule: Schedule): void {
  const draft = new Draft(cluster.state);
  const n = cluster.state.n + 1;
  evolve(draft, { type: 'ScheduleChanged', schedule }, { at: cluster.now, n });
  draft.adopt(n, cluster.now, 'hash');
}

describe('a schedule that is due', () => {
  it('moves on and makes its job in one commit', () => {
    const { cluster, id, schedule } = nightly({}, { by: { user: 'anna' } });
    cluster.does(fireSchedules(id));
    const [job] = cluster.active('BACKUP');
    expect(cluster.words).toEqual([
      `ScheduleChanged ${id}`,
      'JobCreated BACKUP',
      `PositionProtected ${job!.id}`,
    ]);
    expect(schedule()).toMatchObject({ nextRun: MIDNIGHT + DAY, state: '' });
    expect(job).toMatchObject({
      schedule: id,
      owner: 'anna',
      description: 'BACKUP',
      details: { uri: COLLECTION, at: MIDNIGHT, targets: {}, tables: [{ id: 53 }, { id: 54 }] },
    });
    expect(cluster.state.activeOf(id)).toEqual([job!.id]);
  });

  it('makes one job for one time, however often the scheduler looks', () => {
    const { cluster, id } = nightly();
    cluster.batch([[fireSchedules(id)], [fireSchedules(id, id)]]);
    expect(cluster.does(fireSchedules(id)).newest).toEqual([]);
    expect(cluster.active('BACKUP')).toHaveLength(1);
  });

  it('does not make up for times it has missed', () => {
    const { cluster, id, schedule } = nightly();
    cluster.pass(5 * DAY + MINUTE);
    cluster.does(fireSchedules(id));
    expect(schedule().nextRun).toBe(MIDNIGHT + 6 * DAY);
    expect(cluster.active('BACKUP')).toHaveLength(1);
  });

  it('takes its turn after another that starts a job in the same commit', () => {
    const { cluster, id } = nightly();
    const other = cluster.schedules(createSchedule({ firstRun: 'now' }));
    cluster.does(fireSchedules(id, other));
    expect(cluster.active('BACKUP').map(({ schedule }) => schedule)).toEqual([id]);
    cluster.does(fireSchedules(id, other));
    expect(cluster.active('BACKUP').map(({ schedule }) => schedule)).toEqual([id, other]);
  });

  it.each<[string, (cluster: DataCluster, id: ScheduleId) => void]>([
    ['is paused', (cluster, id) => cluster.does(controlSchedules('pause', id))],
    ['was dropped', (cluster, id) => cluster.does(controlSchedules('drop', id))],
  ])('makes none when it %s by then', (_how, begin) => {
    const { cluster, id } = nightly();
    begin(cluster, id);
    expect(cluster.does(fireSchedules(id)).newest).toEqual([]);
  });
});

describe('a schedule whose previous job has not ended', () => {
  type Begin = (cluster: DataCluster, job: JobId) => void;
  const states: readonly (readonly [string, Begin])[] = [
    ['running', () => undefined],
    [
      'paused',
      (cluster, job) => {
        cluster.does(ask('pause', job));
        cluster.works(job, { kind: 'stopped' });
      },
    ],
    ['to be canceled', (cluster, job) => cluster.does(ask('cancel', job))],
    ['being undone', (cluster, job) => cluster.cancels(job)],
    [
      'paused while it is being undone',
      (cluster, job) => {
        cluster.cancels(job);
        cluster.does(ask('pause', job));
        cluster.works(job, { kind: 'stopped' });
      },
    ],
  ];

  describe.each(states)('but is %s', (_how, begin) => {
    const again = (onPreviousRunning: ScheduleOptions['onPreviousRunning']) => {
      const made = fired({ onPreviousRunning });
      begin(made.cluster, made.job);
      made.cluster.pass(DAY);
      made.cluster.does(fireSchedules(made.id));
      return made;
    };

    it('waits a minute', () => {
      const { cluster, id, schedule } = again('wait');
      expect(cluster.words).toEqual([`ScheduleChanged ${id}`]);
      expect(schedule()).toMatchObject({
        nextRun: MIDNIGHT + DAY + MINUTE,
        state: 'delayed due to 1 already running',
      });
    });

    it('skips this time', () => {
      const { cluster, id, schedule } = again('skip');
      expect(cluster.words).toEqual([`ScheduleChanged ${id}`]);
      expect(schedule()).toMatchObject({
        nextRun: MIDNIGHT + 2 * DAY,
        state: 'rescheduled due to 1 already running',
      });
    });

    it('starts another', () => {
      const { cluster, id, job } = again('start');
      const active = cluster.state.activeOf(id);
      expect(active).toHaveLength(2);
      expect(active).toContain(job);
    });
  });

  it('starts when it has ended', () => {
    const { cluster, id, job, schedule } = fired();
    cluster.pass(DAY);
    cluster.does(fireSchedules(id));
    cluster.works(job, { kind: 'succeeded' });
    expect(cluster.words).toContain(`ScheduleChanged ${id}`);
    expect(schedule().state).toBe('');
    cluster.pass(MINUTE);
    cluster.does(fireSchedules(id));
    expect(cluster.state.activeOf(id)).toHaveLength(1);
    expect(schedule().nextRun).toBe(MIDNIGHT + 2 * DAY);
  });
});

describe('the end of a scheduled job', () => {
  const why = (job: JobId, id: ScheduleId, status: string): string =>
    `backup job ${job} failed with err=` +
    `backup job ${job} scheduled by ${id} failed with status ${status}`;

  const ends: readonly (readonly [string, (cluster: DataCluster, job: JobId) => void])[] = [
    [
      'canceled',
      (cluster, job) => {
        cluster.cancels(job);
        cluster.works(job, { kind: 'reverted', effect: { kind: 'drop' } });
      },
    ],
    [
      'failed',
      (cluster, job) => {
        cluster.works(
          job,
          { kind: 'failed', error: 'no disk', mark: 'permanent' },
          { kind: 'reverted', effect: { kind: 'drop' } },
        );
      },
    ],
  ];

  describe.each(ends)('that is %s is a failure: the schedule', (status, end) => {
    it.each([
      ['reschedule', MIDNIGHT + DAY, 'reschedule: '],
      ['retry', MIDNIGHT + 5000 + MINUTE, 'retrying: '],
      ['pause', null, 'schedule paused: '],
    ] as const)('does as told, %s, in that very commit', (onExecutionFailure, nextRun, text) => {
      const { cluster, id, job, schedule } = fired({ onExecutionFailure });
      cluster.pass(5000);
      end(cluster, job);
      expect(cluster.words.toSorted()).toEqual([
        `Job${status === 'failed' ? 'Failed' : 'Canceled'} ${job}`,
        `ProtectionReleased ${job}`,
        `ScheduleChanged ${id}`,
      ]);
      expect(schedule()).toMatchObject({ nextRun, state: text + why(job, id, status) });
    });

    it('that was paused meanwhile stays paused', () => {
      const { cluster, id, job, schedule } = fired({ onExecutionFailure: 'retry' });
      cluster.does(controlSchedules('pause', id));
      end(cluster, job);
      expect(schedule().nextRun).toBeNull();
    });

    it('that was dropped meanwhile hears nothing', () => {
      const { cluster, id, job } = fired({ onExecutionFailure: 'retry' });
      cluster.does(controlSchedules('drop', id));
      expect(cluster.status(job)).toBe('running');
      end(cluster, job);
      expect(cluster.words.join()).not.toContain('Schedule');
      expect(cluster.state.catalog.schedules.size).toBe(0);
    });
  });

  it('in success changes nothing where nothing had been said', () => {
    const { cluster, job } = fired({ onExecutionFailure: 'pause' });
    cluster.works(job, { kind: 'succeeded' });
    expect(cluster.words).toEqual([`JobSucceeded ${job}`, `ProtectionReleased ${job}`]);
  });

  it('is heard of each that ends in one commit', () => {
    const { cluster, id, job, schedule } = fired({ onPreviousRunning: 'start' });
    cluster.pass(DAY);
    cluster.does(fireSchedules(id));
    const other = cluster.state.activeOf(id).find((each) => each !== job)!;
    cluster.cancels(job);
    cluster.works(other);
    const reports = [
      { job, fence: cluster.job(job).fence, kind: 'reverted' },
      { job: other, fence: cluster.job(other).fence, kind: 'succeeded' },
    ] as const;
    cluster.does({ kind: 'Report', session: W1, reports });
    expect(cluster.words.filter((words) => words.startsWith('Schedule'))).toHaveLength(2);
    expect(schedule().state).toBe('');
    expect(cluster.state.activeOf(id)).toEqual([]);
  });
});

describe('a schedule whose job cannot be made', () => {
  const targets = { databases: ['shop'] };
  it.each([
    ['reschedule', MIDNIGHT + DAY, 'reschedule: '],
    ['retry', MIDNIGHT + MINUTE, 'retrying: '],
    ['pause', null, 'schedule paused: '],
  ] as const)('does as told: %s', (onExecutionFailure, nextRun, text) => {
    const { cluster, id, schedule } = nightly({ onExecutionFailure }, { targets });
    cluster.does(dropDatabase('shop'), fireSchedules(id));
    expect(cluster.words).toEqual([`ScheduleChanged ${id}`]);
    expect(cluster.active('BACKUP')).toEqual([]);
    expect(schedule()).toMatchObject({
      nextRun,
      state: `${text}failed to create job for schedule ${id}: err=database "shop" does not exist`,
    });
  });

  it('does not stand in the way of the next one that is due', () => {
    const { cluster, id } = nightly({}, { targets });
    const other = cluster.schedules(createSchedule({ firstRun: 'now' }));
    cluster.does(
      dropDatabase('shop'),
      createTable('bank.t'),
      fireSchedules(id),
      fireSchedules(other),
    );
    expect(cluster.active('BACKUP').map(({ schedule }) => schedule)).toEqual([other]);
  });
});

it('whoever owns a schedule cannot be dropped', () => {
  const { cluster, id } = nightly({}, { by: { user: 'anna' } });
  cluster.does(createUser('anna'));
  expect(refusalOf(cluster, dropUsers(['anna'], true))).toEqual([
    '2BP01',
    `cannot drop role/user anna: owner of schedule ${id}`,
  ]);
  cluster.does(controlSchedules('drop', id), dropUsers(['anna']));
});
