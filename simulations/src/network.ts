// The links between simulated processes. What becomes of a message is a function of the link and
// of how many went over it before, so leaving out one message elsewhere changes nothing here.
import { createFates, type LinkFaults } from './network/fate.ts';
import type { Scheduler, SimProcess } from './scheduler.ts';

export interface Network {
  /**
   * Calls back at `to`, after a delay; perhaps never, perhaps twice. A message on its way to a
   * process that dies is lost with it.
   */
  send(from: SimProcess, to: SimProcess, deliver: () => void): void;
  /** Nothing passes from `from` to `to`; what is on its way is lost when it would arrive. */
  cut(from: SimProcess, to: SimProcess): void;
  heal(from: SimProcess, to: SimProcess): void;
  /** When everything that is on its way to `to` by now will have arrived or be lost. */
  settledBy(to: SimProcess): number;
  /** From now on no message is lost, repeated or held up; delays stay. */
  calm(): void;
  readonly sent: number;
  readonly lost: number;
}

/** Processes per run at most; links are numbered by it. */
const PROCESSES_MAX = 256;

export interface NetworkOptions {
  readonly seed: string;
  readonly scheduler: Scheduler;
  /** What this link does to messages. */
  readonly faultsOf: (from: SimProcess, to: SimProcess) => LinkFaults;
}

export function createNetwork({ seed, scheduler, faultsOf }: NetworkOptions): Network {
  const fates = createFates(seed);
  const links = new Map<number, Link>();
  const cuts = new Set<number>();
  /** When the last message on its way to each process arrives. */
  const arrivals = new Map<number, number>();
  let calm = false;
  let sent = 0;
  let lost = 0;

  interface Link {
    readonly name: number;
    readonly faults: LinkFaults;
    count: number;
    /** When the last message arrives, for links that keep order. */
    busyUntil: number;
  }

  const key = (from: SimProcess, to: SimProcess): number => from.index * PROCESSES_MAX + to.index;

  const linkOf = (from: SimProcess, to: SimProcess): Link => {
    const number = key(from, to);
    let link = links.get(number);
    if (link === undefined) {
      const name = fates.nameOf(`${from.name}>${to.name}`);
      link = { name, faults: faultsOf(from, to), count: 0, busyUntil: 0 };
      links.set(number, link);
    }
    return link;
  };

  const transmit = (link: Link, to: SimProcess, delay: number, arrive: () => void): void => {
    let at = scheduler.now + delay;
    if (link.faults.fifo) {
      at = Math.max(at, link.busyUntil);
      link.busyUntil = at;
    }
    if (at > (arrivals.get(to.index) ?? 0)) arrivals.set(to.index, at);
    scheduler.schedule(to, at - scheduler.now, 'message', arrive);
  };

  return {
    get sent() {
      return sent;
    },
    get lost() {
      return lost;
    },
    send(from, to, deliver) {
      const link = linkOf(from, to);
      const n = link.count++;
      sent++;
      const fate = fates.of(link.name, n, link.faults, calm);
      if (fate.delay < 0 || cuts.has(key(from, to))) {
        lost++;
        return;
      }
      const arrive = (): void => {
        if (cuts.size > 0 && cuts.has(key(from, to))) lost++;
        else deliver();
      };
      transmit(link, to, fate.delay, arrive);
      if (fate.again >= 0) transmit(link, to, fate.again, arrive);
    },
    cut: (from, to) => void cuts.add(key(from, to)),
    heal: (from, to) => void cuts.delete(key(from, to)),
    settledBy: ({ index }) => Math.max(scheduler.now, arrivals.get(index) ?? 0),
    calm() {
      calm = true;
    },
  };
}
