// Every invariant that is held against a history, in the order in which they are asked.
import type { Checker, Violation } from './checker.ts';
import { createAnswerIsInTheLog } from './checkers/answer-is-in-the-log.ts';
import { createAnsweredCancel } from './checkers/answered-cancel.ts';
import { createEffectsBelowTheFence } from './checkers/effects-below-the-fence.ts';
import { createGivesItselfUp } from './checkers/gives-itself-up.ts';
import { createLegalTransitions } from './checkers/legal-transitions.ts';
import { createOneLiveEpoch } from './checkers/one-live-epoch.ts';
import { createReplayEqualsState } from './checkers/replay-equals-state.ts';
import { createSelectionIsOneDecision } from './checkers/selection-is-one-decision.ts';
import { createTerminalIsFinal } from './checkers/terminal-is-final.ts';
import { createWaitersHearTheTruth } from './checkers/waiters-hear-the-truth.ts';
import type { HistoryEvent } from './history.ts';

/** What is known of a run before it begins. */
export interface Circumstances {
  /** All clocks run at the same rate, and every pause of a process is in the history. */
  readonly clocksAgree: boolean;
}

/** New checkers, which have seen nothing yet. */
export function createCheckers({ clocksAgree }: Circumstances): readonly Checker[] {
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
  ];
}

/** Shows an event to every checker; the first violation it completes, if any. */
export function observe(checkers: readonly Checker[], event: HistoryEvent): Violation | undefined {
  let first: Violation | undefined;
  for (const checker of checkers) first ??= checker.observe(event);
  return first;
}
