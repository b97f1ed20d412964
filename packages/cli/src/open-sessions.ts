// SQL sessions on a cluster that was found. They share one connection and one engine; the database
// behind the engine is started when the first query needs it.
import { createSystemPorts } from '@rescind/shared/node';
import {
  createClientBackend,
  createSession,
  createSmallEngine,
  type SelectionEngine,
  type Session,
} from '@rescind/sql';
import { createLayeredEngine, createPgliteEngine, type PgliteEngine } from '@rescind/sql/pglite';
import { clientOn, type FoundCluster } from './connect.ts';

export interface Sessions {
  /** The session of a user, the same one each time. Throws CommandFailure for a bad name. */
  of(user: string): Session;
  /** A session of its own, in `database` where one is named. Throws as `of` does. */
  open(user: string, database?: string): Session;
  /** Ends the engine and the connection; what is under way fails. */
  close(): Promise<void>;
}

/** Throws CommandFailure when nothing answers there. */
export async function openSessions(found: FoundCluster, timeoutMs: number): Promise<Sessions> {
  const { cluster, storage, engineDir } = found;
  const bus = await found.connect(timeoutMs);
  const ports = createSystemPorts();
  let big: PgliteEngine | undefined;
  const openBig = (): SelectionEngine => {
    const cache = engineDir === undefined ? {} : { cacheFolder: engineDir };
    big = createPgliteEngine({ clock: ports.clock, ...cache });
    return big;
  };
  const engine = createLayeredEngine(createSmallEngine(), openBig);
  const sessions = new Map<string, Session>();
  const open = (user: string, database?: string): Session => {
    const backend = createClientBackend(clientOn(bus, cluster, user));
    const named = database === undefined ? {} : { database };
    return createSession({ backend, engine, storage, ports, ...named });
  };
  return {
    open,
    of(user) {
      const known = sessions.get(user);
      if (known !== undefined) return known;
      const session = open(user);
      sessions.set(user, session);
      return session;
    },
    async close() {
      await bus.close();
      await big?.dispose();
    },
  };
}
