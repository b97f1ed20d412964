// Keeps one process running: starts it again when it dies, with pauses that grow, until it is told
// to stop or ends in a way that starting again would not mend.
import { sleep, type Clock } from '@rescind/shared';
import { LOOP_WINDOW_MS, restartAfter } from './restart-policy.ts';

/** How a process ended: by itself with a code, or by a signal. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface RunningProcess {
  readonly pid: number;
  /** Resolves when it is gone; never rejects. */
  readonly exited: Promise<Exit>;
  /** Ends it in order, by force when that takes too long; resolves when it is gone. */
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): void;
}

export interface KeepRunningOptions {
  /** For messages: `coordinator c1`. */
  readonly name: string;
  readonly clock: Clock;
  /** Starts the process. A rejection counts as a death. */
  readonly start: () => Promise<RunningProcess>;
  /** True for an end that a new start would only repeat. */
  readonly isFinal: (exit: Exit) => boolean;
  /** It ended finally; nothing is started any more. Called once. */
  readonly onFinal: (exit: Exit) => void;
  /** Why it ended, where it said so itself. */
  readonly lastWords?: () => string | undefined;
  /** It runs under a new pid, or (null) does not run now. */
  readonly onPid: (pid: number | null) => void;
  readonly say: (line: string) => void;
}

export interface Kept {
  readonly name: string;
  /** Stops restarting and ends the process in order. The second call waits for the first. */
  stop(): Promise<void>;
  /** Stops restarting and ends the process by force, without waiting. */
  kill(): void;
}

/** Begins with `first` when the caller has started the process itself, else starts it. */
export function keepRunning(options: KeepRunningOptions, first?: RunningProcess): Kept {
  const { name, clock, say } = options;
  const stopping = new AbortController();
  let current: RunningProcess | undefined;
  const deaths: number[] = [];

  /** Resolves with a sentence on how it ended, or undefined when that end is final. */
  const live = async (running: RunningProcess): Promise<string | undefined> => {
    current = running;
    options.onPid(running.pid);
    if (stopping.signal.aborted) await running.stop();
    const exit = await running.exited;
    current = undefined;
    options.onPid(null);
    if (stopping.signal.aborted) return undefined;
    if (options.isFinal(exit)) {
      stopping.abort();
      options.onFinal(exit);
      return undefined;
    }
    const words = options.lastWords?.();
    const why = words === undefined ? '' : ` (${words})`;
    return `${name} (pid ${running.pid}) ${describeExit(exit)}${why}`;
  };

  const liveOnce = async (started?: RunningProcess): Promise<string | undefined> => {
    try {
      return await live(started ?? (await options.start()));
    } catch (error) {
      return `${name} cannot be started: ${(error as Error).message}`;
    }
  };

  const loop = async (): Promise<void> => {
    let started = first;
    while (!stopping.signal.aborted) {
      const died = await liveOnce(started);
      started = undefined;
      if (died === undefined || stopping.signal.aborted) return;
      const now = clock.monotonic();
      deaths.push(now);
      while (now - deaths[0]! >= LOOP_WINDOW_MS) deaths.shift();
      const { delayMs, crashLoop, deaths: count } = restartAfter(deaths, now);
      say(
        crashLoop
          ? `${died}; that was death ${count} within ${LOOP_WINDOW_MS / 1000} s (crash loop): ` +
              `the next start waits ${delayMs / 1000} s`
          : `${died}; starting it again`,
      );
      await sleep(clock, delayMs, stopping.signal).catch(() => undefined);
    }
  };

  const finished = loop();
  return {
    name,
    async stop() {
      stopping.abort();
      await current?.stop();
      await finished;
    },
    kill() {
      stopping.abort();
      current?.kill();
    },
  };
}

/** `was killed by SIGKILL`, `ended with status 1`. */
function describeExit({ code, signal }: Exit): string {
  return signal === null ? `ended with status ${code ?? 'unknown'}` : `was killed by ${signal}`;
}
