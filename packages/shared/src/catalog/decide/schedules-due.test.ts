import { describe, expect, it } from 'vitest';
import type { ScheduleId } from '../../job/schedule-id.ts';
import type { JobId } from '../../job/job-id.ts';
import type { ScheduleOptions } from '../../schedule/options.ts';
import { ask, W1 } from '../../testing/decider-spec.ts';
import type { DataCluster } from '../../testing/data-cluster.ts';
import {
  COLLECTION,
  controlSchedules,
  createSchedule,
  createTable,
  dropDatabase,
  fireSchedules,
} from '../../testing/data-commands.ts';
import { DAY, fired, MIDNIGHT, MINUTE, nightly } from '../../testing/nightly.ts';

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
