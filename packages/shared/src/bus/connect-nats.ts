// One connection to nats-server, set up so that it costs little and comes back by itself.
import { connect, type ConnectionOptions, type NatsConnection } from 'nats';

/** Nobody answers there, or not as a nats-server does. One sentence that says what to do. */
export class NatsUnreachableError extends Error {
  override readonly name = 'NatsUnreachableError';
}

export interface NatsOptions {
  /** `nats://127.0.0.1:4222`, or several servers of one NATS cluster. */
  readonly url: string | readonly string[];
  /** Shown by the server's monitoring page. */
  readonly name: string;
  /** How long the first connection may take; 3,000 ms by default. */
  readonly timeoutMs?: number;
  /** Who we are, where the server asks for it. */
  readonly credentials?: Pick<
    ConnectionOptions,
    'user' | 'pass' | 'token' | 'authenticator' | 'tls'
  >;
}

const TIMEOUT_MS = 3000;
/** Pause between two tries at a lost server; never longer, so a restart costs a fraction of it. */
const RECONNECT_WAIT_MS = 100;
const RECONNECT_JITTER_MS = 50;
/** A server that has frozen or is cut off is noticed after two unanswered pings. */
const PING_EVERY_MS = 5000;
const PINGS_UNANSWERED = 2;

/**
 * Connects. Afterwards it reconnects for as long as it takes, until it is closed. Throws
 * NatsUnreachableError when the first connection fails.
 */
export async function connectNats(options: NatsOptions): Promise<NatsConnection> {
  const { url, name, timeoutMs = TIMEOUT_MS, credentials = {} } = options;
  try {
    return await connect({
      ...credentials,
      servers: typeof url === 'string' ? url : [...url],
      name,
      timeout: timeoutMs,
      // Without it every publish and request captures a stack: half of what they cost.
      noAsyncTraces: true,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_WAIT_MS,
      reconnectJitter: RECONNECT_JITTER_MS,
      pingInterval: PING_EVERY_MS,
      maxPingOut: PINGS_UNANSWERED,
    });
  } catch (cause) {
    const where = typeof url === 'string' ? url : url.join(', ');
    throw new NatsUnreachableError(
      `no nats-server can be reached at ${where} (${whyNot(cause, timeoutMs)}); ` +
        'start one there or correct the address',
      { cause },
    );
  }
}

function whyNot(cause: unknown, timeoutMs: number): string {
  const { code, message } = cause as { readonly code?: string; readonly message?: string };
  if (code === 'CONNECTION_REFUSED') return 'connection refused';
  if (code === 'TIMEOUT') return `no answer within ${timeoutMs} ms`;
  return (message ?? String(cause)).replaceAll(/\s+/g, ' ');
}
