// The beginning of a connection: what the client asks for before it has a session, and the proof
// that it is who it says.
import { parseVerifier, type ScramVerifier } from '../password/scram-verifier.ts';
import type { Session } from '../session.ts';
import { SqlError } from '../sql-error.ts';
import { readBody, textFrom } from './body.ts';
import type { Incoming, Send } from './stream.ts';
import { MalformedMessage } from './malformed.ts';
import { authentication, int32, message, parameterStatus, text } from './messages.ts';
import { mockVerifier, scramExchange } from './scram.ts';

/** How a user proves who he is. */
export type Authentication =
  | { readonly kind: 'trust' }
  /** The verifier in PostgreSQL's text form. */
  | { readonly kind: 'scram'; readonly verifier: string };

/** Which session a client may cancel statements of. */
export interface CancelKey {
  readonly process: number;
  readonly secret: number;
}

export interface Welcome {
  /** undefined for a user that does not exist or may not log in. */
  readonly authenticate: (user: string) => Promise<Authentication | undefined>;
  /** `database` is undefined when the client named none. */
  readonly openSession: (user: string, database: string | undefined) => Session;
  /** What the verifiers of unknown users are made of. */
  readonly secret: Uint8Array;
  readonly key: CancelKey;
  readonly cancel: (key: CancelKey) => void;
}

export interface StartedSession {
  readonly session: Session;
}

const SSL = 80_877_103;
const GSSENC = 80_877_104;
const CANCEL = 80_877_102;
const PROTOCOL = 3;
/** How often encryption may be asked for: once for each kind. */
const REFUSALS_MAX = 2;
const PASSWORD_BYTES = 10_000;

/** Resolves with undefined when the client wanted no session. Throws what is told as FATAL. */
export async function login(
  incoming: Incoming,
  send: Send,
  welcome: Welcome,
): Promise<StartedSession | undefined> {
  const startup = await readStartup(incoming, send, welcome);
  if (startup === undefined) return undefined;
  const { user, database } = startup;
  if (user === undefined || user === '') {
    throw fatal('28000', 'no PostgreSQL user name specified in startup packet');
  }
  if (!(await prove(user, incoming, send, welcome))) return undefined;
  const session = welcome.openSession(user, database === '' ? undefined : database);
  await send(authentication(0));
  for (const [name, value] of Object.entries(PARAMETERS)) await send(parameterStatus(name, value));
  await send(parameterStatus('session_authorization', user));
  await send(message('K', int32(welcome.key.process), int32(welcome.key.secret)));
  return { session };
}

const PARAMETERS = {
  server_version: '13.0.0',
  server_encoding: 'UTF8',
  client_encoding: 'UTF8',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  integer_datetimes: 'on',
  standard_conforming_strings: 'on',
} as const;

interface Startup {
  readonly user: string | undefined;
  readonly database: string | undefined;
}

async function readStartup(
  incoming: Incoming,
  send: Send,
  { cancel }: Welcome,
): Promise<Startup | undefined> {
  for (let refused = 0; refused <= REFUSALS_MAX; refused++) {
    const body = await incoming.first();
    if (body === undefined) return undefined;
    const reader = readBody(body);
    const code = reader.int32();
    if (code === CANCEL) {
      cancel({ process: reader.int32(), secret: reader.int32() });
      return undefined;
    }
    if (code !== SSL && code !== GSSENC) {
      if (code >> 16 !== PROTOCOL) {
        const asked = `${code >>> 16}.${code & 0xffff}`;
        throw fatal('0A000', `unsupported frontend protocol ${asked}: server supports 3.0`);
      }
      return readOptions(reader, send, code & 0xffff);
    }
    await send(Buffer.from('N'));
  }
  throw new MalformedMessage('encryption was asked for again after it was refused');
}

async function readOptions(
  reader: ReturnType<typeof readBody>,
  send: Send,
  minor: number,
): Promise<Startup> {
  const options = new Map<string, string>();
  for (let name = reader.text(); name !== ''; name = reader.text())
    options.set(name, reader.text());
  reader.end();
  const unknown = [...options.keys()].filter((name) => name.startsWith('_pq_.'));
  if (minor > 0 || unknown.length > 0) {
    // NegotiateProtocolVersion: 3.0 and none of the options.
    await send(message('v', int32(0), int32(unknown.length), ...unknown.map(text)));
  }
  return { user: options.get('user'), database: options.get('database') };
}

/** False when the client has gone. Throws 28P01 for a wrong password and for an unknown user. */
async function prove(
  user: string,
  incoming: Incoming,
  send: Send,
  { authenticate, secret }: Welcome,
): Promise<boolean> {
  const how = await authenticate(user);
  if (how?.kind === 'trust') return true;
  const verifier = how === undefined ? undefined : parseVerifier(how.verifier);
  const isProven = await scram(verifier ?? mockVerifier(user, secret), incoming, send);
  // Only after the whole exchange, so that it tells nobody which users there are.
  if (isProven === false || (isProven === true && verifier === undefined)) {
    throw fatal('28P01', `password authentication failed for user "${user}"`);
  }
  return isProven === true;
}

const MECHANISM = 'SCRAM-SHA-256';

/** undefined when the client has gone. */
async function scram(
  verifier: ScramVerifier,
  incoming: Incoming,
  send: Send,
): Promise<boolean | undefined> {
  const exchange = scramExchange(verifier);
  await send(authentication(10, Buffer.from(`${MECHANISM}\0\0`)));
  const initial = await readPassword(incoming);
  if (initial === undefined) return undefined;
  if (initial.text() !== MECHANISM) throw new MalformedMessage('unknown SASL mechanism');
  const first = initial.value();
  if (first === null) throw new MalformedMessage('malformed SCRAM message');
  await send(authentication(11, Buffer.from(exchange.challenge(textFrom(first)))));
  const final = await readPassword(incoming);
  if (final === undefined) return undefined;
  const last = exchange.check(textFrom(final.rest()));
  if (last === undefined) return false;
  await send(authentication(12, Buffer.from(last)));
  return true;
}

async function readPassword(incoming: Incoming): Promise<ReturnType<typeof readBody> | undefined> {
  const next = await incoming.next(PASSWORD_BYTES);
  if (next === undefined) return undefined;
  if (next.letter === 'p') return readBody(next.body);
  throw new MalformedMessage('expected a SASL response');
}

function fatal(code: string, sentence: string): SqlError {
  return new SqlError({ code, message: sentence });
}
