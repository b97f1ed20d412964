// The port at which PostgreSQL's clients find the cluster. Whoever reaches this machine's loopback
// is trusted to be whom he says, as at the nats-server's port.
import { isSubjectWord } from '@rescind/shared';
import { createSystemPorts } from '@rescind/shared/node';
import { SqlError } from '@rescind/sql';
import { createSqlServer, type SqlServer } from '@rescind/sql/wire';
import { findCluster } from './connect.ts';
import { openSessions } from './open-sessions.ts';

export interface SqlPort {
  readonly port: number;
  /** Hangs up on every client. */
  close(): Promise<void>;
}

export const SQL_PORT = 26_257;
const HOST = '127.0.0.1';
const CONNECT_MS = 5000;

/** Throws with one sentence when the port cannot be had. */
export async function openSqlPort(dataDir: string, port: number): Promise<SqlPort> {
  const sessions = await openSessions(await findCluster({ data: dataDir }), CONNECT_MS);
  let server: SqlServer;
  try {
    server = await createSqlServer({
      clock: createSystemPorts().clock,
      host: HOST,
      port,
      authenticate: () => Promise.resolve({ kind: 'trust' }),
      openSession(user, database) {
        if (!isSubjectWord(user)) {
          const message = `"${user}" cannot be the name of a user here`;
          throw new SqlError({ code: '28000', message });
        }
        // Clients that were told no database name one after the user.
        return sessions.open(user, database === user ? undefined : database);
      },
    });
  } catch (cause) {
    await sessions.close();
    throw (cause as NodeJS.ErrnoException).code === 'EADDRINUSE' ? taken(port, cause) : cause;
  }
  return {
    port: server.port,
    async close() {
      await server.stop();
      await sessions.close();
    },
  };
}

function taken(port: number, cause: unknown): Error {
  return new Error(
    `port ${port} of ${HOST} is taken, so there is no SQL port ` +
      '(--sql-port N; --sql-port 0 takes a free one)',
    { cause },
  );
}
