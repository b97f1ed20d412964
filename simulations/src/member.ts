// One process of the simulated cluster with the program that runs in it, and the supervisor that
// starts it again when it has ended.
import type { Service } from '@rescind/shared';
import type { Waking } from './scheduler.ts';
import type { Simulation } from './simulation.ts';

export interface Member {
  readonly name: string;
  /** A process of this name and incarnation is what facts of the history speak of. */
  readonly incarnation: string;
  readonly up: boolean;
  readonly paused: boolean;
  /** Ends it at once, with all it had in memory. */
  crash(): void;
  /** Begins anew unless it is up already. */
  start(): void;
  /** Asks it to stop, and ends it when it has, or has not in time. */
  stop(): void;
  pause(): void;
  unpause(waking: Waking): void;
}

/** A program; what it returns is asked to stop, and thrown away when its process dies. */
export type Program = (ended: (why: string) => void) => Service | Promise<Service>;

/** A supervisor waits so long before it starts a process that has ended by itself. */
const RESTART_MS = 400;
/** A process that was asked to stop is ended after so long. */
const STOP_MS = 1500;

/** `mayStart` is false once the process is to stay dead. */
export function createMember(
  simulation: Simulation,
  name: string,
  program: Program,
  mayStart: () => boolean,
): Member {
  const { scheduler, fate } = simulation;
  const process = simulation.process(name);
  let service: Service | undefined;

  const incarnation = (): string => `${name}#${process.incarnation}`;

  const crash = (): void => {
    if (!process.up) return;
    simulation.record({ kind: 'process-died', process: incarnation() });
    scheduler.crash(process);
    service = undefined;
  };

  const restartLater = (): void => {
    crash();
    scheduler.schedule(fate, RESTART_MS, 'timer', start);
  };

  const start = (): void => {
    if (process.up || !mayStart()) return;
    scheduler.restart(process);
    launch();
  };

  /** Runs the program at once; whatever it does later is void when the process has died. */
  const launch = (): void => {
    const { incarnation: mine } = process;
    const isMine = (): boolean => process.up && process.incarnation === mine;
    const ended = (): void => {
      if (isMine()) restartLater();
    };
    const launched = async (): Promise<void> => {
      const running = await program(ended);
      if (isMine()) service = running;
    };
    // A program that cannot start is started again, as by a supervisor.
    launched().catch(ended);
  };

  const stop = (): void => {
    const stopping = service;
    if (!process.up || stopping === undefined) return crash();
    const { incarnation: mine } = process;
    const end = (): void => {
      if (process.incarnation === mine) crash();
    };
    scheduler.schedule(fate, STOP_MS, 'timer', end);
    stopping.stop().then(end, end);
  };

  launch();
  return {
    name,
    get incarnation() {
      return incarnation();
    },
    get up() {
      return process.up;
    },
    get paused() {
      return process.paused;
    },
    crash,
    start,
    stop,
    pause: () => {
      if (!process.up) return;
      simulation.record({ kind: 'process-paused', process: incarnation() });
      scheduler.pause(process);
    },
    unpause: (waking) => {
      if (!process.paused) return;
      simulation.record({ kind: 'process-woke', process: incarnation() });
      scheduler.unpause(process, waking);
    },
  };
}
