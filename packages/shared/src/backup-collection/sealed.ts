// JSON that carries its own digest: one object whose last field, `sha256`, is that of the text
// without it. Whoever has only the bytes can tell whether they are the ones that were written.
import { sha256, SHA256_HEX_LENGTH } from '../event-log/sha256.ts';
import type { Json } from '../json.ts';

export interface Sealed {
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** The text is JSON of the value with the digest as one more field. */
export function seal(value: { readonly [key: string]: unknown }): Sealed {
  const text = JSON.stringify(value);
  const digest = sha256(new TextEncoder().encode(text));
  return {
    bytes: new TextEncoder().encode(`${text.slice(0, -1)},"sha256":"${digest}"}`),
    sha256: digest,
  };
}

/** The value and its digest; undefined for bytes that `seal` did not write. */
export function unseal(
  bytes: Uint8Array,
): { readonly value: { readonly [key: string]: Json }; readonly sha256: string } | undefined {
  const text = new TextDecoder().decode(bytes);
  const tail = text.slice(-(`,"sha256":""}`.length + SHA256_HEX_LENGTH));
  const digest = /^,"sha256":"([0-9a-f]{64})"\}$/.exec(tail)?.[1];
  if (digest === undefined) return undefined;
  const sealed = `${text.slice(0, -tail.length)}}`;
  if (sha256(new TextEncoder().encode(sealed)) !== digest) return undefined;
  return { value: JSON.parse(sealed) as { readonly [key: string]: Json }, sha256: digest };
}
