// A run's plan: everything that chance decides, drawn up front, as plain JSON. It can be printed,
// stored, changed by hand and run again; what a run does depends on it and on the build alone.
import type { LinkFaults } from './network/fate.ts';
import type { ClockSkew } from './node-clock.ts';
import type { Waking } from './scheduler.ts';
import type { LogFaults } from './simulated-log/append-fate.ts';

export const PLAN_VERSION = 1;

export interface Plan {
  readonly version: typeof PLAN_VERSION;
  /** Per-message fates and ids of the run are drawn from it. */
  readonly seed: string;
  readonly config: PlanConfig;
  /** In order of time. */
  readonly statements: readonly PlannedStatement[];
  /** In order of time. */
  readonly faults: readonly PlannedFault[];
  readonly ambushes: readonly PlannedAmbush[];
  readonly core: PlannedCore;
}

/** Names: coordinators c1…, workers w1…, clients u1…, and log, register, world, storage. */
export interface PlanConfig {
  readonly coordinators: number;
  readonly workers: number;
  readonly clients: number;
  /** Jobs a worker may hold at once. */
  readonly slots: number;
  /** For so long there are statements and faults. */
  readonly activeMs: number;
  readonly busLinks: LinkFaults;
  readonly registerLinks: LinkFaults;
  readonly logLinks: LinkFaults;
  readonly worldLinks: LinkFaults;
  /** Null: a run without tables, backups and schedules. */
  readonly data: DataConfig | null;
  readonly logFaults: LogFaults;
  /** Larger commits are refused; null where there is no limit. */
  readonly logMaxBytes: number | null;
  /** By process name; a process that is not named has a true clock. */
  readonly clocks: Readonly<Record<string, ClockSkew>>;
}

export interface DataConfig {
  readonly storageLinks: LinkFaults;
}

export interface PlannedStatement {
  readonly at: number;
  /** A client; or a coordinator whose embedding service says it, which is always a CANCEL JOB. */
  readonly client: string;
  /** SQL; `{job 3}` stands for the id of the job or schedule that the statement of it makes. */
  readonly sql: string;
  readonly makes?: number;
}

export type PlannedFault = { readonly at: number; readonly forMs: number } & (
  | { readonly kind: 'crash'; readonly process: string }
  /** Asked to stop, as by SIGTERM. */
  | { readonly kind: 'stop'; readonly process: string }
  | { readonly kind: 'pause'; readonly process: string; readonly waking: Waking }
  /** Its time of day is wrong by so much for a while. */
  | { readonly kind: 'clock-jump'; readonly process: string; readonly byMs: number }
  /** No message passes from the first to the second, for each pair. */
  | { readonly kind: 'cut'; readonly links: readonly (readonly [string, string])[] }
);

/**
 * A fault at a moment that matters rather than at a time: a commit has just been stored, and nobody
 * has been told yet.
 */
export interface PlannedAmbush {
  /** Number of the commit. */
  readonly commit: number;
  /** Whom it hits: who wrote the commit, or the worker that holds the first job it names. */
  readonly who: 'writer' | 'holder';
  readonly what: 'crash' | 'pause';
  readonly forMs: number;
}

/** The end phase: no new faults, the core is well, the rest is what `rest` says, for ever. */
export interface PlannedCore {
  readonly coordinator: string;
  readonly workers: readonly string[];
  /** What clients say when everything is well. */
  readonly statements: readonly PlannedStatement[];
  readonly rest: Readonly<Record<string, 'well' | 'dead' | 'paused' | 'cut-off'>>;
}
