// What is kept of a password: a SCRAM-SHA-256 verifier (RFC 5802, 7677) in PostgreSQL's text form.
// It lets somebody who knows the password prove so, and cannot be turned back into it.
import { createHash, createHmac, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { saslprep } from '@mongodb-js/saslprep';

export interface ScramVerifier {
  readonly iterations: number;
  readonly salt: Uint8Array;
  readonly storedKey: Uint8Array;
  readonly serverKey: Uint8Array;
}

export interface VerifierOptions {
  /** How dear one guess is; PostgreSQL's 4096 when absent. */
  readonly iterations?: number;
  /** Bytes of chance, never used for two passwords; PostgreSQL takes 16. */
  readonly salt: Uint8Array;
}

const deriveKey = promisify(pbkdf2);

const ITERATIONS = 4096;
const KEY_BYTES = 32;
const FORM = /^SCRAM-SHA-256\$([1-9]\d{0,8}):([^$:]+)\$([^$:]+):([^$:]+)$/;

/** `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`, the parts in base64. */
export async function createVerifier(password: string, options: VerifierOptions): Promise<string> {
  const { iterations = ITERATIONS, salt } = options;
  const salted = await saltedPassword(password, salt, iterations);
  const storedKey = sha256(hmac(salted, 'Client Key'));
  const serverKey = hmac(salted, 'Server Key');
  const [stored, server] = [base64(storedKey), base64(serverKey)];
  return `SCRAM-SHA-256$${iterations}:${base64(salt)}$${stored}:${server}`;
}

/** Reads the text form; undefined for a text that is none. */
export function parseVerifier(text: string): ScramVerifier | undefined {
  const [, iterations = '', ...parts] = FORM.exec(text) ?? [];
  const [salt, storedKey, serverKey] = parts.map(fromBase64);
  if (salt === undefined || storedKey === undefined || serverKey === undefined) return undefined;
  if (storedKey.length !== KEY_BYTES || serverKey.length !== KEY_BYTES) return undefined;
  return { iterations: Number(iterations), salt, storedKey, serverKey };
}

function saltedPassword(
  password: string,
  salt: Uint8Array,
  iterations: number,
): Promise<Uint8Array> {
  return deriveKey(normalized(password), salt, iterations, KEY_BYTES, 'sha256');
}

/** SASLprep; a password that it prohibits is taken as it is, by PostgreSQL and its clients too. */
function normalized(password: string): string {
  try {
    return saslprep(password);
  } catch {
    return password;
  }
}

/** HMAC-SHA-256 of a text. */
export function hmac(key: Uint8Array, text: string): Uint8Array {
  return createHmac('sha256', key).update(text).digest();
}

/** SHA-256 of bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** undefined for what is not the base64 of anything. */
function fromBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
