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

export function createBroker(seed: string): Broker {
  const base = hashText(`${seed}:queue`);
  const exact = new Map<string, Listener[]>();
  const picks = new Map<number, number>();
  let patterns: { readonly listener: Listener; readonly fits: (subject: string) => boolean }[] = [];

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

  return {
    add(listener) {
      const { pattern } = listener;
      if (isWild(pattern)) {
        const fits = matcherOf(pattern);
        patterns = [...patterns.filter((each) => isLive(each.listener)), { listener, fits }];
      } else if (exact.has(pattern)) exact.set(pattern, [...listenersAt(pattern), listener]);
      else exact.set(pattern, [listener]);
    },
    remove(listener) {
      listener.open = false;
      if (listenersAt(listener.pattern).length === 0) exact.delete(listener.pattern);
    },
    listenersAt,
    receivers(from, subject) {
      const found = [...listenersAt(subject)];
      for (const { listener, fits } of patterns) {
        if (fits(subject) && isLive(listener)) found.push(listener);
      }
      if (found.every((listener) => listener.queue === undefined)) return found;
      const queues = new Map<string, Listener[]>();
      for (const one of found) {
        if (one.queue === undefined) continue;
        queues.set(one.queue, [...(queues.get(one.queue) ?? []), one]);
      }
      const chosen = found.filter((listener) => listener.queue === undefined);
      for (const group of queues.values()) chosen.push(pick(from, group));
      return chosen;
    },
  };
}

export function isLive({ open, process, incarnation }: Listener): boolean {
  return open && process.up && incarnation === process.incarnation;
}

function isWild(pattern: string): boolean {
  return pattern.includes('*') || pattern.endsWith('>');
}

const NOBODY: readonly Listener[] = [];

/** `*` stands for one word, a final `>` for the rest. */
export function matcherOf(pattern: string): (subject: string) => boolean {
  const star = pattern.indexOf('*');
  if (star === pattern.length - 1 && pattern.endsWith('.*')) {
    // The shape nearly every pattern has; no subject needs to be taken apart for it.
    return (subject) =>
      subject.length > star &&
      !subject.includes('.', star) &&
      subject.startsWith(pattern.slice(0, star));
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
