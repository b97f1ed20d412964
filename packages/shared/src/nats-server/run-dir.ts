// The folder in which a running nats-server leaves its process id and ports: it also tells whether
// another server runs on the same store, which would destroy it.

import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { NatsServerError } from './error.ts';

/**
 * Removes what an earlier server left (a killed one removes nothing), so that all that stands there
 * afterwards is of the next one. Throws `NatsServerError` ('store-in-use') when the earlier one is
 * still alive. Two starts in the same moment are not told apart: the caller locks its data folder.
 */
export async function claimRunDir(runDir: string, configFile: string): Promise<void> {
  const pidFile = join(runDir, 'nats-server.pid');
  const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''));
  if (pid > 0 && (await commandLineOf(pid)).includes(configFile)) {
    const who = `nats-server (process ${pid}) already runs on the store ${join(runDir, '..')}`;
    throw new NatsServerError('store-in-use', `${who}; stop it or choose another folder.`);
  }
  const names = await readdir(runDir);
  const stale = names.filter((name) => name.endsWith('.ports') || name.endsWith('.pid'));
  await Promise.all(stale.map((name) => rm(join(runDir, name), { force: true })));
}

/** Empty for a process that is gone, and where the system does not tell. */
async function commandLineOf(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
}
