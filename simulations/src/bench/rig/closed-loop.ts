// Load that waits for its answers: a fixed number of requests is under way at any time, and the
// next is sent when one is answered.

/** How a stretch of load went. */
export interface Stretch {
  readonly done: number;
  readonly ms: number;
}

/** Sends one; `index` counts from 0. Calls `done` once, with an error if it was not carried out. */
export type SendOne = (index: number, done: (error?: Error) => void) => void;

/**
 * Keeps `inFlight` under way for `ms`, then lets them come in. What was done is counted until the
 * last has come in, and so is the time.
 */
export function loadFor(inFlight: number, ms: number, send: SendOne): Promise<Stretch> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const endAt = startedAt + ms;
    let sent = 0;
    let open = 0;
    let failed = false;
    const done = (error?: Error): void => {
      open--;
      if (error !== undefined && !failed) {
        failed = true;
        reject(error);
      }
      if (failed) return;
      const now = performance.now();
      if (now < endAt) sendNext();
      else if (open === 0) resolve({ done: sent, ms: now - startedAt });
    };
    const sendNext = (): void => {
      open++;
      send(sent++, done);
    };
    for (let i = 0; i < inFlight; i++) sendNext();
  });
}

/** Sends exactly `count` with `inFlight` under way; resolves when the last is answered. */
export function loadCount(inFlight: number, count: number, send: SendOne): Promise<void> {
  return new Promise((resolve, reject) => {
    let sent = 0;
    let answered = 0;
    const done = (error?: Error): void => {
      if (error !== undefined) return reject(error);
      if (++answered === count) return resolve();
      if (sent < count) send(sent++, done);
    };
    while (sent < Math.min(inFlight, count)) send(sent++, done);
  });
}

/** The same for a sender that promises. */
export function promised(send: (index: number) => Promise<unknown>): SendOne {
  return (index, done) => {
    send(index).then(() => done(), done);
  };
}

/** Operations per second. */
export function rate({ done, ms }: Stretch): number {
  return (done / ms) * 1000;
}

/** Two stretches of the same load as one. */
export function together(a: Stretch, b: Stretch): Stretch {
  return { done: a.done + b.done, ms: a.ms + b.ms };
}

export const NO_LOAD: Stretch = { done: 0, ms: 0 };
