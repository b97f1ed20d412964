// A bus within one process: production code, for embedding without a broker. Deliveries are made
// in a later microtask, so nobody is called back from inside its own publish.
import type { Bus, BusMessage, Subscription } from '../bus.ts';
import { ClosedError, NoResponderError, TimeoutError } from '../errors.ts';
import type { Clock } from '../clock.ts';
import { matchesSubject } from './subject.ts';

interface Entry {
  readonly pattern: string;
  readonly queue: string | undefined;
  readonly handler: (message: BusMessage) => void;
}

/** `onHandlerError` hears what handlers throw; by default it is dropped. */
export function createMemoryBus(
  clock: Clock,
  onHandlerError: (error: unknown, subject: string) => void = () => undefined,
): Bus {
  const entries = new Set<Entry>();
  const waiting = new Set<() => void>();
  let inboxes = 0;
  let turns = 0;
  let closed = false;

  const receivers = (subject: string): Entry[] => {
    const groups = new Map<string, Entry[]>();
    const out: Entry[] = [];
    for (const entry of entries) {
      if (!matchesSubject(entry.pattern, subject)) continue;
      if (entry.queue === undefined) out.push(entry);
      else groups.set(entry.queue, [...(groups.get(entry.queue) ?? []), entry]);
    }
    for (const group of groups.values()) out.push(group[turns++ % group.length]!);
    return out;
  };

  const deliver = (entry: Entry, message: BusMessage): void => {
    if (!entries.has(entry)) return;
    try {
      entry.handler(message);
    } catch (error) {
      onHandlerError(error, message.subject);
    }
  };

  const send = (subject: string, data: string, reply: string | undefined): number => {
    if (closed) return 0;
    const message: BusMessage = {
      subject,
      data,
      reply,
      respond: (answer) => {
        if (reply !== undefined) send(reply, answer, undefined);
      },
    };
    const to = receivers(subject);
    for (const entry of to) void Promise.resolve().then(() => deliver(entry, message));
    return to.length;
  };

  const subscribe: Bus['subscribe'] = (pattern, handler, options = {}): Subscription => {
    const entry: Entry = { pattern, queue: options.queue, handler };
    entries.add(entry);
    return { unsubscribe: () => void entries.delete(entry) };
  };

  const request: Bus['request'] = (subject, data, { timeoutMs }) =>
    new Promise((resolve, reject) => {
      if (closed) {
        reject(new ClosedError('the bus is closed'));
        return;
      }
      const inbox = `_INBOX.${++inboxes}`;
      const done = (): void => {
        inboxSubscription.unsubscribe();
        clock.clearTimeout(timer);
        waiting.delete(onClose);
      };
      const onClose = (): void => {
        done();
        reject(new ClosedError('the bus was closed'));
      };
      const inboxSubscription = subscribe(inbox, (message) => {
        done();
        resolve(message.data);
      });
      const timer = clock.setTimeout(() => {
        done();
        reject(new TimeoutError(`no answer on ${subject} within ${timeoutMs} ms`));
      }, timeoutMs);
      waiting.add(onClose);
      if (send(subject, data, inbox) === 0) {
        done();
        reject(new NoResponderError(`nobody serves ${subject}`));
      }
    });

  const close = (): Promise<void> => {
    closed = true;
    entries.clear();
    for (const onClose of [...waiting]) onClose();
    return Promise.resolve();
  };

  return {
    name: 'memory',
    publish: (subject, data, options = {}) => void send(subject, data, options.reply),
    request,
    subscribe,
    flush: () => Promise.resolve(),
    close,
    [Symbol.asyncDispose]: close,
  };
}
