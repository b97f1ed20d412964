// Witnesses as small files, one a process, in a folder that is not the log's: whoever loses or
// cuts the log then contradicts what stands there.
import { mkdir, open, readdir, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, TimerId } from '../clock.ts';
import { syncFolder, writeSynced } from '../disk/sync.ts';
import type { NamedWitness, Witness, WitnessMark } from '../witness.ts';

/** A witness file is there and says nothing that can be used. Names the file. */
export class WitnessDamagedError extends Error {
  override readonly name = 'WitnessDamagedError';
}

export interface FileWitnessOptions {
  /** The folder of all witnesses of a cluster; made when it is missing. */
  readonly dir: string;
  /** Who we are: letters, digits, `.`, `-` and `_`. The file is `<name>.json`. */
  readonly name: string;
  readonly clock: Clock;
  /** Hears when a mark could not be written; by default nobody does, and the next is tried. */
  readonly onError?: (error: Error) => void;
}

/** The newest mark is on disk at most this long after it was noted. */
export const WITNESS_EVERY_MS = 1000;

const SUFFIX = '.json';
/** Two marks a file, written in turn, each in a room of its own. */
const SLOTS = 2;
const SLOT_BYTES = 256;

/** Writes nothing before the first mark is noted. Throws RangeError for a bad name. */
export function createFileWitness(options: FileWitnessOptions): Witness {
  const { dir, name, clock, onError = () => undefined } = options;
  if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name)) {
    throw new RangeError(`"${name}" cannot be the name of a witness: it is to be a file's name`);
  }
  let newest: WitnessMark | undefined;
  let written: WitnessMark | undefined;
  let timer: TimerId | undefined;
  let writing: Promise<void> = Promise.resolve();
  let stopped = false;

  const writeNewest = async (): Promise<void> => {
    const mark = newest;
    if (mark === undefined || mark === written) return;
    await writeMark(dir, `${name}${SUFFIX}`, mark);
    written = mark;
  };
  /** One writing at a time, each of the mark that is newest when its turn comes. */
  const save = (): Promise<void> => {
    const saved = writing.then(writeNewest);
    writing = saved.catch(() => undefined);
    return saved;
  };
  const onTimer = (): void => {
    timer = undefined;
    save().catch(onError);
  };

  return {
    readAll: () => readWitnesses(dir),
    note(mark) {
      if (stopped || (newest !== undefined && mark.n <= newest.n)) return;
      newest = mark;
      timer ??= clock.setTimeout(onTimer, WITNESS_EVERY_MS);
    },
    save,
    async stop() {
      stopped = true;
      if (timer !== undefined) clock.clearTimeout(timer);
      timer = undefined;
      await save();
    },
  };
}

/** One slot: a line of JSON, blanks before its end. */
function textOf({ n, hash }: WitnessMark): string {
  return `${JSON.stringify({ v: 1, n, hash }).padEnd(SLOT_BYTES - 1)}\n`;
}

async function writeMark(dir: string, name: string, mark: WitnessMark): Promise<void> {
  const file = await open(join(dir, name), 'r+').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return createFile(dir, name, textOf(mark).repeat(SLOTS));
  try {
    await overwriteOlder(file, mark);
  } finally {
    await file.close();
  }
}

/**
 * The other mark stands if the power fails meanwhile; and nothing but these bytes has to reach the
 * disk, which the log's server is busy with.
 */
async function overwriteOlder(file: FileHandle, mark: WitnessMark): Promise<void> {
  const [first, second] = slotsOf(await file.readFile('utf8'));
  const isSecondOlder = first !== undefined && (second === undefined || second.n < first.n);
  await file.write(textOf(mark), isSecondOlder ? SLOT_BYTES : 0);
  await file.datasync();
}

/** The whole text is on disk under the name, or nothing is. */
async function createFile(dir: string, name: string, text: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  const aside = join(dir, `${name}.new`);
  // Left by a crash.
  await rm(aside, { force: true });
  await writeSynced(aside, text);
  await rename(aside, join(dir, name));
  await syncFolder(dir);
}

/** The marks of a file, undefined where none can be read. */
function slotsOf(text: string): readonly (WitnessMark | undefined)[] {
  const slots: (WitnessMark | undefined)[] = [];
  for (let at = 0; at < text.length; at += SLOT_BYTES) {
    slots.push(parse(text.slice(at, at + SLOT_BYTES)));
  }
  return slots;
}

/** The newest mark of a file; undefined when none can be read. */
function newestOf(text: string): WitnessMark | undefined {
  const marks = slotsOf(text).filter((mark) => mark !== undefined);
  return marks.sort((a, b) => b.n - a.n)[0];
}

/** Throws WitnessDamagedError: a witness that cannot be heard must not pass for one that agrees. */
async function readWitnesses(dir: string): Promise<readonly NamedWitness[]> {
  const names = await readdir(dir).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  const files = names.filter((name) => name.endsWith(SUFFIX)).toSorted();
  return Promise.all(files.map((name) => readWitness(join(dir, name), name)));
}

async function readWitness(path: string, file: string): Promise<NamedWitness> {
  const text = await readFile(path, 'utf8');
  const mark = newestOf(text);
  if (mark === undefined) {
    throw new WitnessDamagedError(
      `the witness file ${path} is not readable, so nobody knows whether the log has lost its ` +
        'tail. Put it back, or delete it if you are sure that the log is whole.',
    );
  }
  return { name: file.slice(0, -SUFFIX.length), ...mark };
}

function parse(text: string): WitnessMark | undefined {
  try {
    const { v, n, hash } = JSON.parse(text) as Partial<WitnessMark> & { readonly v?: unknown };
    const isMark = v === 1 && Number.isSafeInteger(n) && typeof hash === 'string' && hash !== '';
    return isMark ? { n: n!, hash } : undefined;
  } catch {
    return undefined;
  }
}
