// One `rescind start` per data folder. Whoever wants it lays a note whose name says which process
// it is, and looks for the notes of others only then: so of two that come at once at least one sees
// the other, and a note whose process is gone holds nobody up.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CommandFailure, EXIT } from '../failure.ts';
import { isProcessAlive } from '../process/alive.ts';

export interface DataLock {
  /** Gives the folder up; without effect the second time. */
  release(): Promise<void>;
}

interface Note {
  readonly name: string;
  readonly host: string;
  readonly pid: number;
  readonly started: string;
}

/** How long the one with the smaller name waits for a rival that is only trying as well. */
const RIVAL_GIVES_WAY_MS = 500;
const LOOK_EVERY_MS = 20;

/** Creates the folder when it is not there. Throws CommandFailure naming the holder's pid. */
export async function lockDataDir(dir: string): Promise<DataLock> {
  await makeFolder(dir);
  const own = await noteOf(process.pid);
  const path = join(dir, own.name);
  await writeFile(path, '');
  const release = (): Promise<void> => rm(path, { force: true });
  const rival = await rivalThatStays(dir, own);
  if (rival === undefined) return { release };
  await release();
  throw new CommandFailure(EXIT.failed, heldBy(dir, rival));
}

async function makeFolder(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
  } catch (cause) {
    const why = (cause as Error).message;
    throw new CommandFailure(
      EXIT.failed,
      `the data folder ${dir} cannot be made (${why}); choose another with --data DIR`,
      { cause },
    );
  }
}

function heldBy(dir: string, { host, pid, name }: Note): string {
  const other = `choose another folder with --data DIR`;
  return host === ownHost()
    ? `the data folder ${dir} is held by another \`rescind start\` (pid ${pid}); ` +
        `look at it with \`rescind status --data ${dir}\`, stop it, or ${other}`
    : `the data folder ${dir} is held by a \`rescind start\` on ${host} (pid ${pid}); stop it, ` +
        `delete ${join(dir, name)} if that machine does not run any more, or ${other}`;
}

/** A rival with a greater name that is only trying as well will see us and give way. */
async function rivalThatStays(dir: string, own: Note): Promise<Note | undefined> {
  for (let waited = 0; ; waited += LOOK_EVERY_MS) {
    const rival = await rivalOf(dir, own);
    if (rival === undefined || rival.name < own.name || waited >= RIVAL_GIVES_WAY_MS) return rival;
    await delay(LOOK_EVERY_MS);
  }
}

/** A note of another process that still runs; notes of those that do not are swept. */
async function rivalOf(dir: string, own: Note): Promise<Note | undefined> {
  for (const name of await readdir(dir)) {
    const note = name === own.name ? undefined : readNote(name);
    if (note === undefined) continue;
    if (await holds(note)) return note;
    await rm(join(dir, name), { force: true });
  }
  return undefined;
}

function readNote(name: string): Note | undefined {
  const [, host, pid, started] = /^start\.([^.]+)\.(\d+)\.(\d+)\.lock$/.exec(name) ?? [];
  if (host === undefined || started === undefined) return undefined;
  return { name, host, pid: Number(pid), started };
}

/** A process on another machine cannot be asked and counts as running. */
async function holds({ host, pid, started }: Note): Promise<boolean> {
  if (host !== ownHost()) return true;
  return isProcessAlive(pid) && (await startOf(pid)) === started;
}

async function noteOf(pid: number): Promise<Note> {
  const [host, started] = [ownHost(), await startOf(pid)];
  return { name: `start.${host}.${pid}.${started}.lock`, host, pid, started };
}

/** When a process started, in the system's ticks: a pid alone is given out again. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field is the program's name in brackets and may itself hold blanks and brackets.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
}

function ownHost(): string {
  return hostname().replaceAll(/[^A-Za-z0-9-]/g, '-') || 'localhost';
}
