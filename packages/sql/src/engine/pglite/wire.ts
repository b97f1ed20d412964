// The part of PostgreSQL's protocol that the engine speaks with its database: a handful of messages
// there, frames back. Whole buffers only; nothing is ever split.
import type { DatabaseError } from './requests.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function message(type: string, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(5 + body.length);
  bytes[0] = type.charCodeAt(0);
  new DataView(bytes.buffer).setInt32(1, 4 + body.length);
  bytes.set(body, 5);
  return bytes;
}

const EMPTY = new Uint8Array(0);

/** A text of a message ends at its first NUL; one inside would make the rest another message. */
function terminated(text: string): Uint8Array {
  return encoder.encode(`${text.replaceAll('\0', '\uFFFD')}\0`);
}

/** Statements without parameters, one after the other. */
export function simpleQuery(sql: string): Uint8Array {
  return message('Q', terminated(sql));
}

/** Reads one statement under the empty name and asks for its columns. */
export function parseAndDescribe(sql: string): Uint8Array {
  return joined([
    message('P', joined([terminated(''), terminated(sql), new Uint8Array(2)])),
    message('D', encoder.encode('S\0')),
    message('S', EMPTY),
  ]);
}

/** Makes the portal; `binary` says for each column whether its values come in binary. */
export function bind(binary: readonly boolean[]): Uint8Array {
  const body = new Uint8Array(8 + 2 * binary.length);
  const view = new DataView(body.buffer);
  view.setInt16(6, binary.length);
  binary.forEach((isBinary, index) => view.setInt16(8 + 2 * index, isBinary ? 1 : 0));
  return joined([message('B', body), message('S', EMPTY)]);
}

/** Asks the portal for so many rows more. */
export function execute(rows: number): Uint8Array {
  const body = new Uint8Array(5);
  new DataView(body.buffer).setInt32(1, rows);
  return joined([message('E', body), message('S', EMPTY)]);
}

/** COPY … FROM STDIN with all its data. */
export function copy(relation: string, text: Uint8Array): Uint8Array {
  return joined([
    simpleQuery(`COPY ${relation} FROM STDIN`),
    message('d', text),
    message('c', EMPTY),
  ]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A message of the database: its type and where its body is. */
export interface Frame {
  readonly type: string;
  readonly body: DataView<ArrayBuffer>;
}

/** The messages in what came back. */
export function framesIn(parts: readonly Uint8Array[]): readonly Frame[] {
  const bytes = joined(parts);
  const view = new DataView(bytes.buffer as ArrayBuffer);
  const frames: Frame[] = [];
  let at = 0;
  while (at < bytes.length) {
    const length = view.getInt32(at + 1);
    const body = new DataView(view.buffer, at + 5, length - 4);
    frames.push({ type: String.fromCharCode(bytes[at]!), body });
    at += 1 + length;
  }
  return frames;
}

/** The text in a part of a frame. */
export function textIn({ buffer, byteOffset }: Frame['body'], from: number, to: number): string {
  return decoder.decode(new Uint8Array(buffer, byteOffset + from, to - from));
}

function endOfText(body: Frame['body'], from: number): number {
  let at = from;
  while (body.getUint8(at) !== 0) at++;
  return at;
}

/** A column of a RowDescription: its name and the number of its type. */
export interface DescribedColumn {
  readonly name: string;
  readonly type: number;
}

/** Reads a RowDescription. */
export function columnsIn(body: Frame['body']): readonly DescribedColumn[] {
  const columns: DescribedColumn[] = [];
  let at = 2;
  for (let count = body.getInt16(0); count > 0; count--) {
    const end = endOfText(body, at);
    columns.push({ name: textIn(body, at, end), type: body.getInt32(end + 7) });
    at = end + 19;
  }
  return columns;
}

/** Reads an ErrorResponse. */
export function errorIn(body: Frame['body']): DatabaseError {
  const fields = new Map<string, string>();
  for (let at = 0; body.getUint8(at) !== 0;) {
    const end = endOfText(body, at + 1);
    fields.set(String.fromCharCode(body.getUint8(at)), textIn(body, at + 1, end));
    at = end + 1;
  }
  const position = fields.get('P');
  return {
    code: fields.get('C') ?? 'XX000',
    message: fields.get('M') ?? 'unknown error',
    hint: fields.get('H'),
    detail: fields.get('D'),
    position: position === undefined ? undefined : Number(position),
  };
}
