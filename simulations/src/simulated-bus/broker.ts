// Who listens to what, as a broker knows it. A dead process's subscriptions are gone at once, a
// frozen or cut-off one's are not: what is sent to it is lost or comes late.
import type { BusMessage } from '@rescind/shared';
import { hashText, mix } from '../network/fate.ts';
import type { SimProcess } from '../scheduler.ts';

export interface Listener {
  readonly process: SimProcess;
  readonly incarnation: number;
  readonly pattern: string;
  readonly queue: string | undefined;
  readonly handler: (message: BusMessage) => void;
  /** Hears that the request it waits for an answer to found no listener. */
  readonly onNobody: (() => void) | undefined;
  open: boolean;
}

export interface Broker {
  add(listener: Listener): void;
  remove(listener: Listener): void;
  /** Those who get a message; one of each queue, drawn by the sender's name and count. */
  receivers(from: SimProcess, subject: string): readonly Listener[];
  /** Those who listen to exactly this subject. */
  listenersAt(subject: string): readonly Listener[];
}

interface Pattern {
  readonly listener: Listener;
  readonly fits: (subject: string) => boolean;
}

const NOBODY: readonly Listener[] = [];

export function createBroker(seed: string): Broker {
  const base = hashText(`${seed}:queue`);
  const exact = new Map<string, readonly Listener[]>();
  const picks = new Map<number, number>();
  let patterns: readonly Pattern[] = [];

  const listenersAt = (subject: string): readonly Listener[] => {
    const found = exact.get(subject);
    if (found === undefined) return NOBODY;
    return found.every(isLive) ? found : found.filter(isLive);
  };

  const pick = (from: SimProcess, group: readonly Listener[]): Listener => {
    const n = picks.get(from.index) ?? 0;
    picks.set(from.index, n + 1);
    return group[mix(base ^ Math.imul(from.index + 1, 0x9e3779b1) ^ n) % group.length]!;
  };

  const oneOfEachQueue = (from: SimProcess, found: readonly Listener[]): readonly Listener[] => {
    const queues = new Map<string, Listener[]>();
    for (const one of found) {
      if (one.queue === undefined) continue;
      const group = queues.get(one.queue);
      if (group === undefined) queues.set(one.queue, [one]);
      else group.push(one);
    }
    const chosen = found.filter((listener) => listener.queue === undefined);
    for (const group of queues.values()) chosen.push(pick(from, group));
    return chosen;
  };

  return {
    add(listener) {
      const { pattern } = listener;
      if (isWild(pattern)) {
        const living = patterns.filter((each) => isLive(each.listener));
        patterns = [...living, { listener, fits: matcherOf(pattern) }];
      } else {
        const there = listenersAt(pattern);
        exact.set(pattern, there.length === 0 ? [listener] : [...there, listener]);
      }
    },
    remove(listener) {
      listener.open = false;
      if (listenersAt(listener.pattern).length === 0) exact.delete(listener.pattern);
    },
    listenersAt,
    receivers(from, subject) {
      const exactly = listenersAt(subject);
      const wildly = patterns.filter(({ listener, fits }) => fits(subject) && isLive(listener));
      if (wildly.length === 0 && exactly.every(hasNoQueue)) return exactly;
      return oneOfEachQueue(from, [...exactly, ...wildly.map(({ listener }) => listener)]);
    },
  };
}

export function isLive({ open, process, incarnation }: Listener): boolean {
  return open && process.up && incarnation === process.incarnation;
}

function hasNoQueue({ queue }: Listener): boolean {
  return queue === undefined;
}

function isWild(pattern: string): boolean {
  return pattern.includes('*') || pattern.endsWith('>');
}

/** `*` stands for one word, a final `>` for the rest. */
function matcherOf(pattern: string): (subject: string) => boolean {
  const star = pattern.indexOf('*');
  if (star === pattern.length - 1 && pattern.endsWith('.*')) {
    // The shape nearly every pattern has; no subject needs to be taken apart for it.
    const start = pattern.slice(0, star);
    return (subject) =>
      subject.startsWith(start) && subject.length > star && !subject.includes('.', star);
  }
  const want = pattern.split('.');
  return (subject) => {
    const have = subject.split('.');
    for (let i = 0; i < want.length; i++) {
      if (want[i] === '>') return have.length > i;
      if (have[i] === undefined || (want[i] !== '*' && want[i] !== have[i])) return false;
    }
    return want.length === have.length;
  };
}
