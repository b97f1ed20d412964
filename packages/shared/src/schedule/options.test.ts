import { describe, expect, it } from 'vitest';
import {
  DEFAULT_SCHEDULE_OPTIONS,
  readScheduleOptions,
  type ScheduleOptions,
  type WrittenOption,
} from './options.ts';

function option(name: string, value: string | null = null): WrittenOption {
  return { name, value };
}

function refusalOf(...written: readonly WrittenOption[]): unknown {
  const read = readScheduleOptions(written);
  return 'refusal' in read ? [read.refusal.code, read.refusal.message] : read.options;
}

describe('the schedule options', () => {
  it('wait for a previous run and reschedule a failed one, unless told otherwise', () => {
    expect(readScheduleOptions([])).toEqual({ options: DEFAULT_SCHEDULE_OPTIONS });
    expect(DEFAULT_SCHEDULE_OPTIONS).toEqual({
      firstRun: null,
      onPreviousRunning: 'wait',
      onExecutionFailure: 'reschedule',
      ignoreExistingBackups: false,
      updatesLastBackupMetric: false,
    });
  });

  const read: readonly (readonly [WrittenOption, Partial<ScheduleOptions>])[] = [
    [option('on_previous_running', 'start'), { onPreviousRunning: 'start' }],
    [option('on_previous_running', 'SKIP'), { onPreviousRunning: 'skip' }],
    [option('on_previous_running', 'wait'), { onPreviousRunning: 'wait' }],
    [option('on_execution_failure', 'retry'), { onExecutionFailure: 'retry' }],
    [option('on_execution_failure', 'Reschedule'), { onExecutionFailure: 'reschedule' }],
    [option('on_execution_failure', 'pause'), { onExecutionFailure: 'pause' }],
    [option('ignore_existing_backups'), { ignoreExistingBackups: true }],
    [option('updates_cluster_last_backup_time_metric'), { updatesLastBackupMetric: true }],
    [option('first_run', 'now'), { firstRun: 'now' }],
    [option('first_run', ' NOW '), { firstRun: 'now' }],
    [option('first_run', '2024-02-29'), { firstRun: Date.UTC(2024, 1, 29) }],
    [option('first_run', '2024-02-29 10:30'), { firstRun: Date.UTC(2024, 1, 29, 10, 30) }],
    [option('first_run', '2024-02-29T10:30:00Z'), { firstRun: Date.UTC(2024, 1, 29, 10, 30) }],
    [option('first_run', '2024-02-29 10:30+02'), { firstRun: Date.UTC(2024, 1, 29, 8, 30) }],
    [option('first_run', '2024-02-29 10:30 -0530'), { firstRun: Date.UTC(2024, 1, 29, 16) }],
    [
      option('first_run', '2024-02-29 10:30:00.123456+00:00'),
      { firstRun: Date.UTC(2024, 1, 29, 10, 30, 0, 123) },
    ],
  ];
  it.each(read)('%j is read as %j', (written, expected) => {
    const options = { ...DEFAULT_SCHEDULE_OPTIONS, ...expected };
    expect(readScheduleOptions([written])).toEqual({ options });
  });

  it('count the last of two with one name', () => {
    const written = [
      option('on_previous_running', 'start'),
      option('first_run', 'now'),
      option('on_previous_running', 'skip'),
    ];
    expect(readScheduleOptions(written)).toEqual({
      options: { ...DEFAULT_SCHEDULE_OPTIONS, firstRun: 'now', onPreviousRunning: 'skip' },
    });
  });

  const refused: readonly (readonly [WrittenOption, string, string])[] = [
    [option('x', '1'), 'XXUUU', 'invalid option "x"'],
    [option('toString'), 'XXUUU', 'invalid option "toString"'],
    [option('first_run'), 'XXUUU', 'option "first_run" requires a value'],
    [option('on_execution_failure'), 'XXUUU', 'option "on_execution_failure" requires a value'],
    [option('on_previous_running'), 'XXUUU', 'option "on_previous_running" requires a value'],
    [
      option('ignore_existing_backups', 'true'),
      'XXUUU',
      'option "ignore_existing_backups" does not take a value',
    ],
    [
      option('updates_cluster_last_backup_time_metric', ''),
      'XXUUU',
      'option "updates_cluster_last_backup_time_metric" does not take a value',
    ],
    [
      option('on_execution_failure', 'Panic'),
      'XXUUU',
      '"Panic" is not a valid on_execution_error; valid values are [retry|reschedule|pause]',
    ],
    [
      option('on_previous_running', ''),
      'XXUUU',
      '"" is not a valid on_previous_running; valid values are [start|skip|wait]',
    ],
    [option('first_run', 'soon'), '22007', 'could not parse "soon" as type timestamptz'],
    [
      option('first_run', '2024-02-29+02'),
      '22007',
      'could not parse "2024-02-29+02" as type timestamptz',
    ],
    [
      option('first_run', '2023-02-29 10:00Z'),
      '22008',
      "date/time field value out of range: '2023-02-29 10:00Z'",
    ],
    [
      option('first_run', '2024-02-29 10:00+16'),
      '22008',
      "date/time field value out of range: '2024-02-29 10:00+16'",
    ],
  ];
  it.each(refused)('%j is refused: %s %s', (written, code, message) => {
    expect(refusalOf(written)).toEqual([code, message]);
  });

  it('have their names looked at before their values', () => {
    const message = refusalOf(option('on_previous_running', 'never'), option('x'));
    expect(message).toEqual(['XXUUU', 'invalid option "x"']);
  });
});
