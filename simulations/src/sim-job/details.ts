// How a simulated job behaves: drawn with the plan, carried in the job's details.

export interface SimDetails {
  /** Rows it writes, one a step. */
  readonly steps: number;
  readonly stepMs: number;
  /** What it does when its signal fires. */
  readonly obeys: 'at-once' | 'late' | 'by-returning' | 'by-failing' | 'by-abandoning';
  /** How long a late one goes on. */
  readonly ignoreMs: number;
  /** The step that fails, and how; null when none does. */
  readonly failAt: number | null;
  readonly failure: 'error' | 'not-an-error' | 'permanent' | 'retry' | 'pause';
  /** How often its cleanup fails before it succeeds, and how long a row of it takes. */
  readonly cleanupFailures: number;
  readonly cleanupMs: number;
}
