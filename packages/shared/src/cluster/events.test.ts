import { expect, it } from 'vitest';
import { isKnownEventType } from './events.ts';

it.each([
  'JobCreated',
  'JobClaimed',
  'JobClaimReleased',
  'JobProgressed',
  'JobAttemptFailed',
  'JobPauseRequested',
  'JobPaused',
  'JobResumed',
  'JobRevertResumed',
  'JobCancelRequested',
  'JobReverting',
  'JobSucceeded',
  'JobCanceled',
  'JobFailed',
  'LeaderElected',
  'SessionOpened',
  'SessionEnded',
  'SettingChanged',
  'RequestDecided',
  'DatabaseCreated',
  'DatabaseRenamed',
  'DatabaseDropped',
  'DatabaseKept',
  'TableCreated',
  'TableRenamed',
  'TableDropped',
  'TablesPublished',
  'TablesCleared',
  'RowsInserted',
  'PositionProtected',
  'ProtectionReleased',
  'BackupCompleted',
  'BackupPublished',
  'StatisticsRecorded',
  'StatisticsWanted',
  'StatisticsUnwanted',
  'StatisticsDeferred',
  'ScheduleCreated',
  'ScheduleChanged',
  'ScheduleDropped',
  'UserCreated',
  'UserDropped',
])('%s is understood', (type) => {
  expect(isKnownEventType(type)).toBe(true);
});

it.each(['JobPaused/2', 'JobRevertFailed', '', 'jobcreated', 'constructor'])(
  '"%s" is of another build and must stop the reader',
  (type) => {
    expect(isKnownEventType(type)).toBe(false);
  },
);
