// The messages that a server of PostgreSQL's protocol 3.0 sends.
import type { SqlError } from '../sql-error.ts';
import type { Column } from '../value.ts';
import { oidOf, sizeOf, type Format } from './values.ts';

/** The severity of what is told beside results. */
export type Severity = 'ERROR' | 'FATAL' | 'NOTICE';

/** One message: its letter, its length, its parts. */
export function message(letter: string, ...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 4);
  return Buffer.concat([Buffer.from(letter, 'latin1'), int32(length), ...parts]);
}

export function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** A text and the NUL that ends it; a NUL inside would make the rest another part. */
export function text(value: string): Buffer {
  return Buffer.from(`${value.replaceAll('\0', '\uFFFD')}\0`);
}

/** An authentication request; `code` 0 is welcome. */
export function authentication(code: number, data: Uint8Array = Buffer.alloc(0)): Buffer {
  return message('R', int32(code), data);
}

export function parameterStatus(name: string, value: string): Buffer {
  return message('S', text(name), text(value));
}

export function readyForQuery(status: 'I' | 'T' | 'E'): Buffer {
  return message('Z', Buffer.from(status));
}

export function commandComplete(tag: string): Buffer {
  return message('C', text(tag));
}

type ErrorFacts = Pick<SqlError, 'code' | 'message'> &
  Partial<Pick<SqlError, 'detail' | 'hint' | 'position'>>;

/** An error or a notice with all that is known of it. */
export function report(severity: Severity, facts: ErrorFacts): Buffer {
  const { code, message: sentence, detail, hint, position } = facts;
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['S', severity],
    ['V', severity],
    ['C', code],
    ['M', sentence],
    ['D', detail],
    ['H', hint],
    ['P', position?.toString()],
  ];
  const parts = fields.flatMap(([letter, value]) =>
    value === undefined ? [] : [Buffer.from(letter), text(value)],
  );
  return message(severity === 'NOTICE' ? 'N' : 'E', ...parts, Buffer.alloc(1));
}

/** What columns the rows have. `formats` is of one for all, or one for each. */
export function rowDescription(columns: readonly Column[], formats: readonly Format[]): Buffer {
  const parts = columns.flatMap(({ name, type }, index) => [
    text(name),
    int32(0),
    int16(0),
    int32(oidOf(type)),
    int16(sizeOf(type)),
    int32(-1),
    int16(formatAt(formats, index)),
  ]);
  return message('T', int16(columns.length), ...parts);
}

/** The format of one column. */
export function formatAt(formats: readonly Format[], index: number): Format {
  return (formats.length === 1 ? formats[0] : formats[index]) ?? 0;
}

/** One row; null is NULL. */
export function dataRow(values: readonly (Uint8Array | null)[]): Buffer {
  const parts = values.flatMap((value) =>
    value === null ? [int32(-1)] : [int32(value.length), value],
  );
  return message('D', int16(values.length), ...parts);
}
