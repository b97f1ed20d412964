// Programs of other people that these tests start. Where one is missing the tests that need it are
// left out and say so by name; in CI they fail instead.
import { spawnSync } from 'node:child_process';
import { fetchNatsServer, findNatsServer } from '@rescind/shared/nats-server';

export interface Need {
  /** False when the tests are to be left out. */
  readonly runs: boolean;
  /** For their title: empty, or ` (not run: <program> missing)`. */
  readonly note: string;
}

/** The server that `rescind start` would run; undefined where none can be had. */
export const natsServer = await findNatsServer().catch(() => undefined);

/** One that is too old to fsync: Debian bookworm's. */
export const oldNatsServer: { readonly path: string } | undefined = await fetchNatsServer({
  suites: ['bookworm'],
}).catch(() => undefined);

const hasStrace = spawnSync('strace', ['-V']).status === 0;

const nats = natsServer === undefined ? ['nats-server'] : [];

export const onNats = needOf(nats);
export const onOldNats = needOf(oldNatsServer === undefined ? ['nats-server 2.9'] : []);
export const underStrace = needOf([...nats, ...(hasStrace ? [] : ['strace'])]);

function needOf(missing: readonly string[]): Need {
  if (missing.length === 0) return { runs: true, note: '' };
  const what = missing.join(' and ');
  return { runs: process.env['CI'] !== undefined, note: ` (not run: ${what} missing)` };
}
