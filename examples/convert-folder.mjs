// A job you can watch and cancel: converts every CSV file of a folder to JSON Lines, file by file.
//
//   CREATE JOB 'convert-folder' WITH DETAILS = '{"input": "inbox", "output": "outbox"}'
//
// The output appears in one step when everything is converted, or never: a job that is canceled or
// fails leaves the disk as it was. Paths are those of the workers, which must see the same folders.
import { createReadStream } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { defineJob, permanent } from '@rescind/worker';
import { createCsvReader } from './convert-folder/csv.mjs';
import {
  exists,
  publish,
  readMarker,
  removeAll,
  takenBySomebody,
  takeOver,
  writeDurably,
  writeMarker,
} from './convert-folder/folders.mjs';

/** @typedef {{ input: string, output: string }} Details */
/** @typedef {import('@rescind/worker').JobContext<Details>} Context */

/** A Standard Schema written by hand; zod, valibot and others bring theirs along. */
const details = {
  '~standard': {
    version: /** @type {const} */ (1),
    vendor: 'convert-folder',
    /** @param {unknown} value */
    validate(value) {
      const given = /** @type {Partial<Details> | null} */ (value);
      const issues = ['input', 'output'].flatMap((name) => {
        const path = given?.[/** @type {keyof Details} */ (name)];
        return typeof path === 'string' && path !== ''
          ? []
          : [{ message: 'must be the path of a folder', path: [name] }];
      });
      if (issues.length > 0) return { issues };
      const [input, output] = [resolve(String(given?.input)), resolve(String(given?.output))];
      return contains(input, output) || contains(output, input)
        ? { issues: [{ message: 'neither folder may lie in the other' }] }
        : { value: { input, output } };
    },
  },
};

// oxlint-disable-next-line import/no-default-export -- what a worker is given is a module's default
export default defineJob({
  type: 'convert-folder',
  details,

  /** @param {Context} context */
  async resume(context) {
    const { signal } = context;
    const { input, output } = context.details;
    const place = { output, job: context.jobId, fence: context.fence };
    if (await exists(output)) {
      // A run before this one came as far as publishing, and was not heard any more.
      if ((await readMarker(output))?.job === place.job) return;
      throw permanent(takenBySomebody(output));
    }
    const folder = await takeOver(place, signal);
    const { files, done } = await plan(context, input, folder);
    for (const [index, name] of files.entries()) {
      signal.throwIfAborted();
      const path = join(folder, `${name.slice(0, -'.csv'.length)}.jsonl`);
      if (index < done && (await exists(path))) continue;
      await convert(join(input, name), path, signal);
      const fraction = (index + 1) / files.length;
      const runningStatus = `converted ${index + 1} of ${files.length} files`;
      await context.checkpoint({ done: Math.max(done, index + 1) }, { fraction, runningStatus });
    }
    signal.throwIfAborted();
    await publish(place);
  },

  /** @param {Context} context */
  async onFailOrCancel({ details: { output }, jobId, fence, signal }) {
    await removeAll({ output, job: jobId, fence }, signal);
  },
});

/**
 * The files to convert, fixed by the first run, and how many of them need not be converted again:
 * as many as were safe on disk when the last checkpoint was made.
 * @param {Context} context @param {string} input @param {string} folder
 */
async function plan(context, input, folder) {
  const marker = await readMarker(folder);
  if (marker !== null) {
    const saved = /** @type {{ done: number } | null} */ (context.saved);
    return { files: marker.files, done: saved?.done ?? 0 };
  }
  const files = (await readdir(input)).filter((name) => name.endsWith('.csv')).sort();
  await writeMarker(folder, { job: context.jobId, files });
  return { files, done: 0 };
}

/** @param {string} from @param {string} to @param {AbortSignal} signal */
async function convert(from, to, signal) {
  // A run that was taken over may still hold this file open: what it writes goes into nothing.
  await rm(to, { force: true });
  await writeDurably(to, 'wx', async (write) => {
    const reader = createCsvReader();
    const toLines = createLineWriter(from);
    // Ends with the signal's reason as its cause when that fires.
    for await (const text of createReadStream(from, { encoding: 'utf8', signal })) {
      const lines = toLines(readRows(from, () => reader.push(String(text))));
      if (lines !== '') await write(lines);
    }
    await write(toLines(readRows(from, () => reader.end())));
  });
}

/** @template T @param {string} file @param {() => T} read @returns {T} */
function readRows(file, read) {
  try {
    return read();
  } catch (error) {
    throw permanent(`${file}, ${/** @type {Error} */ (error).message}`);
  }
}

/**
 * Turns rows into lines of JSON; the first row of all names the columns.
 * @param {string} file
 */
function createLineWriter(file) {
  /** @type {string[] | undefined} */
  let names;
  /** @param {import('./convert-folder/csv.mjs').Row} row */
  const toLine = ({ line, fields }) => {
    if (names === undefined) {
      if (new Set(fields).size < fields.length) {
        throw permanent(`${file}, line ${line}: two columns have the same name`);
      }
      names = fields;
      return '';
    }
    if (fields.length !== names.length) {
      throw permanent(
        `${file}, line ${line}: expected ${names.length} fields, found ${fields.length}`,
      );
    }
    const columns = names;
    return `${JSON.stringify(Object.fromEntries(fields.map((text, i) => [columns[i], text])))}\n`;
  };
  /** @param {import('./convert-folder/csv.mjs').Row[]} rows */
  return (rows) => rows.map(toLine).join('');
}

/** @param {string} outer @param {string} inner */
function contains(outer, inner) {
  const way = relative(outer, inner);
  return !isAbsolute(way) && way.split(sep)[0] !== '..';
}
