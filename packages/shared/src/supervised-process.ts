// A process that a supervisor runs: it says what happens to it in JSON lines, and ends in order
// when the pipe to its standard input closes, so that it outlives nobody who started it.
import { sleep, type Clock } from './clock.ts';
import type { Json } from './json.ts';
import type { Service } from './service.ts';

/** Starting it again would not help. */
const EXIT_DATA = 65;
/** It could not start or go on, and may be tried again. */
const EXIT_UNAVAILABLE = 69;

/** A stop that takes longer is cut short: two seconds after the pipe closed nothing may be left. */
const STOP_MS = 1500;

export type ProcessMessage = { readonly [key: string]: Json };

export interface SupervisedProcess {
  /** A line on the standard output. */
  readonly print: (message: ProcessMessage) => void;
  /** A line on the standard error. */
  readonly tell: (message: ProcessMessage) => void;
  /** Says why, stops what runs, and ends with 65 for a final error, else with 69. */
  readonly fail: (error: Error) => void;
  /** Starts what the process is for. From now on it ends with 0 when it is told to. */
  readonly run: (start: () => Promise<Service>) => Promise<void>;
}

export interface SupervisedOptions {
  readonly clock: Clock;
  /** Whether an error will be there again at the next start; none by default. */
  readonly isFinal?: (error: Error) => boolean;
}

/** `self` is this very process; to be called once. */
export function superviseProcess(
  self: NodeJS.Process,
  { clock, isFinal = () => false }: SupervisedOptions,
): SupervisedProcess {
  let running: Service | undefined;
  let ending = false;

  // Whoever read our output may be gone before us: that ends nothing by itself.
  for (const stream of [self.stdout, self.stderr]) stream.on('error', () => undefined);

  const end = async (status: number): Promise<void> => {
    if (ending) return;
    ending = true;
    await Promise.race([running?.stop().catch(() => undefined), sleep(clock, STOP_MS)]);
    self.exit(status);
  };
  const tell = (message: ProcessMessage): void =>
    void self.stderr.write(`${JSON.stringify(message)}\n`);
  const fail = (error: Error): void => {
    if (ending) return;
    tell({ error: error.message, name: error.name });
    void end(isFinal(error) ? EXIT_DATA : EXIT_UNAVAILABLE);
  };
  return {
    print: (message) => void self.stdout.write(`${JSON.stringify(message)}\n`),
    tell,
    fail,
    async run(start) {
      for (const event of ['end', 'close', 'error']) self.stdin.on(event, () => void end(0));
      self.stdin.resume();
      for (const signal of ['SIGTERM', 'SIGINT']) self.on(signal, () => void end(0));
      try {
        running = await start();
      } catch (error) {
        fail(error as Error);
      }
    },
  };
}
