// One holder at a time: whoever wants a file lays a note beside it whose name says which process it
// is, and looks for the notes of others only then. So of two that come at once at least one sees
// the other, and a note whose process is gone holds nobody up.
import { open, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LogLockedError } from '../../errors.ts';
import { isRunning, ownHost, ownIdentity, type ProcessIdentity } from './process-identity.ts';

export interface Lock {
  /** Gives it up; without effect the second time. */
  release(): Promise<void>;
}

interface Note extends ProcessIdentity {
  readonly name: string;
}

/** How long the one with the smaller name waits for a rival to give way. */
const RIVAL_GIVES_WAY_MS = 500;
const LOOK_EVERY_MS = 20;

/**
 * Locks `path` (which need not exist; its folder must). Throws LogLockedError, one sentence with
 * the holder's pid and what to do. A killed or crashed holder blocks nobody.
 */
export async function lockFile(path: string): Promise<Lock> {
  const folder = dirname(path);
  const self = await ownIdentity();
  const own = `${basename(path)}.lock.${self.host}.${self.pid}.${self.started}`;
  const ownPath = join(folder, own);
  const before = await rivalOf(folder, path, own);
  if (before !== undefined) throw locked(path, before);
  try {
    await (await open(ownPath, 'wx')).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw locked(path, { ...self, name: own });
  }
  const release = (): Promise<void> => rm(ownPath, { force: true });
  try {
    const rival = await rivalThatStays(folder, path, own);
    if (rival !== undefined) throw locked(path, rival);
  } catch (error) {
    await release();
    throw error;
  }
  return { release };
}

/** A rival with a greater name that is only trying as well will see us and give way. */
async function rivalThatStays(
  folder: string,
  path: string,
  own: string,
): Promise<Note | undefined> {
  for (let waited = 0; ; waited += LOOK_EVERY_MS) {
    const rival = await rivalOf(folder, path, own);
    if (rival === undefined || rival.name < own || waited >= RIVAL_GIVES_WAY_MS) return rival;
    await delay(LOOK_EVERY_MS);
  }
}

/** A note of another process that still runs; notes of those that do not are swept. */
async function rivalOf(folder: string, path: string, own: string): Promise<Note | undefined> {
  const prefix = `${basename(path)}.lock.`;
  for (const name of await readdir(folder)) {
    const note = name.startsWith(prefix) && name !== own ? readNote(name, prefix) : undefined;
    if (note === undefined) continue;
    if (await isRunning(note)) return note;
    await rm(join(folder, name), { force: true });
  }
  return undefined;
}

function readNote(name: string, prefix: string): Note | undefined {
  const [host, pid, started, ...rest] = name.slice(prefix.length).split('.');
  if (host === undefined || started === undefined || rest.length > 0) return undefined;
  return { name, host, pid: Number(pid), started };
}

function locked(path: string, { host, pid, name }: Note): LogLockedError {
  if (host !== ownHost()) {
    return new LogLockedError(
      `the log ${path} is held by process ${pid} on ${host}; stop it, or delete ` +
        `${join(dirname(path), name)} if that machine does not run any more`,
    );
  }
  if (pid === process.pid) {
    return new LogLockedError(
      `the log ${path} is already open in this process (${pid}); share that one, or close it first`,
    );
  }
  return new LogLockedError(
    `the log ${path} is held by process ${pid}; stop that process or choose another file`,
  );
}
