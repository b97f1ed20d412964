// The public names of @rescind/coordinator.
export { createCoordinator } from './coordinator.ts';
export type { Coordinator, CoordinatorOptions } from './coordinator.ts';
export type { ControlOptions, LocalApi } from './local-api.ts';
export { CommandError } from './receipt.ts';
export type { Receipt, ReceiptOutcome } from './receipt.ts';
export type { Submission } from './committer.ts';
