// What may become of an append besides what the network does to it: the places where a fault in
// the log itself hurts most.
import type { Appended } from '@rescind/shared';
import { hashText, mix } from '../network/fate.ts';
import type { Scheduler, SimProcess } from '../scheduler.ts';

/** Probabilities from 0 to 1. */
export interface LogFaults {
  /** Stored, but the client never hears of it. */
  readonly ackLost: number;
  /** Not stored, and the client hears nothing. */
  readonly requestLost: number;
  /** Stored only after the client has given up waiting. */
  readonly late: number;
  /** The client learns at once that the log cannot be reached. */
  readonly unreachable: number;
}

export type AppendFate = 'normal' | keyof LogFaults;

export interface AppendFates {
  /** The fate of the client's next append. */
  next(client: SimProcess): AppendFate;
  /** Carries an append out at the server according to its fate; may never resolve. */
  serve(fate: AppendFate, server: SimProcess, append: () => Promise<Appended>): Promise<Appended>;
  /** From now on every append goes as it should. */
  calm(): void;
  /** How often each fate has come up. */
  readonly counts: ReadonlyMap<AppendFate, number>;
}

/** A late append lands so many ms after it came; up to ten times as late. */
const LATE_MS = 500;

export function createAppendFates(
  seed: string,
  scheduler: Scheduler,
  faults: LogFaults,
): AppendFates {
  const base = hashText(`${seed}:append`);
  const sent = new Map<number, number>();
  const counts = new Map<AppendFate, number>();
  let calm = false;
  let lateOnes = 0;

  const draw = (client: number, n: number): number =>
    mix(base ^ Math.imul(client + 1, 0x9e3779b1) ^ Math.imul(n + 1, 0x85ebca77)) / 4294967296;

  const fateOf = (drawn: number): AppendFate => {
    let below = 0;
    for (const fate of ['ackLost', 'requestLost', 'late', 'unreachable'] as const) {
      below += faults[fate];
      if (drawn < below) return fate;
    }
    return 'normal';
  };

  return {
    counts,
    next({ index }) {
      const n = sent.get(index) ?? 0;
      sent.set(index, n + 1);
      const fate = calm ? 'normal' : fateOf(draw(index, n));
      counts.set(fate, (counts.get(fate) ?? 0) + 1);
      return fate;
    },
    async serve(fate, server, append) {
      if (fate === 'requestLost') return never();
      if (fate === 'late') {
        const delay = LATE_MS * (1 + 9 * draw(server.index + 1000, lateOnes++));
        await new Promise<void>((resolve) => {
          scheduler.schedule(server, Math.round(delay), 'message', resolve);
        });
      }
      const appended = await append();
      return fate === 'ackLost' ? never() : appended;
    },
    calm() {
      calm = true;
    },
  };
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
