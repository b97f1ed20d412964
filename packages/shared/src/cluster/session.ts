// A worker's right to hold claims. Its death is permanent: a worker that comes back opens another.
import type { Json } from '../json.ts';

/** A job type a worker can run, as it announces it. */
export interface JobTypeInfo {
  readonly name: string;
  /** False: CANCEL is refused for jobs of the type (`job N: not cancelable`). */
  readonly cancelable: boolean;
}

export interface Session {
  readonly id: string;
  /** The worker's name, stable over its restarts. */
  readonly worker: string;
  readonly pid: number;
  readonly host: string;
  readonly types: readonly JobTypeInfo[];
  /** Jobs it may hold at once. */
  readonly slots: number;
  readonly openedAt: number;
}

export type SessionEndReason = 'left' | 'expired' | 'ignored-signal';

/** What a worker says of itself when it opens a session. */
export type SessionHello = Omit<Session, 'openedAt'> & {
  /** The highest commit the worker saw acknowledged, to notice a log that lost its tail. */
  readonly witness?: { readonly n: number; readonly hash: string };
  readonly labels?: Json;
};
