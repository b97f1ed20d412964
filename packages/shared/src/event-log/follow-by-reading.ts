// Following a log whose appends all happen in this process: read to the end, wait for the next
// append, read on. One reading at a time, so nothing comes twice or out of order.
import type { Following, Recorded } from '../event-log.ts';
import { createVerifier, type Verifier } from './verifier.ts';

export interface ReadableTail {
  /** Commits from `verifier.next` to the end as it is when they are asked for. */
  readWith(verifier: Verifier): AsyncIterable<Recorded>;
  /** Calls back after each append, until the returned function is called. */
  onAppend(listener: () => void): () => void;
}

/** As `EventLog.follow`. A callback that throws ends it like damage does. */
export function followByReading(
  tail: ReadableTail,
  from: number,
  onCommit: (recorded: Recorded) => void,
  onError: (error: Error) => void,
): Following {
  const verifier = createVerifier(from);
  let stopped = false;
  let reading = false;
  let more = false;

  const readOn = async (): Promise<void> => {
    while (more) {
      more = false;
      for await (const recorded of tail.readWith(verifier)) {
        if (stopped) return;
        onCommit(recorded);
      }
    }
    // In the same breath as the last look at `more`: a later wake must start a new reading.
    reading = false;
  };
  const wake = (): void => {
    more = true;
    if (reading) return;
    reading = true;
    readOn().catch((error: unknown) => {
      if (stopped) return;
      stop();
      onError(error as Error);
    });
  };
  const forget = tail.onAppend(wake);
  const stop = (): void => {
    stopped = true;
    more = false;
    forget();
  };
  wake();
  return { stop };
}
