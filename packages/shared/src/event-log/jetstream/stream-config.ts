// The stream that holds a log: how it must be set up, and the check that it is. Old servers accept
// options they do not know in silence, so what the server made of it is read back and compared.
import type { StreamApi } from './stream-api.ts';

/** The stream exists, but a log kept in it could lose commits. Says what differs. */
export class LogMisconfiguredError extends Error {
  override readonly name = 'LogMisconfiguredError';
}

export interface LogStream {
  /** Name of the stream. */
  readonly stream: string;
  /** The one subject it takes messages from. */
  readonly subject: string;
}

/** Throws RangeError for a name that could not be part of a subject. */
export function streamOf(cluster: string): LogStream {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(cluster)) {
    throw new RangeError(
      `"${cluster}" cannot be the name of a cluster: letters, digits, "-" and "_" only, 64 at most`,
    );
  }
  return { stream: `RESCIND_${cluster}`, subject: `rescind.${cluster}.log` };
}

/** What the stream is created with; every value is compared afterwards. */
function wanted({ subject }: LogStream): Readonly<Record<string, unknown>> {
  return {
    subjects: [subject],
    storage: 'file',
    retention: 'limits',
    // Full is an error of the append, never a reason to drop what is old.
    discard: 'new',
    deny_delete: true,
    // A stream made with it can never be cut, nor be relieved of it.
    deny_purge: false,
    max_consumers: -1,
    max_msgs: -1,
    max_bytes: -1,
    max_age: 0,
    max_msgs_per_subject: -1,
    max_msg_size: -1,
  };
}

/** What must be absent, false, empty or as given: with any of them a message is not a commit. */
const HARMLESS: Readonly<Record<string, unknown>> = {
  mirror: undefined,
  sources: undefined,
  subject_transform: undefined,
  no_ack: false,
  sealed: false,
  allow_rollup_hdrs: false,
  discard_new_per_subject: false,
  allow_msg_ttl: false,
  allow_msg_counter: false,
  persist_mode: 'default',
  first_seq: 0,
};

/**
 * Creates the stream where it is missing and checks it in any case. More replicas than asked for
 * are welcome. Throws LogMisconfiguredError, LogUnavailableError.
 */
export async function ensureStream(
  api: StreamApi,
  names: LogStream,
  replicas: number,
): Promise<void> {
  const config = wanted(names);
  let facts = await api.facts();
  if (facts === undefined) {
    await api.create({ name: names.stream, ...config, num_replicas: replicas });
    facts = await api.facts();
  }
  const found = facts?.config ?? {};
  const differences = [
    ...Object.entries(config).flatMap(([name, value]) => difference(name, found[name], value)),
    ...Object.entries(HARMLESS).flatMap(([name, value]) => difference(name, found[name], value)),
    ...(Number(found['num_replicas']) >= replicas
      ? []
      : difference('num_replicas', found['num_replicas'], replicas)),
  ];
  if (differences.length === 0) return;
  throw new LogMisconfiguredError(
    `the stream ${names.stream} cannot hold a log as it is set up: ${differences.join(', ')}. ` +
      'Edit the stream, or choose another cluster name.',
  );
}

function difference(name: string, found: unknown, value: unknown): readonly string[] {
  const same = JSON.stringify(found ?? emptyOf(value)) === JSON.stringify(value ?? null);
  const isEmpty = Array.isArray(found) && found.length === 0 && value === undefined;
  if (same || isEmpty) return [];
  const is = found === undefined ? 'not set' : JSON.stringify(found);
  return [`${name} is ${is} instead of ${value === undefined ? 'not set' : JSON.stringify(value)}`];
}

/** Servers leave out what is empty. */
function emptyOf(value: unknown): unknown {
  if (value === false || value === 0 || value === 'default') return value;
  return null;
}
