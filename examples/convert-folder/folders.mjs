// Where a job keeps its unfinished work, so that every step of it can be taken back. A run works
// in `<output>.partial-<job>-<fence>`; the name says whose it is, and taking over means renaming:
// whoever still works under the old name finds it gone.
import { lstat, mkdir, open, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { permanent } from '@rescind/worker';

/**
 * A job's run and where its output goes.
 * @typedef {{ output: string, job: string, fence: number }} Place
 */

/** Lies in every folder of ours from its beginning on: whose it is, and what is converted. */
const MARKER = '.convert-folder.json';

/** @typedef {{ job: string, files: string[] }} Marker */

/**
 * The folder for this run: the one of the run before, renamed, or a new one. Throws when a later
 * run has begun already, or when the folder that is to hold the output does not exist.
 * @param {Place} place @param {AbortSignal} signal @returns {Promise<string>}
 */
export async function takeOver(place, signal) {
  const folder = partial(place, place.fence);
  const former = await partials(place);
  if (former.some(({ fence }) => fence > place.fence)) {
    throw new Error(`a later run of job ${place.job} has taken over`);
  }
  const [newest] = former.filter(({ trash }) => !trash).sort((a, b) => b.fence - a.fence);
  if (newest === undefined) await makeFolder(folder);
  else await rename(newest.path, folder);
  for (const { path } of former) if (path !== newest?.path) await removeFolder(path, signal);
  return folder;
}

/**
 * Makes the folder the output, in one step. Throws when there is an output by somebody else.
 * @param {Place} place @returns {Promise<void>}
 */
export async function publish(place) {
  if (await exists(place.output)) throw permanent(takenBySomebody(place.output));
  // Should somebody make a folder of that name just now, this fails, unless theirs is empty.
  await rename(partial(place, place.fence), place.output);
  await syncFolder(dirname(place.output));
}

/**
 * Removes all that any run of the job has left, published or not, and nothing else.
 * @param {Place} place @param {AbortSignal} signal @returns {Promise<void>}
 */
export async function removeAll(place, signal) {
  const found = await partials(place);
  const taken = new Set(found.map(({ path }) => path));
  let count = 0;
  const trash = () => {
    let path;
    do path = `${partial(place, place.fence)}.trash-${++count}`;
    while (taken.has(path));
    return path;
  };
  // Out of the way first, in one step each: who deletes file by file may be interrupted, and half
  // an output without its marker would look like somebody else's.
  for (const each of found) if (!each.trash) await rename(each.path, trash());
  if ((await readMarker(place.output))?.job === place.job) await rename(place.output, trash());
  for (const { path } of await partials(place)) await removeFolder(path, signal);
}

/** @param {string} folder @returns {Promise<Marker | null>} null when there is none to rely on. */
export async function readMarker(folder) {
  try {
    return /** @type {Marker} */ (JSON.parse(await readFile(join(folder, MARKER), 'utf8')));
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Either wholly there or not at all. @param {string} folder @param {Marker} marker */
export async function writeMarker(folder, marker) {
  const aside = join(folder, `${MARKER}.new`);
  await writeDurably(aside, 'w', (write) => write(JSON.stringify(marker)));
  await rename(aside, join(folder, MARKER));
}

/**
 * Writes a file by what `body` does with its first argument, and has it on disk.
 * @param {string} path @param {'w' | 'wx'} flag
 * @param {(write: (text: string) => Promise<unknown>) => Promise<unknown>} body
 */
export async function writeDurably(path, flag, body) {
  const file = await open(path, flag);
  try {
    await body((text) => file.writeFile(text));
    await file.sync();
  } finally {
    await file.close();
  }
}

/** @param {string} path @returns {Promise<boolean>} Also for a link that leads nowhere. */
export async function exists(path) {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** @param {string} output */
export function takenBySomebody(output) {
  return `${output} exists and was not made by this job; it is left as it is`;
}

/** @param {Place} place @param {number} fence */
function partial({ output, job }, fence) {
  return `${output}.partial-${job}-${fence}`;
}

/** Every unfinished folder of the job. @param {Place} place */
async function partials({ output, job }) {
  const parent = dirname(output);
  const start = `${basename(output)}.partial-${job}-`;
  const names = await readdir(parent).catch((/** @type {unknown} */ error) => {
    if (isMissing(error)) return [];
    throw error;
  });
  return names.flatMap((name) => {
    if (!name.startsWith(start)) return [];
    const match = /^(\d+)(\.trash-\d+)?$/.exec(name.slice(start.length));
    if (match === null) return [];
    return [{ path: join(parent, name), fence: Number(match[1]), trash: match[2] !== undefined }];
  });
}

/** Never with its parents: those would have to be taken back too. @param {string} folder */
async function makeFolder(folder) {
  await mkdir(folder).catch((/** @type {unknown} */ error) => {
    if (!isMissing(error)) throw error;
    throw permanent(`there is no folder ${dirname(folder)} to put the output in`);
  });
}

/** @param {string} folder @param {AbortSignal} signal */
async function removeFolder(folder, signal) {
  for (const name of await readdir(folder)) {
    signal.throwIfAborted();
    await rm(join(folder, name), { recursive: true, force: true });
  }
  await rmdir(folder);
}

/** Makes a rename in the folder last over a power cut. @param {string} folder */
async function syncFolder(folder) {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** @param {unknown} error */
function isMissing(error) {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
