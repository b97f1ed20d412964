// Knows whether the connection to the server stands. What was sent just before it is lost is in
// doubt, and what the client is given while it is lost it may drop without a word: so it is kept
// back until the connection stands again.
import { Events, type NatsConnection, type Status } from 'nats';

export interface ConnectionWatch {
  /** False from the loss of the connection until it is back; for good once it is closed. */
  readonly isConnected: boolean;
  /** Calls back when the connection is lost, until the returned function is called. */
  onLost(listener: () => void): () => void;
  /** Calls back when it is back, until the returned function is called. */
  onBack(listener: () => void): () => void;
  /** Resolves with whether it stands, at the latest after `ms`. */
  whenConnected(ms: number): Promise<boolean>;
  stop(): void;
}

export function watchConnection(connection: NatsConnection): ConnectionWatch {
  const lost = new Set<() => void>();
  const back = new Set<() => void>();
  // The client forgets what it knows of the server when it begins to look for it again.
  let isConnected = connection.info !== undefined;
  const become = (connected: boolean): void => {
    isConnected = connected;
    for (const listener of [...(connected ? back : lost)]) listener();
  };
  // The client's type does not say that this can be ended before the connection is.
  const statuses = connection.status() as AsyncIterable<Status> & { stop?(): void };
  const watch = async (): Promise<void> => {
    for await (const { type } of statuses) {
      if (type === Events.Disconnect) become(false);
      if (type === Events.Reconnect) become(true);
    }
  };
  void watch();
  void connection.closed().then(() => become(false));
  return {
    get isConnected() {
      return isConnected;
    },
    onLost: (listener) => addTo(lost, listener),
    onBack: (listener) => addTo(back, listener),
    whenConnected(ms) {
      if (isConnected || connection.isClosed()) return Promise.resolve(isConnected);
      return new Promise((resolve) => {
        const settle = (): void => {
          forget();
          clearTimeout(timer);
          resolve(isConnected);
        };
        const forget = addTo(back, settle);
        const timer = setTimeout(settle, ms);
      });
    },
    stop() {
      lost.clear();
      back.clear();
      statuses.stop?.();
    },
  };
}

function addTo(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
