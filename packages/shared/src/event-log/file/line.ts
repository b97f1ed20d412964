// One line of a file log: `<SHA-256 of the JSON, in hex> <JSON of the commit>\n`. The hash in front
// lets the last commit be verified too, which no later commit speaks of yet.
import { LogDamagedError } from '../../errors.ts';
import { sha256, SHA256_HEX_LENGTH } from '../sha256.ts';
import type { Stored } from '../verifier.ts';

const BLANK = 0x20;
const NEWLINE = 0x0a;
/** Where the JSON begins. */
const JSON_AT = SHA256_HEX_LENGTH + 1;

/** The bytes of a line, and the hash in front of it. */
export function lineOf(text: string): { readonly bytes: Buffer; readonly hash: string } {
  const length = JSON_AT + Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(length + 1);
  bytes.write(text, JSON_AT);
  const hash = sha256(bytes.subarray(JSON_AT, length));
  bytes.write(hash, 0, 'latin1');
  bytes[SHA256_HEX_LENGTH] = BLANK;
  bytes[length] = NEWLINE;
  return { bytes, hash };
}

/**
 * Reads the line (without its newline) that should hold commit `n`. Throws LogDamagedError when the
 * hash in front is not that of what follows: a bit has changed since it was written.
 */
export function readLine(line: Buffer, n: number): Stored {
  const hash = line.length > JSON_AT ? sha256(line.subarray(JSON_AT)) : '';
  if (line[SHA256_HEX_LENGTH] !== BLANK || line.toString('latin1', 0, SHA256_HEX_LENGTH) !== hash) {
    throw new LogDamagedError(
      n,
      `commit ${n} is damaged: its bytes are not the ones that were written`,
    );
  }
  return { text: line.toString('utf8', JSON_AT), hash, storedAt: null };
}
