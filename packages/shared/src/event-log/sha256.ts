// The hash of the durable logs.
import { hash } from 'node:crypto';

/** SHA-256 of the bytes, as 64 lower-case hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}

/** Length of what `sha256` returns. */
export const SHA256_HEX_LENGTH = 64;
