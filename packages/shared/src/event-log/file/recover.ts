// What is done once when a file log is opened: every byte of it is read and verified, and a last
// line that a crash tore apart is cut off. Nothing else that is wrong is ever repaired.
import { checkChain, decodeCommit } from '../codec.ts';
import { LogDamagedError } from '../../errors.ts';
import { SHA256_HEX_LENGTH } from '../sha256.ts';
import { COMMIT_VERSION } from '../../event-log.ts';
import type { AppendOnlyFile } from './append-only-file.ts';
import { createLineIndex, type LineIndex } from './line-index.ts';
import { readLine } from './line.ts';

const CHUNK_BYTES = 1 << 20;
const NEWLINE = 0x0a;
/** A person who waits hears of it every so many commits. */
const PROGRESS_EVERY = 5000;

/**
 * Resolves with where every commit stands. Throws LogDamagedError naming the first commit that is
 * not as it was written, and UnknownVersionError.
 */
export async function recover(
  file: AppendOnlyFile,
  onProgress: (line: string) => void,
): Promise<LineIndex> {
  const index = createLineIndex();
  let prev = '';
  for await (const line of linesOf(file)) {
    const n = index.count + 1;
    prev = verifyLine(line, n, prev);
    index.add(line.length + 1);
    if (n % PROGRESS_EVERY === 0) {
      const share = Math.floor((index.end / file.sizeAtOpen) * 100);
      onProgress(`${file.path}: ${n} commits verified (${share} %)`);
    }
  }
  const torn = file.sizeAtOpen - index.end;
  if (torn > 0) {
    // The append that wrote it was never acknowledged: an acknowledged line has its newline.
    await assertTorn(file, index);
    await file.truncate(index.end);
    onProgress(
      `${file.path}: cut off ${torn} bytes of a commit ${index.count + 1} that was torn apart ` +
        'while it was written and never acknowledged',
    );
  }
  // A killed predecessor may have written a whole line and not synced it: once we have shown it to
  // anybody it must not vanish.
  await file.sync();
  return index;
}

/** The lines that end with a newline, without it. A yielded line is valid until the next one. */
async function* linesOf(file: AppendOnlyFile): AsyncGenerator<Buffer, void> {
  // One byte more than a small file has, to see its end.
  let chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, file.sizeAtOpen + 1));
  let position = 0;
  let rest = 0;
  for (;;) {
    const filled = rest + (await file.read(chunk.subarray(rest), position));
    position += filled - rest;
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE, rest); at !== -1 && at < filled;) {
      yield chunk.subarray(from, at);
      from = at + 1;
      at = chunk.indexOf(NEWLINE, from);
    }
    if (filled < chunk.length) return;
    rest = filled - from;
    const larger = from === 0 ? Buffer.allocUnsafe(chunk.length * 2) : chunk;
    chunk.copy(larger, 0, from, filled);
    chunk = larger;
  }
}

/** A whole line whose newline has changed is not torn: it may have been acknowledged. */
async function assertTorn(file: AppendOnlyFile, index: LineIndex): Promise<void> {
  const n = index.count + 1;
  const rest = Buffer.alloc(file.sizeAtOpen - index.end);
  await file.read(rest, index.end);
  try {
    readLine(rest.subarray(0, -1), n);
  } catch {
    return;
  }
  throw new LogDamagedError(n, `commit ${n} is damaged: the end of its line has changed`);
}

/** The start of every commit as `encodeCommit` writes it. */
const HEAD = new RegExp(
  `^{"v":${COMMIT_VERSION},"n":([1-9]\\d{0,15}),"id":"[^"\\\\]*","prev":"([^"\\\\]*)",`,
);
const HEAD_BYTES = 256;

/**
 * The line's hash. Its bytes are verified by the hash in front and its place by its head; the
 * events are read later, by whoever folds them: parsing everything twice would double the start.
 */
function verifyLine(line: Buffer, n: number, prev: string): string {
  const { hash } = readLine(line, n);
  const json = SHA256_HEX_LENGTH + 1;
  const head = HEAD.exec(line.toString('latin1', json, Math.min(line.length, json + HEAD_BYTES)));
  if (head !== null && Number(head[1]) === n && head[2] === prev) return hash;
  // Something is wrong, or written in another order of keys: the codec knows.
  const commit = decodeCommit(line.toString('utf8', json), n);
  checkChain(commit, prev);
  return hash;
}
