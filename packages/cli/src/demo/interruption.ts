// Ctrl-C and its like during the demo: the first lets it end in order, the second ends this process
// at once.
import { EXIT } from '../failure.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The demo was told to stop. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

export interface Interruption {
  /** Fires with an InterruptedError. */
  readonly signal: AbortSignal;
  /** The promise's result, or the signal's reason when that comes first. */
  orInterrupted<T>(promise: Promise<T>): Promise<T>;
  /** Signals mean again what they mean to any process. */
  dispose(): void;
}

export function watchInterruption(): Interruption {
  const controller = new AbortController();
  const { signal } = controller;
  const onSignal = (name: NodeJS.Signals): void => {
    if (!signal.aborted) return controller.abort(new InterruptedError(name));
    process.exit(EXIT.interrupted);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  const interrupted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  // Heard by whoever races with it; alone it is no error.
  interrupted.catch(() => undefined);
  return {
    signal,
    orInterrupted: (promise) => Promise.race([promise, interrupted]),
    dispose() {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
