import { describe, expect, it } from 'vitest';
import { scheduleWith } from './schedule-for-tests.ts';
import {
  CREATED_SCHEDULE_COLUMNS,
  createdScheduleRow,
  SCHEDULE_COLUMNS,
  scheduleRow,
} from './schedule-row.ts';

const STATEMENT = "BACKUP DATABASE bank INTO 'nodelocal://1/nightly' WITH detached";

describe('a row of SHOW SCHEDULES', () => {
  it('shows an active schedule', () => {
    expect(scheduleRow(scheduleWith({}), 2)).toEqual({
      id: '7',
      label: 'nightly',
      schedule_status: 'ACTIVE',
      next_run: Date.parse('2024-09-14T00:00:00.000Z'),
      state: null,
      recurrence: '@daily',
      jobsrunning: 2,
      owner: 'maxroach',
      created: Date.parse('2024-09-01T00:00:00.000Z'),
      command: JSON.stringify({ backup_statement: STATEMENT }),
    });
  });

  it('shows a paused schedule with what was said about it', () => {
    const paused = scheduleWith({ nextRun: null, state: 'schedule paused: disk full' });
    expect(scheduleRow(paused, 0)).toMatchObject({
      schedule_status: 'PAUSED',
      next_run: null,
      state: 'schedule paused: disk full',
    });
  });

  it('shows that one runs once', () => {
    expect(scheduleRow(scheduleWith({ cron: null }), 0).recurrence).toBe('NEVER');
  });

  it('shows the type of an incremental backup', () => {
    const { backup } = scheduleWith({});
    const row = scheduleRow(scheduleWith({ backup: { ...backup, incremental: true } }), 0);
    expect(JSON.parse(row.command)).toEqual({ backup_statement: STATEMENT, backup_type: 1 });
  });

  it('has the ten columns of v21.2 in their order', () => {
    const names = SCHEDULE_COLUMNS.map(([name]) => name);
    expect(names.join(', ')).toBe(
      'id, label, schedule_status, next_run, state, recurrence, jobsrunning, owner, created, ' +
        'command',
    );
    expect(Object.keys(scheduleRow(scheduleWith({}), 0))).toEqual(names);
  });
});

describe('the row of CREATE SCHEDULE', () => {
  it('shows when an active schedule first runs', () => {
    expect(createdScheduleRow(scheduleWith({}))).toEqual({
      schedule_id: '7',
      label: 'nightly',
      status: 'ACTIVE',
      first_run: Date.parse('2024-09-14T00:00:00.000Z'),
      schedule: '@daily',
      backup_stmt: STATEMENT,
    });
  });

  it.each([
    ['Waiting for initial backup to complete', 'PAUSED: Waiting for initial backup to complete'],
    ['', 'PAUSED'],
  ])('shows why one is paused: %j', (state, status) => {
    const row = createdScheduleRow(scheduleWith({ nextRun: null, state }));
    expect([row.status, row.first_run]).toEqual([status, null]);
  });

  it('has its columns in their order', () => {
    const names = CREATED_SCHEDULE_COLUMNS.map(([name]) => name);
    expect(names).toEqual(Object.keys(createdScheduleRow(scheduleWith({}))));
  });
});
