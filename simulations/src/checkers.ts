// Every invariant that is held against a history, in the order in which they are asked.
import type { Checker, Violation } from './checker.ts';
import { createAnswerIsInTheLog } from './checkers/answer-is-in-the-log.ts';
import { createAnsweredCancel } from './checkers/answered-cancel.ts';
import { createBackupRemnants } from './checkers/backup-remnants.ts';
import { createCancelIsAFailure } from './checkers/cancel-is-a-failure.ts';
import { createEffectsBelowTheFence } from './checkers/effects-below-the-fence.ts';
import { createFindsWhatIsThere } from './checkers/finds-what-is-there.ts';
import { createFireOnce } from './checkers/fire-once.ts';
import { createGivesItselfUp } from './checkers/gives-itself-up.ts';
import { createLegalTransitions } from './checkers/legal-transitions.ts';
import { createNothingLeftOver } from './checkers/nothing-left-over.ts';
import { createOneGcJob } from './checkers/one-gc-job.ts';
import { createOneLiveEpoch } from './checkers/one-live-epoch.ts';
import { createPausedScheduleIsSilent } from './checkers/paused-schedule-is-silent.ts';
import { createPreviousRunning } from './checkers/previous-running.ts';
import { createPublishedRows } from './checkers/published-rows.ts';
import { createPublishWithSuccess } from './checkers/publish-with-success.ts';
import { createReplayEqualsState } from './checkers/replay-equals-state.ts';
import { createRestoreLeavesNothing } from './checkers/restore-leaves-nothing.ts';
import { createRetrigger } from './checkers/retrigger.ts';
import { createSelectionIsOneDecision } from './checkers/selection-is-one-decision.ts';
import { createStatsExclusion } from './checkers/stats-exclusion.ts';
import { createTerminalIsFinal } from './checkers/terminal-is-final.ts';
import { createWaitersHearTheTruth } from './checkers/waiters-hear-the-truth.ts';
import type { HistoryEvent } from './history.ts';

/** What is known of a run before it begins. */
export interface Circumstances {
  /** All clocks run at the same rate, and every pause of a process is in the history. */
  readonly clocksAgree: boolean;
  /** There may be tables, backups, statistics and schedules. */
  readonly hasData: boolean;
}

/** New checkers, which have seen nothing yet. */
export function createCheckers({ clocksAgree, hasData }: Circumstances): readonly Checker[] {
  return [
    ...(clocksAgree ? [createGivesItselfUp()] : []),
    createTerminalIsFinal(),
    createLegalTransitions(),
    createAnsweredCancel(),
    createSelectionIsOneDecision(),
    createOneLiveEpoch(),
    createEffectsBelowTheFence(),
    createAnswerIsInTheLog(),
    createWaitersHearTheTruth(),
    createReplayEqualsState(),
    ...(hasData ? dataCheckers() : []),
  ];
}

/** Those of databases, tables, backups, statistics and schedules. */
function dataCheckers(): readonly Checker[] {
  return [
    createRestoreLeavesNothing(),
    createOneGcJob(),
    createPublishWithSuccess(),
    createBackupRemnants(),
    createFindsWhatIsThere(),
    createStatsExclusion(),
    createRetrigger(),
    createPreviousRunning(),
    createPausedScheduleIsSilent(),
    createFireOnce(),
    createCancelIsAFailure(),
    createPublishedRows(),
    createNothingLeftOver(),
  ];
}

/** Shows an event to every checker; the first violation it completes, if any. */
export function observe(checkers: readonly Checker[], event: HistoryEvent): Violation | undefined {
  let first: Violation | undefined;
  for (const checker of checkers) first ??= checker.observe(event);
  return first;
}
