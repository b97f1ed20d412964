import { describe, expect, it } from 'vitest';
import { DEFAULT_SCHEDULE_OPTIONS } from './options.ts';
import {
  alreadyExists,
  ALWAYS,
  backupsExist,
  planSchedules,
  type ScheduleRequest,
} from './plan-schedules.ts';
import { parseScheduleId, type Schedule } from './schedule.ts';

/** A Friday, half past noon. */
const NOW = Date.UTC(2024, 8, 13, 12, 30, 0, 250);
const NIGHT = Date.UTC(2024, 8, 14);
const NO_INCREMENTAL =
  'incremental backups do not exist yet, so each run of this schedule makes a full backup';

const request: ScheduleRequest = {
  id: parseScheduleId('7')!,
  label: 'nightly',
  owner: 'maxroach',
  targets: { databases: ['bank'] },
  uri: 'nodelocal://1/nightly',
  statement: "BACKUP DATABASE bank INTO 'nodelocal://1/nightly' WITH detached",
  recurring: '@daily',
  fullBackup: ALWAYS,
  options: DEFAULT_SCHEDULE_OPTIONS,
};

function plan(change: Partial<ScheduleRequest>): { schedule: Schedule; notice: string | null } {
  const planned = planSchedules({ ...request, ...change }, NOW);
  if ('refusal' in planned) throw new Error(planned.refusal.message);
  expect(planned.schedules).toHaveLength(1);
  return { schedule: planned.schedules[0]!, notice: planned.notice };
}

describe('CREATE SCHEDULE FOR BACKUP', () => {
  it('makes the schedule it describes', () => {
    expect(plan({ backupOptions: { revision_history: true } })).toEqual({
      notice: null,
      schedule: {
        id: '7',
        label: 'nightly',
        owner: 'maxroach',
        created: NOW,
        cron: '@daily',
        nextRun: NIGHT,
        state: '',
        onPreviousRunning: 'wait',
        onExecutionFailure: 'reschedule',
        backup: {
          targets: { databases: ['bank'] },
          uri: 'nodelocal://1/nightly',
          incremental: false,
          statement: "BACKUP DATABASE bank INTO 'nodelocal://1/nightly' WITH detached",
          options: { revision_history: true },
        },
        dependsOn: null,
      },
    });
  });

  it('labels a schedule without a label by its second', () => {
    expect(plan({ label: null }).schedule.label).toBe('BACKUP 1726230600');
    expect(plan({ label: '' }).schedule.label).toBe('');
  });

  it('hands the options on', () => {
    const { schedule } = plan({
      options: {
        ...DEFAULT_SCHEDULE_OPTIONS,
        onPreviousRunning: 'skip',
        onExecutionFailure: 'pause',
        updatesLastBackupMetric: true,
      },
    });
    expect(schedule.onPreviousRunning).toBe('skip');
    expect(schedule.onExecutionFailure).toBe('pause');
    expect(schedule.backup.options).toEqual({ updates_cluster_last_backup_time_metric: true });
  });

  // Every cadence is RECURRING's; where CockroachDB would put incremental backups between the full
  // ones there is a notice.
  it.each([
    ['*/10 * * * *', ALWAYS, '12:40 on the 13th', null],
    ['*/10 * * * *', null, 'now', NO_INCREMENTAL],
    ['@hourly', null, 'now', NO_INCREMENTAL],
    ['@daily', null, 'now', NO_INCREMENTAL],
    ['@daily', '@weekly', '00:00 on the 14th', NO_INCREMENTAL],
    ['@daily', ' @daily ', '00:00 on the 14th', null],
    ['@daily', ALWAYS, '00:00 on the 14th', null],
    ['@weekly', null, 'now', null],
    ['0 0 * * 1,3', null, 'now', null],
    ['@weekly', ALWAYS, '00:00 on the 15th', null],
  ])('RECURRING %j FULL BACKUP %j first runs %s, notice: %s', (recurring, full, first, notice) => {
    const { schedule, notice: given } = plan({ recurring, fullBackup: full });
    const iso = new Date(schedule.nextRun!).toISOString();
    const when =
      schedule.nextRun === NOW ? 'now' : `${iso.slice(11, 16)} on the ${iso.slice(8, 10)}th`;
    expect([when, given, schedule.cron]).toEqual([first, notice, recurring]);
    expect(schedule.backup.incremental).toBe(false);
  });

  it.each([null, ALWAYS, '@weekly'])('first runs when first_run says, FULL BACKUP %j', (full) => {
    const firstRun = Date.UTC(2024, 0, 1, 8, 15);
    const withRun = (value: number | 'now'): number | null =>
      plan({ fullBackup: full, options: { ...DEFAULT_SCHEDULE_OPTIONS, firstRun: value } }).schedule
        .nextRun;
    expect(withRun(firstRun)).toBe(firstRun);
    expect(withRun('now')).toBe(NOW);
  });

  it.each([
    [{ recurring: 'daily' }, 'daily', undefined],
    [{ recurring: '' }, '', undefined],
    [{ recurring: 'always' }, 'always', undefined],
    [{ fullBackup: 'weekly' }, 'weekly', undefined],
    [{ recurring: '0 0 30 2 *' }, '0 0 30 2 *', 'No date ever matches it.'],
    [{ fullBackup: '0 0 30 2 *' }, '0 0 30 2 *', 'No date ever matches it.'],
  ])('refuses %j', (change, text, hint) => {
    const planned = planSchedules({ ...request, ...change }, NOW);
    expect(planned).toEqual({
      refusal: {
        kind: 'invalid',
        code: 'XXUUU',
        message: `error parsing schedule expression: "${text}"; it must be a valid cron expression`,
        ...(hint !== undefined && { hint }),
      },
    });
  });

  it('is refused for a collection with backups in it', () => {
    expect(backupsExist('nodelocal://1/nightly')).toEqual({
      kind: 'invalid',
      code: 'XXUUU',
      message:
        'backups already created in nodelocal://1/nightly; to ignore existing backups, ' +
        "the schedule can be created with the 'ignore_existing_backups' option",
    });
  });

  it('says when a label is in use', () => {
    expect(alreadyExists('nightly')).toBe('schedule "nightly" already exists, skipping');
  });
});
