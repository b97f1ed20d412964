// A schedule for tests to start from: nightly, active, nothing said yet.
import { parseScheduleId, type Schedule } from './schedule.ts';

/** 2024-09-13 12:00:30, in milliseconds since 1970, and the midnight after it. */
export const NOW = 1_726_228_830_000;
export const NIGHT = 1_726_272_000_000;

/** The nightly schedule 7, with some of it changed. */
export function scheduleWith(change: Partial<Schedule> & { readonly number?: number }): Schedule {
  const { number = 7, ...fields } = change;
  return {
    id: parseScheduleId(String(number))!,
    label: 'nightly',
    owner: 'maxroach',
    created: 1_725_148_800_000,
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
      options: {},
    },
    dependsOn: null,
    ...fields,
  };
}
