// A bus whose messages go over the simulated network, with a broker that knows who listens, as
// over NATS: a request nobody serves is answered so at once.
import {
  ClosedError,
  NoResponderError,
  TimeoutError,
  type Bus,
  type BusMessage,
  type Clock,
} from '@rescind/shared';
import type { Network } from './network.ts';
import type { Scheduler, SimProcess } from './scheduler.ts';
import { createBroker, isLive, type Listener } from './simulated-bus/broker.ts';

export interface SimulatedBus {
  /** The bus as the process's current incarnation sees it; it times by the process's own clock. */
  attach(process: SimProcess, clock: Clock): Bus;
  readonly messages: number;
}

export interface SimulatedBusOptions {
  readonly seed: string;
  readonly scheduler: Scheduler;
  readonly network: Network;
  /** Hears of every message handed to a listener. */
  readonly onDelivery: (subject: string, data: string) => void;
  /** A handler threw: a bug of the program under test. */
  readonly onHandlerError: (process: SimProcess, error: unknown) => void;
}

export function createSimulatedBus(options: SimulatedBusOptions): SimulatedBus {
  const { scheduler, network, onDelivery, onHandlerError } = options;
  const broker = createBroker(options.seed);
  let messages = 0;
  let inboxes = 0;

  const deliver = (listener: Listener, message: BusMessage): void => {
    if (!isLive(listener)) return;
    onDelivery(message.subject, message.data);
    try {
      listener.handler(message);
    } catch (error) {
      onHandlerError(listener.process, error);
    }
  };

  const send = (from: SimProcess, subject: string, data: string, reply?: string): void => {
    messages++;
    const to = broker.receivers(from, subject);
    for (const listener of to) {
      const message = messageTo(listener, subject, data, reply);
      network.send(from, listener.process, () => deliver(listener, message));
    }
    if (to.length === 0 && reply !== undefined) sayNobody(from, reply);
  };

  const messageTo = (
    { process, incarnation }: Listener,
    subject: string,
    data: string,
    reply: string | undefined,
  ): BusMessage => ({
    subject,
    data,
    reply,
    respond(answer) {
      const lives = process.up && process.incarnation === incarnation;
      if (reply !== undefined && lives) send(process, reply, answer);
    },
  });

  /** The broker tells whoever waits for the answer that nobody listens. */
  const sayNobody = (from: SimProcess, inbox: string): void => {
    for (const waiting of broker.listenersAt(inbox)) {
      network.send(from, waiting.process, () => {
        if (!isLive(waiting)) return;
        if (waiting.onNobody !== undefined) waiting.onNobody();
        else deliver(waiting, messageTo(waiting, inbox, '', undefined));
      });
    }
  };

  const attach = (process: SimProcess, clock: Clock): Bus => {
    const own = new Set<Listener>();
    const openRequests = new Set<(error: Error) => void>();
    let closed = false;

    const listen = (
      pattern: string,
      queue: string | undefined,
      handler: (message: BusMessage) => void,
      onNobody?: () => void,
    ): Listener => {
      const { incarnation } = process;
      const open = !closed;
      const listener = { process, incarnation, pattern, queue, handler, onNobody, open };
      own.add(listener);
      broker.add(listener);
      return listener;
    };
    const forget = (listener: Listener): void => {
      own.delete(listener);
      broker.remove(listener);
    };

    const request: Bus['request'] = (subject, data, { timeoutMs }) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(new ClosedError('the bus is closed'));
          return;
        }
        const end = (): void => {
          forget(inbox);
          clock.clearTimeout(timer);
          openRequests.delete(fail);
        };
        const fail = (error: Error): void => {
          end();
          reject(error);
        };
        const inbox = listen(
          `_INBOX.${++inboxes}`,
          undefined,
          (message) => {
            end();
            resolve(message.data);
          },
          () => fail(new NoResponderError(`nobody serves ${subject}`)),
        );
        const timer = clock.setTimeout(
          () => fail(new TimeoutError(`no answer on ${subject} within ${timeoutMs} ms`)),
          timeoutMs,
        );
        openRequests.add(fail);
        send(process, subject, data, inbox.pattern);
      });

    const close = (): Promise<void> => {
      closed = true;
      for (const listener of [...own]) forget(listener);
      for (const fail of [...openRequests]) fail(new ClosedError('the bus was closed'));
      return Promise.resolve();
    };

    return {
      name: 'simulated',
      publish(subject, data, given = {}) {
        if (!closed) send(process, subject, data, given.reply);
      },
      request,
      subscribe(pattern, handler, given = {}) {
        const listener = listen(pattern, given.queue, handler);
        return { unsubscribe: () => forget(listener) };
      },
      flush: () =>
        new Promise((resolve) => {
          const wait = network.settledBy(process) - scheduler.now;
          scheduler.schedule(process, wait, 'message', resolve);
        }),
      close,
      [Symbol.asyncDispose]: close,
    };
  };

  return {
    get messages() {
      return messages;
    },
    attach,
  };
}
