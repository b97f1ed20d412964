// One process that is many: every simulated process shares this heap of events, and nothing happens
// but what stands in it. The order of events is the order of (time, insertion), so a run depends on
// what was scheduled and on nothing else.
import { createEventQueue, type QueuedEvent } from './scheduler/event-queue.ts';

/** A simulated process. Its memory lives while its incarnation does. */
export interface SimProcess {
  readonly name: string;
  readonly index: number;
  /** Rises with every start; whatever was scheduled for an earlier one never happens. */
  readonly incarnation: number;
  readonly up: boolean;
  readonly paused: boolean;
}

/** What a process turns to first when it goes on after a pause. */
export type Waking = 'timers-first' | 'messages-first' | 'in-order';

export interface Scheduler {
  /** Virtual milliseconds since the run began. */
  readonly now: number;
  /** Events carried out so far. */
  readonly events: number;
  /** A process that is up, in its first incarnation. */
  createProcess(name: string): SimProcess;
  /** Calls back at `process` in `delay` ms, unless it dies before; a paused one does it later. */
  schedule(process: SimProcess, delay: number, kind: EventKind, run: () => void): ScheduledEvent;
  cancel(event: ScheduledEvent): void;
  /** Takes memory, timers and undelivered messages. */
  crash(process: SimProcess): void;
  /** A new incarnation of a process that is down. */
  restart(process: SimProcess): void;
  pause(process: SimProcess): void;
  unpause(process: SimProcess, waking: Waking): void;
  /** Carries out the next event due at or before `until`; false when there is none. */
  step(until: number): boolean;
}

export type EventKind = 'timer' | 'message';
export type ScheduledEvent = QueuedEvent;

interface ProcessState {
  readonly name: string;
  readonly index: number;
  incarnation: number;
  up: boolean;
  paused: boolean;
  /** What came due while it was paused. */
  backlog: QueuedEvent[];
}

/** `onEvent` hears of each event just before it happens. */
export function createScheduler(onEvent: (process: SimProcess, time: number) => void): Scheduler {
  const queue = createEventQueue();
  const processes: ProcessState[] = [];
  let now = 0;
  let sequence = 0;
  let events = 0;

  const state = (process: SimProcess): ProcessState => processes[process.index]!;

  const enqueue = (event: QueuedEvent, time: number): void => {
    event.time = time;
    event.sequence = sequence++;
    queue.push(event);
  };

  return {
    get now() {
      return now;
    },
    get events() {
      return events;
    },
    createProcess(name) {
      const process: ProcessState = {
        name,
        index: processes.length,
        incarnation: 1,
        up: true,
        paused: false,
        backlog: [],
      };
      processes.push(process);
      return process;
    },
    schedule(process, delay, kind, run) {
      const { index, incarnation } = process;
      const event: QueuedEvent = {
        time: 0,
        sequence: 0,
        process: index,
        incarnation,
        kind,
        canceled: false,
        run,
      };
      enqueue(event, now + Math.max(0, delay));
      return event;
    },
    cancel(event) {
      event.canceled = true;
    },
    crash(process) {
      const crashed = state(process);
      crashed.up = false;
      crashed.paused = false;
      crashed.incarnation++;
      crashed.backlog = [];
    },
    restart(process) {
      const restarted = state(process);
      restarted.up = true;
      restarted.incarnation++;
    },
    pause(process) {
      state(process).paused = true;
    },
    unpause(process, waking) {
      const woken = state(process);
      woken.paused = false;
      const backlog = inWakingOrder(woken.backlog, waking);
      woken.backlog = [];
      for (const event of backlog) enqueue(event, now);
    },
    step(until) {
      for (;;) {
        const event = queue.peek();
        if (event === undefined || event.time > until) return false;
        queue.pop();
        const process = processes[event.process]!;
        if (event.canceled || event.incarnation !== process.incarnation || !process.up) continue;
        if (process.paused) {
          process.backlog.push(event);
          continue;
        }
        now = event.time;
        events++;
        onEvent(process, now);
        event.run();
        return true;
      }
    },
  };
}

function inWakingOrder(backlog: readonly QueuedEvent[], waking: Waking): readonly QueuedEvent[] {
  if (waking === 'in-order') return backlog;
  const first: EventKind = waking === 'timers-first' ? 'timer' : 'message';
  return [
    ...backlog.filter((event) => event.kind === first),
    ...backlog.filter((event) => event.kind !== first),
  ];
}
