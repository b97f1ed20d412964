// A question and its answer between two simulated processes, with everything that can go wrong.
import type { Network } from '../network.ts';
import type { Scheduler, SimProcess } from '../scheduler.ts';

export interface Call<Answer> {
  readonly from: SimProcess;
  readonly to: SimProcess;
  /** Carried out at `to`, once for each copy of the question that arrives. */
  readonly serve: () => Promise<Answer>;
  readonly timeoutMs: number;
}

export type CallOutcome<Answer> =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly error: Error };

/** Resolves with the first answer or what `serve` threw, with undefined after the time-out. */
export function call<Answer>(
  scheduler: Scheduler,
  network: Network,
  { from, to, serve, timeoutMs }: Call<Answer>,
): Promise<CallOutcome<Answer> | undefined> {
  return new Promise((resolve) => {
    let settled = false;
    const settle = (outcome: CallOutcome<Answer> | undefined): void => {
      if (settled) return;
      settled = true;
      scheduler.cancel(timer);
      resolve(outcome);
    };
    const timer = scheduler.schedule(from, timeoutMs, 'timer', () => settle(undefined));
    const { incarnation } = from;
    // It may come when the one who asked is dead and its successor runs, which knows of nothing.
    const isThere = (): boolean => from.up && from.incarnation === incarnation;
    const reply = (outcome: CallOutcome<Answer>): void =>
      network.send(to, from, () => {
        if (isThere()) settle(outcome);
      });
    network.send(from, to, () => {
      serve().then(
        (answer) => reply({ ok: true, answer }),
        (error: unknown) => reply({ ok: false, error: error as Error }),
      );
    });
  });
}
