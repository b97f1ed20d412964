// What is known of a run, whether simulated or of real processes: one stream of facts in the order
// in which they became true. Checkers read nothing else.
import type {
  ApiCommand,
  CommandReply,
  Commit,
  Direction,
  JobId,
  JobRow,
  JobStatus,
} from '@rescind/shared';
import type { ReceiptOutcome } from '@rescind/coordinator';
import type { SeenObjects } from './history/seen-objects.ts';
import type { SeenState } from './history/seen-state.ts';

/** `at`: milliseconds since the run began. */
export type HistoryEvent = { readonly at: number } & Fact;

export type Fact =
  /** It stands in the log now. */
  | { readonly kind: 'commit'; readonly commit: Commit }
  /** A client has sent a command for the first time; `request` is what the log calls it by. */
  | {
      readonly kind: 'asked';
      readonly request: string;
      readonly command: ApiCommand;
      /** The statement it is part of, as it was typed. */
      readonly sql: string;
    }
  /** A client has its final answer. */
  | { readonly kind: 'answered'; readonly request: string; readonly reply: CommandReply }
  /** An embedding service has its receipt of a CANCEL. */
  | { readonly kind: 'receipt'; readonly job: JobId; readonly outcome: ReceiptOutcome }
  /** Somebody who waited for the end of a job was told of it. */
  | { readonly kind: 'settled'; readonly job: JobId; readonly status: JobStatus }
  /** A handler was called, or its promise has settled. `worker` names one incarnation. */
  | ({ readonly kind: 'run-started' } & Execution)
  | ({ readonly kind: 'run-settled' } & Execution)
  /** The signal of a forward run has fired. */
  | ({ readonly kind: 'stop-asked' } & Execution)
  | { readonly kind: 'process-paused' | 'process-woke'; readonly process: string }
  /** One incarnation of a process exists no more, and nothing it had begun goes on. */
  | { readonly kind: 'process-died'; readonly process: string }
  | ({ readonly kind: 'effect' } & Effect)
  /** Something became an object, or ceased to be one; what changes nothing is not told. */
  | ({ readonly kind: 'object' } & ObjectChange)
  /** All objects, at a time when nobody changes any. */
  | { readonly kind: 'objects-seen'; readonly objects: SeenObjects }
  /** A coordinator's own idea of the state. */
  | { readonly kind: 'state-seen'; readonly coordinator: string; readonly state: SeenState }
  /** What SHOW JOBS shows of all jobs, newest first, at a time when none of them moves. */
  | { readonly kind: 'rows-seen'; readonly position: number; readonly rows: readonly JobRow[] }
  /** Nothing more will happen. */
  | { readonly kind: 'end' };

export interface Execution {
  readonly worker: string;
  readonly job: JobId;
  readonly fence: number;
  readonly direction: Direction;
}

/** Something a run did to the world outside; `changed` is false for a repetition. */
export interface Effect {
  readonly job: JobId;
  readonly token: number;
  readonly op: 'fence' | 'write' | 'remove';
  readonly row: number;
  readonly accepted: boolean;
  readonly changed: boolean;
}

/** `outside` begins with the path of the collection's URI. */
export interface ObjectChange {
  readonly op: 'put' | 'deleted';
  readonly place: 'cluster' | 'outside';
  readonly name: string;
  /** Of what was put. */
  readonly bytes: Uint8Array;
}
